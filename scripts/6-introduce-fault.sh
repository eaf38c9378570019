#!/usr/bin/env bash
# Introduces a fault into the running system by changing its parameters in SSM, and waits until every delivery-api has
# taken it. Works while load runs; running it twice is harmless; scripts/7-restore-normal.sh undoes it. Takes seconds
# and costs nothing.
#
# Usage: scripts/6-introduce-fault.sh --local [--fault NAME]
#        scripts/6-introduce-fault.sh [--fault NAME] [--restart] [--name NAME] [--region REGION]
#        scripts/6-introduce-fault.sh --list
#   --local        the stack on this machine; without it, the environment on AWS
#   --fault NAME   which one; pool-exhaustion if not given
#   --list         the faults to choose from
#   --restart      on AWS, restart the pods as well; they do not need it
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

list() {
  local fault
  for fault in "${FAULTS[@]}"; do
    printf '%-16s %-84s %s\n' "$fault" "$(fault_summary "$fault")" "$(fault_parameters "$fault")"
  done
}

main() {
  arguments "--local --fault= --list aws: --restart --name= --region=" "$@"
  read_catalogue
  if [[ -n $LIST ]]; then
    (($# == 1)) || die "--list goes alone (see --help)"
    list && exit
  fi

  local fault=${FAULT:-pool-exhaustion} parameters pair
  parameters=$(fault_parameters "$fault")
  find_services
  read -ra parameters <<<"$parameters"
  printf 'Fault %s: %s.\nBefore: ' "$fault" "$(fault_summary "$fault")"
  show_in_force "${parameters[@]}"
  for pair in "${parameters[@]}"; do
    put_parameter "${pair%%=*}" "${pair#*=}"
    printf 'Set /%s/%s\n' "$NAME" "$pair"
  done
  [[ -z $RESTART ]] || restart_pods
  await_in_force "${parameters[@]}"
  printf 'Look now: %s.\nUndo it: scripts/7-restore-normal.sh%s\n' "$(fault_signs "$fault")" "${LOCAL:+ --local}"
}

main "$@"
