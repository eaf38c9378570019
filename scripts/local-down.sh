#!/usr/bin/env bash
# Stops everything that scripts/local-up.sh started. The data stay in .local and are there at the next start; to begin
# anew, delete that folder.
#
# Usage: scripts/local-down.sh
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/script.sh
. scripts/lib/java.sh
. scripts/lib/stack.sh

main() {
  [[ $# -eq 0 ]] || die "takes no arguments"
  stop_stack ""
}

main "$@"
