#!/usr/bin/env bash
# Undoes whatever scripts/records/3-simulate-failure.sh or chaos did: the function is there and may run, no write is slow or
# refused. Sends a request a second until the front end answers and every alarm is OK again, and says after how many seconds
# each was. Takes 2 to 6 minutes; running it twice is harmless.
#
# Usage: scripts/records/4-restore.sh --local
#        scripts/records/4-restore.sh [--prefix PREFIX] [--region REGION]
#   --local    the lab of scripts/records/local-up.sh
#   --prefix, --region   which lab on AWS, if there are several
#
# RECORDS_WEB_PORT, RECORDS_API_PORT, RECORDS_SSM_PORT and RECORDS_SIGNALS_PORT are the lab's ports on this machine where
# they are not 8090, 8091, 8093 and 8095; CHAOS_PARAMETER is the path of chaos there where it is not /records-lab/chaos.
# Ends with 1 when something is still wrong after 10 minutes.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/../.."
. scripts/lib/script.sh
. scripts/lib/states.sh
. scripts/lib/aws.sh
. scripts/lib/local.sh
. scripts/lib/records.sh

# The first of the two makes CloudFormation forget a function that was deleted behind its back; for one that it deleted
# itself, it changes nothing.
bring_function_back() {
  if [[ -n $LOCAL ]]; then
    lambda POST /2015-03-31/functions --fail --data "{\"FunctionName\":\"$FUNCTION\"}"
  else
    deploy_stack "$NAME" records/template.yaml FunctionPresent=false
    deploy_stack "$NAME" records/template.yaml FunctionPresent=true
  fi
}

let_function_run() {
  if [[ -n $LOCAL ]]; then
    lambda DELETE "/2017-10-31/functions/$FUNCTION/concurrency" --fail
  else
    aws lambda delete-function-concurrency --function-name "$FUNCTION"
  fi
}

# On AWS the parameters are there only where chaos is on.
end_chaos() {
  local name path
  path=$(local_setting CHAOS_PARAMETER /records-lab/chaos records)
  if [[ -n $LOCAL ]]; then
    curl --silent --fail --output /dev/null --max-time 10 "http://127.0.0.1:$(local_setting RECORDS_SSM_PORT 8093 records)" \
      -H 'X-Amz-Target: AmazonSSM.DeleteParameters' -H 'Content-Type: application/x-amz-json-1.1' \
      -d "{\"Names\":[\"$path/slow-percent\",\"$path/refused-percent\"]}"
  else
    for name in $(aws ssm get-parameters-by-path --path "/$PREFIX/chaos" --query 'Parameters[].Name' --output text); do
      aws ssm put-parameter --name "$name" --value 0 --overwrite >/dev/null
    done
  fi
}

all_is_well() {
  local name
  for name in "${ALARMS[@]}"; do
    [[ ${STATE[$name]} == OK ]] || return
  done
  [[ $LAST == 200 ]]
}

main() {
  arguments "--local aws: --prefix= --region=" "$@"
  find_lab
  start_clock
  local there
  there=$(function_there)

  step "The function $FUNCTION"
  if [[ -z $there ]]; then
    bring_function_back
  fi
  let_function_run
  end_chaos
  step "The alarms, while one request a second comes"
  watch_alarms "${GIVE_UP_SECONDS:-600}" all_is_well
  all_is_well || die "not all is well: the last answer was $LAST, the alarms are ${STATE[*]}; see docs/records-lab.md"
  printf 'All five alarms are OK, and the front end answers 200.\n'
}

main "$@"
