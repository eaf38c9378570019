#!/usr/bin/env bash
# Takes everything away that the other scripts made, the database and its orders included, and then looks for what is left.
# Takes about 30 minutes; run it again at any point, it goes on from there.
#
# Usage: scripts/9-cleanup-env.sh [--dry-run] [--yes] [--name NAME] [--region REGION]
#   --dry-run   say what would be deleted, and stop
#   --yes       do not ask
#   --name, --region   which environment, if there are several
#
# Says how old the environment is and about what it has cost. Ends with 1 when anything is left. What is the account's stays,
# since other environments use it; the script names it at the end, with what it costs.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/states.sh
. scripts/lib/aws.sh
. scripts/lib/cleanup.sh

# In the cluster goes first what holds on to the network: pods cannot be asked once it is gone. kubectl gets a configuration
# of its own: the user's may not know the cluster yet, or point at another one.
empty_cluster() {
  local -x KUBECONFIG
  KUBECONFIG=$(mktemp)
  aws eks update-kubeconfig --name "$NAME" >/dev/null
  delete_workloads
  delete_addon "$ADDON"
  rm "$KUBECONFIG"
}

delete_cluster() {
  [[ -z $(stack_status "eksctl-$NAME-cluster") ]] || with_progress "cluster $NAME goes" eksctl delete cluster --name "$NAME" \
    --region "$REGION" --wait --disable-nodegroup-eviction
}

main() {
  arguments "--dry-run --yes --name= --region=" "$@"
  explain_failures
  use_environment eksctl=0.222 kubectl=1.27 jq=1.6
  printf 'Environment %s in %s, account %s. Will delete, with everything in it, all orders in the database included:\n' \
    "$NAME" "$REGION" "$ACCOUNT"
  whats_left
  show_cost_so_far
  end_dry_run
  confirm "Delete it for good, and with it all orders in the database $NAME?"

  local stack kind of_eksctl=""
  step "What is under way ends first"
  for stack in "eksctl-$NAME-nodegroup-nodes" "eksctl-$NAME-cluster"; do
    settle stack "stack $stack" 3600 stack_status "$stack"
    of_eksctl+=$STATE
  done
  settle cluster "cluster $NAME" 3600 cluster status
  # A cluster of the same name without these stacks is somebody else's.
  if [[ $STATE == ACTIVE && -n $of_eksctl ]]; then
    step "What runs in the cluster"
    empty_cluster
  fi
  step "SLOs, alarms, dashboard"
  delete_stack "$NAME-observability"
  step "The database, and what the services needed beside it"
  delete_stack "$NAME"
  step "The cluster"
  delete_cluster
  step "The log groups, the faults' parameters, kubectl's context"
  delete_log_groups
  delete_parameters_left
  forget_cluster
  step "The sweep"
  sweep whats_left
  for kind in "${KINDS[@]}"; do
    say "$(printf '%-18s none' "$kind")"
  done
  printf 'What stays, since it is the account'"'"'s:\n'
  whats_kept
  rm -f ".eks/$NAME"
  rmdir .eks 2>/dev/null || true
}

main "$@"
