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
. scripts/lib/states.sh
. scripts/lib/aws.sh
. scripts/lib/workloads.sh

# Prints the newest build of the add-on's version that this region offers for the cluster's Kubernetes.
addon_build() {
  local kubernetes builds build
  kubernetes=$(cluster version)
  builds=$(aws eks describe-addon-versions --addon-name "$ADDON" --kubernetes-version "$kubernetes" \
    --query 'addons[].addonVersions[].addonVersion' --output text | tr '\t' '\n' | sort -V)
  build=$(grep "^v$ADDON_VERSION-" <<<"$builds" | tail -n 1) || true
  [[ -n $build ]] || die "$REGION offers no $ADDON $ADDON_VERSION for Kubernetes $kubernetes, but $(xargs <<<"$builds"): \
choose one, and write it to ADDON_VERSION in scripts/lib/aws.sh"
  printf '%s\n' "$build"
}

install_addon() {
  local action=update-addon build
  build=$(addon_build)
  settle addon "add-on" 900 addon_status "$ADDON"
  # What failed to come up is not repaired by an update.
  [[ $PLAN != replace ]] || delete_addon "$ADDON"
  [[ $PLAN != make && $PLAN != replace ]] || action=create-addon
  aws eks "$action" --cluster-name "$NAME" --addon-name "$ADDON" --addon-version "$build" --resolve-conflicts OVERWRITE \
    --configuration-values file://infra/cloudwatch-addon.json --pod-identity-associations \
    "serviceAccount=cloudwatch-agent,roleArn=arn:aws:iam::$ACCOUNT:role/$NAME-$REGION-cloudwatch-agent" >/dev/null
  settle addon "add-on $build" 900 addon_status "$ADDON"
  [[ $PLAN == go ]] || die "the add-on is ${STATE:-gone}: $(aws eks describe-addon --cluster-name "$NAME" --addon-name "$ADDON" \
    --query 'addon.health.issues[].message' --output text)"
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
  local operator=$ADDON-controller-manager state
  state=$(rollout_state amazon-cloudwatch "$operator")
  [[ $(plan rollout "$state") != repair ]] ||
    kubectl --namespace amazon-cloudwatch rollout restart "deployment/$operator" >/dev/null
  with_progress "operator" kubectl --namespace amazon-cloudwatch rollout status "deployment/$operator" --timeout 5m
  printf 'Next: scripts/4-annotate-workloads.sh\n'
}

main "$@"
