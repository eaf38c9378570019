# shellcheck shell=bash
# What a script does with a part that it finds in a state: the tables, one for each kind of part. To be sourced after
# script.sh. The states are those that AWS, eksctl and Kubernetes name; the empty state is "not there".

# Prints what to do with a part of the kind $1 (cluster, nodegroup, addon, stack, namespace, rollout) in the state $2:
#
#   make     it is not there: make it
#   go       it is well: go on; a stack is updated
#   wait     something is under way: look again later
#   repair   bring it back without deleting it: a stack rolls back, an add-on is written again, a rollout begins again
#   replace  it can only be deleted and made again; what holds data has a question of its own first
#   stop     a state that this table does not have
plan() {
  case $1:$2 in
  # ---- cluster: as `aws eks describe-cluster` says it
  cluster:) echo make ;;
  cluster:ACTIVE) echo go ;;
  cluster:CREATING | cluster:PENDING | cluster:UPDATING | cluster:DELETING) echo wait ;;
  cluster:FAILED) echo replace ;;
  # ---- nodegroup: as `aws eks describe-nodegroup` says it. It holds nothing
  nodegroup:) echo make ;;
  nodegroup:ACTIVE) echo go ;;
  nodegroup:CREATING | nodegroup:UPDATING | nodegroup:DELETING) echo wait ;;
  nodegroup:CREATE_FAILED | nodegroup:DELETE_FAILED | nodegroup:DEGRADED) echo replace ;;
  # ---- addon: as `aws eks describe-addon` says it
  addon:) echo make ;;
  addon:ACTIVE) echo go ;;
  addon:CREATING | addon:UPDATING | addon:DELETING) echo wait ;;
  addon:UPDATE_FAILED | addon:DEGRADED) echo repair ;;
  addon:CREATE_FAILED | addon:DELETE_FAILED) echo replace ;;
  # ---- stack: as CloudFormation says it, eksctl's stacks included
  stack: | stack:REVIEW_IN_PROGRESS | stack:DELETE_COMPLETE) echo make ;;
  stack:CREATE_COMPLETE | stack:UPDATE_COMPLETE | stack:UPDATE_ROLLBACK_COMPLETE) echo go ;;
  stack:IMPORT_COMPLETE | stack:IMPORT_ROLLBACK_COMPLETE) echo go ;;
  stack:*_IN_PROGRESS) echo wait ;;
  stack:UPDATE_FAILED | stack:UPDATE_ROLLBACK_FAILED) echo repair ;;
  stack:CREATE_FAILED | stack:ROLLBACK_FAILED | stack:ROLLBACK_COMPLETE) echo replace ;;
  stack:DELETE_FAILED | stack:IMPORT_ROLLBACK_FAILED) echo replace ;;
  # ---- namespace: its phase
  namespace:) echo make ;;
  namespace:Active) echo go ;;
  namespace:Terminating) echo wait ;;
  # ---- rollout: the reason of a Deployment's condition Progressing
  rollout:) echo make ;;
  rollout:NewReplicaSetAvailable) echo go ;;
  rollout:NewReplicaSetCreated | rollout:FoundNewReplicaSet | rollout:ReplicaSetUpdated) echo wait ;;
  rollout:DeploymentPaused | rollout:DeploymentResumed) echo wait ;;
  rollout:ProgressDeadlineExceeded | rollout:ReplicaSetCreateError) echo repair ;;
  *) echo stop ;;
  esac
}

# Waits, at most $3 seconds, until the part $2 of the kind $1, whose state the command $4... prints, is in no state to wait
# in. Sets STATE and PLAN. Ends the script when there is no plan for the state.
settle() {
  local kind=$1 what=$2 max=$3 begin=$SECONDS
  shift 3
  while true; do
    STATE=$("$@")
    PLAN=$(plan "$kind" "$STATE")
    [[ $PLAN == wait ]] || break
    ((SECONDS - begin < max)) || die "$what: still $STATE after $max s; run it again to go on waiting"
    live_line "$what" "$begin" "$STATE"
    sleep "${POLL_SECONDS:-5}"
  done
  [[ $PLAN != stop ]] || die "$what is in the state $STATE, which scripts/lib/states.sh does not have: look at it in the console"
  ((SECONDS == begin)) || end_live_line "$what: ${STATE:-gone} after $((SECONDS - begin)) s"
}
