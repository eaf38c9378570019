#!/usr/bin/env bash
# Stops everything that scripts/local-up.sh started. The data stay in .local and are there at the next start; to begin
# anew, delete that folder.
#
# Usage: scripts/local-down.sh
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/script.sh
. scripts/lib/java.sh

main() {
  [[ $# -eq 0 ]] || die "takes no arguments"
  local jdk
  jdk=$(find_jdk)
  [[ -f local/target/local.jar ]] || die "the project is not built, so nothing of it runs"
  exec "$jdk/bin/java" -Xmx64m -XX:+UseSerialGC -jar local/target/local.jar down
}

main "$@"
