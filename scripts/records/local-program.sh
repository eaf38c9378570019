#!/usr/bin/env bash
# Lists the programs that scripts/records/local-up.sh started, or stops, starts or restarts one of them and waits until that
# is done. A program that is stopped this way stays stopped; one that dies is started again by itself.
#
# Usage: scripts/records/local-program.sh [stop|start|restart PROGRAM]
#   PROGRAM   ssm, dynamodb, sqs, records-api, records-web, signals or zipkin
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/../.."
. scripts/lib/script.sh
. scripts/lib/java.sh
. scripts/lib/stack.sh

main() {
  arguments "ACTION PROGRAM" "$@"
  handle_program "records" "$ACTION" "$PROGRAM"
}

main "$@"
