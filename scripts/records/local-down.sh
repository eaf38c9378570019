#!/usr/bin/env bash
# Stops everything that scripts/records/local-up.sh started. The records are gone then; they are kept in memory.
#
# Usage: scripts/records/local-down.sh
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. scripts/lib/script.sh
. scripts/lib/java.sh
. scripts/lib/stack.sh

main() {
  [[ $# -eq 0 ]] || die "takes no arguments"
  stop_stack records
}

main "$@"
