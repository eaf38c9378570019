#!/usr/bin/env bash
# Introduces a fault into the running system by changing its parameters in SSM, and waits until the service has taken
# it. Works while load runs; running it twice is harmless; scripts/7-restore-normal.sh undoes it.
#
# Usage: scripts/6-introduce-fault.sh --local [--fault NAME]
#        scripts/6-introduce-fault.sh --list
#   --local        the laptop stack of scripts/local-up.sh
#   --fault NAME   which one; pool-exhaustion if not given
#   --list         the faults to choose from
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib/java.sh
. scripts/lib/java.sh
# shellcheck source=scripts/lib/target.sh
. scripts/lib/target.sh
# shellcheck source=scripts/lib/faults.sh
. scripts/lib/faults.sh

list() {
  local fault
  for fault in "${FAULTS[@]}"; do
    printf '%-16s %-66s %s\n' "$fault" "$(fault_summary "$fault")" "$(fault_parameters "$fault")"
  done
}

main() {
  local fault=pool-exhaustion target=""
  while (($# > 0)); do
    case $1 in
    --local) target=$1 ;;
    --fault) fault=${2:-} && shift ;;
    --list) list && exit ;;
    -h | --help) usage && exit ;;
    *) die "unknown argument $1 (see --help)" ;;
    esac
    (($# > 0)) && shift
  done

  local parameters pair
  parameters=$(fault_parameters "$fault")
  use_target "$target"
  read -ra parameters <<<"$parameters"
  printf 'Fault %s: %s.\nBefore: ' "$fault" "$(fault_summary "$fault")"
  show_in_force "${parameters[@]}"
  for pair in "${parameters[@]}"; do
    put_parameter "${pair%%=*}" "${pair#*=}"
    printf 'Set /%s/%s\n' "$ENVIRONMENT" "$pair"
  done
  await_in_force "${parameters[@]}"
  printf 'Look now: %s.\nUndo it: scripts/7-restore-normal.sh %s\n' "$(fault_signs "$fault")" "$target"
}

main "$@"
