#!/usr/bin/env bash
# Stops everything that scripts/records/local-up.sh started. The records are gone then; they are kept in memory.
#
# Usage: scripts/records/local-down.sh
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/../.."
. scripts/lib/script.sh
. scripts/lib/java.sh
. scripts/lib/stack.sh

main() {
  arguments "" "$@"
  stop_stack records
}

main "$@"
