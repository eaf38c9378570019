#!/usr/bin/env bash
# Undoes whatever scripts/6-introduce-fault.sh did: the pool gets its 10 + 20 connections back, every other fault is
# switched off. Works while load runs; running it twice is harmless.
#
# Usage: scripts/7-restore-normal.sh --local
#   --local   the laptop stack of scripts/local-up.sh
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib/java.sh
. scripts/lib/java.sh
# shellcheck source=scripts/lib/target.sh
. scripts/lib/target.sh
# shellcheck source=scripts/lib/faults.sh
. scripts/lib/faults.sh

main() {
  case ${1:-} in
  -h | --help) usage && exit ;;
  esac
  (($# <= 1)) || die "unknown argument $2 (see --help)"
  use_target "${1:-}"

  local pair off=("${SWITCHES[@]/%/=0}")
  printf 'Before: '
  show_in_force "${NORMAL[@]}" "${off[@]}"
  for pair in "${NORMAL[@]}"; do
    put_parameter "${pair%%=*}" "${pair#*=}"
    printf 'Set /%s/%s\n' "$ENVIRONMENT" "$pair"
  done
  delete_parameters "${SWITCHES[@]}"
  printf 'Deleted every switch under /%s/fault\n' "$ENVIRONMENT"
  await_in_force "${NORMAL[@]}" "${off[@]}"
  printf 'Look now: the next traces are short again, and %s/config shows no connection pending.\n' "$DELIVERY_URL"
}

main "$@"
