#!/usr/bin/env bash
# Sends one request a second to the front end and counts the answers by status. Ctrl-C ends it early, with the summary.
#
# Usage: scripts/records/2-generate-traffic.sh --local [--duration 300]
#        scripts/records/2-generate-traffic.sh [--duration 300] [--prefix PREFIX] [--region REGION]
#   --local      the lab of scripts/records/local-up.sh
#   --duration   seconds, 1 to 86400
#   --prefix, --region   which lab on AWS, if there are several
#
# RECORDS_WEB_PORT and RECORDS_SIGNALS_PORT are the lab's ports on this machine where they are not 8090 and 8095.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/../.."
. scripts/lib/script.sh
. scripts/lib/aws.sh
. scripts/lib/local.sh
. scripts/lib/records.sh

main() {
  arguments "--local --duration= aws: --prefix= --region=" "$@"
  local duration=${DURATION:-300} stopped=false
  [[ $duration =~ ^[1-9][0-9]{0,4}$ && $duration -le 86400 ]] || die "--duration $duration: seconds, 1 to 86400"
  find_lab
  printf 'One request a second to %s for %d s; Ctrl-C ends it.\n' "$FRONT_END" "$duration"
  trap 'stopped=true' INT TERM
  BEGIN=$SECONDS
  while [[ $stopped == false ]] && ((SECONDS - BEGIN < duration)); do
    request
    live_line "answers" "$BEGIN" "$(answers)"
  done
  end_live_line "$REQUESTS requests in $((SECONDS - BEGIN)) s: $(answers)"
}

main "$@"
