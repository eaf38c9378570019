#!/usr/bin/env bash
# Stops everything that scripts/local-up.sh started. The data stay in .local and are there at the next start; to begin
# again, delete that folder.
#
# Usage: scripts/local-down.sh
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/java.sh
. scripts/lib/stack.sh

main() {
  arguments "" "$@"
  stop_stack ""
}

main "$@"
