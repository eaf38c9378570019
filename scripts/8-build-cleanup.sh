#!/usr/bin/env bash
# Takes the services, the load, the SLOs, the alarms and the dashboard away; the cluster, the database and its orders stay.
# Takes about 5 minutes; safe to run again. scripts/2-build-deploy-app.sh --skip-build brings the services back.
#
# Usage: scripts/8-build-cleanup.sh [--traffic-only] [--dry-run] [--yes] [--name NAME] [--region REGION]
#   --traffic-only   only the load generator
#   --dry-run        say what would be deleted, and stop
#   --yes            do not ask
#   --name, --region   which environment, if there are several
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/states.sh
. scripts/lib/aws.sh
. scripts/lib/cleanup.sh

main() {
  arguments "--traffic-only --dry-run --yes --name= --region=" "$@"
  explain_failures
  use_environment kubectl=1.27
  require_cluster

  if [[ -n $TRAFFIC_ONLY ]]; then
    printf 'Will delete: the load generator in %s\n' "$NAME"
  else
    printf 'Will delete: everything in the namespace %s, the load balancer, the stack %s\n' "$NAMESPACE" "$NAME-observability"
  fi
  end_dry_run
  confirm "Delete it?"
  step "The load"
  delete_load
  if [[ -n $TRAFFIC_ONLY ]]; then
    printf 'Next: scripts/5-generate-load.sh brings it back\n'
    exit
  fi
  step "The services and their load balancer"
  delete_workloads
  step "SLOs, alarms, dashboard"
  delete_stack "$NAME-observability"
  printf 'Next: scripts/9-cleanup-env.sh, or scripts/2-build-deploy-app.sh --skip-build to begin again\n'
}

main "$@"
