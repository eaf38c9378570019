#!/usr/bin/env bash
# Switches CloudWatch Application Signals on and installs the CloudWatch agent in the cluster, as the add-on
# amazon-cloudwatch-observability. The add-on watches no workload by itself: scripts/4-annotate-workloads.sh says which.
# Takes about 3 minutes; safe to run again. What it collects costs: see the line on signals and logs in infra/prices.tsv.
#
# Usage: scripts/3-setup-cloudwatch-agent.sh [--dry-run] [--name NAME] [--region REGION]
#   --dry-run   say what would be made, and stop
#   --name, --region   which environment, if there are several
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/aws.sh

install_addon() {
  local action=create-addon status
  status=$(addon_status)
  case $status in
  "") ;;
  # What failed to come up cannot be mended by an update.
  CREATE_FAILED) delete_addon ;;
  *) await "add-on" 900 ACTIVE addon_status && action=update-addon ;;
  esac
  aws eks "$action" --cluster-name "$NAME" --addon-name "$ADDON" --resolve-conflicts OVERWRITE \
    --configuration-values file://infra/cloudwatch-addon.json --pod-identity-associations \
    "serviceAccount=cloudwatch-agent,roleArn=arn:aws:iam::$ACCOUNT:role/$NAME-$REGION-cloudwatch-agent" >/dev/null
  await "add-on" 900 ACTIVE addon_status
}

main() {
  arguments "--dry-run --name= --region=" "$@"
  explain_failures
  use_environment kubectl=1.27
  require_cluster
  printf 'Will make or update: Application Signals in the account, the add-on %s in %s\n' "$ADDON" "$NAME"
  end_dry_run

  step "Application Signals, for the account"
  aws application-signals start-discovery
  step "The add-on"
  install_addon
  step "The agent's pods"
  live "operator" kubectl --namespace amazon-cloudwatch rollout status \
    deployment/amazon-cloudwatch-observability-controller-manager --timeout 5m
  printf 'Next: scripts/4-annotate-workloads.sh\n'
}

main "$@"
