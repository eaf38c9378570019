#!/usr/bin/env bash
# Undoes whatever scripts/6-introduce-fault.sh did: the pool gets its 10 + 20 connections back, every other fault is
# switched off. Works while load runs; running it twice is harmless. Takes seconds and costs nothing.
#
# Usage: scripts/7-restore-normal.sh --local
#        scripts/7-restore-normal.sh [--restart] [--name NAME] [--region REGION]
#   --local     the stack on this machine; without it, the environment on AWS
#   --restart   on AWS, restart the pods as well; they do not need it
#   --name, --region   which environment on AWS, if there are several
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/aws.sh
. scripts/lib/local.sh
. scripts/lib/target.sh
. scripts/lib/faults.sh

main() {
  arguments "--local aws: --restart --name= --region=" "$@"
  read_catalogue
  find_services

  local pair off=("${SWITCHES[@]/%/=0}")
  printf 'Before: '
  show_in_force "${NORMAL[@]}" "${off[@]}"
  for pair in "${NORMAL[@]}"; do
    put_parameter "${pair%%=*}" "${pair#*=}"
    printf 'Set /%s/%s\n' "$NAME" "$pair"
  done
  delete_parameters "${SWITCHES[@]}"
  printf 'Deleted every switch under /%s/fault\n' "$NAME"
  [[ -z $RESTART ]] || restart_pods
  await_in_force "${NORMAL[@]}" "${off[@]}"
  printf 'Look now: the next traces are short again, and /api/delivery/config shows no connection pending.\n'
  [[ -n $LOCAL ]] || printf 'Next: look as long as you like, then scripts/8-build-cleanup.sh or scripts/9-cleanup-env.sh\n'
}

main "$@"
