#!/usr/bin/env bash
# Takes everything away that the other scripts made, the database and its orders included, and then looks for what is left.
# Takes about 30 minutes; run it again at any point, it goes on from there.
#
# Usage: scripts/9-cleanup-env.sh [--dry-run] [--yes] [--name NAME] [--region REGION]
#   --dry-run   say what would be deleted, and stop
#   --yes       do not ask
#   --name, --region   which environment, if there are several
#
# Ends with 1 when anything is left. Application Signals' role in the account stays: other environments may use it, and it
# costs nothing.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/aws.sh
. scripts/lib/cleanup.sh

# In the cluster goes first what holds on to the network: pods cannot be asked once it is gone.
empty_cluster() {
  require_cluster
  delete_workloads
  delete_addon
}

delete_cluster() {
  local rest
  rest=$(stack_status "eksctl-$NAME-cluster")
  [[ -z $rest ]] || live "cluster $NAME goes" eksctl delete cluster --name "$NAME" --region "$REGION" --wait \
    --disable-nodegroup-eviction
}

main() {
  arguments "--dry-run --yes --name= --region=" "$@"
  explain_failures
  use_environment eksctl=0.200 kubectl=1.27
  printf 'Environment %s in %s, account %s. Will delete, with everything in it:\n' "$NAME" "$REGION" "$ACCOUNT"
  whats_left
  end_dry_run
  confirm "Delete it for good?"

  local status
  status=$(cluster status)
  if [[ $status == ACTIVE ]]; then
    step "What runs in the cluster"
    empty_cluster
  fi
  step "SLOs, alarms, dashboard"
  delete_stack "$NAME-observability"
  step "The database, and what the services needed beside it"
  # Deleted with its stack alone, the secret's name would stay taken for a month.
  if_there aws secretsmanager delete-secret --secret-id "$NAME/mysql" --force-delete-without-recovery >/dev/null
  delete_stack "$NAME"
  step "The cluster"
  delete_cluster
  step "The log groups, and the faults' parameters"
  delete_log_groups
  delete_parameters_left
  step "The sweep"
  sweep whats_left
  rm -f ".eks/$NAME"
  rmdir .eks 2>/dev/null || true
}

main "$@"
