#!/usr/bin/env bash
# Breaks the lab, sends a request a second, and waits for the alarms: which fire, after how many seconds, and which stay
# silent and why. Takes 3 to 5 minutes; running it twice is harmless; scripts/records/4-restore.sh undoes it.
#
# Usage: scripts/records/3-simulate-failure.sh --local [--delete]
#        scripts/records/3-simulate-failure.sh [--delete] [--prefix PREFIX] [--region REGION]
#   --local    the lab of scripts/records/local-up.sh
#   --delete   delete the function, as the lab's text says; without it, the function stays and may not run: its reserved
#              concurrency becomes 0
#   --prefix, --region   which lab on AWS, if there are several
#
# RECORDS_WEB_PORT, RECORDS_API_PORT and RECORDS_SIGNALS_PORT are the lab's ports on this machine where they are not 8090,
# 8091 and 8095.
# Ends with 1 when an alarm that should fire has not done so after 10 minutes.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/../.."
. scripts/lib/script.sh
. scripts/lib/states.sh
. scripts/lib/aws.sh
. scripts/lib/local.sh
. scripts/lib/records.sh

throttle_function() {
  if [[ -n $LOCAL ]]; then
    lambda PUT "/2017-10-31/functions/$FUNCTION/concurrency" --fail --data '{"ReservedConcurrentExecutions":0}'
  else
    aws lambda put-function-concurrency --function-name "$FUNCTION" --reserved-concurrent-executions 0 >/dev/null
  fi
}

# On AWS the stack deletes it: then the stack also knows how to bring it back.
delete_function() {
  if [[ -n $LOCAL ]]; then
    lambda DELETE "/2015-03-31/functions/$FUNCTION" --fail
  else
    deploy_stack "$NAME" records/template.yaml FunctionPresent=false
  fi
}

# Prints the alarms that fire when the function was $1.
that_fire() {
  case $1 in
  throttled) echo "api-5xx lambda-throttles" ;;
  deleted) echo "api-5xx" ;;
  esac
}

# Prints why the alarm $2 stays silent when the function was $1.
why_silent() {
  case $1/$2 in
  */api-latency) echo "an error that comes at once is quick" ;;
  */api-volume) echo "the requests still come" ;;
  throttled/lambda-errors) echo "what does not run reports no Errors" ;;
  deleted/lambda-errors) echo "what is not there reports no Errors" ;;
  deleted/lambda-throttles) echo "what is not there is not throttled" ;;
  *) echo "it should have fired" ;;
  esac
}

# Whether the alarms $@ have all fired, and long enough ago for another one to have fired too.
fired_and_settled() {
  local name
  for name in "$@"; do
    [[ ${STATE[$name]} == ALARM ]] && ((SECONDS - BEGIN - ${SINCE[$name]:-0} >= ${SETTLE_SECONDS:-60})) || return
  done
}

show_verdict() {
  local name
  for name in "${ALARMS[@]}"; do
    if [[ ${STATE[$name]} != ALARM ]]; then
      say "$(printf '%-17s %-14s %s' "$name" silent "$(why_silent "$1" "$name")")"
    elif [[ -z ${SINCE[$name]:-} ]]; then
      say "$(printf '%-17s %s' "$name" "fired before")"
    else
      say "$(printf '%-17s %s' "$name" "fired after ${SINCE[$name]} s")"
    fi
  done
}

main() {
  arguments "--local --delete aws: --prefix= --region=" "$@"
  local what=throttled there expected undo="scripts/records/4-restore.sh${LOCAL:+ --local}"
  [[ -z $DELETE ]] || what=deleted
  find_lab
  there=$(function_there)
  [[ $what == deleted || -n $there ]] ||
    die "the function $FUNCTION is deleted, so it cannot be throttled: scripts/records/4-restore.sh brings it back"
  start_clock
  read -ra expected <<<"$(that_fire "$what")"

  step "The function $FUNCTION is $what"
  if [[ $what == throttled ]]; then
    throttle_function
  elif [[ -n $there ]]; then
    delete_function
  fi
  trap 'die "interrupted: the failure stays until $undo"' INT TERM

  step "The alarms, while one request a second comes"
  watch_alarms "${GIVE_UP_SECONDS:-600}" fired_and_settled "${expected[@]}"
  step "The verdict"
  show_verdict "$what"
  fired_and_settled "${expected[@]}" || die "${expected[*]} should have fired: see docs/records-lab.md"
  printf 'Undo it: %s\n' "$undo"
}

main "$@"
