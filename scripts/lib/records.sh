# shellcheck shell=bash
# The records lab: on this machine (--local), or a stack on AWS. To be sourced after
# script.sh, aws.sh and local.sh.
#
# A lab is known by its prefix. Its stack, tag and bucket are called PREFIX-records, so that an environment of the nine
# scripts may be named as a lab is. All that is kept here is the region, in .records/PREFIX.

require_tools bash=4.4 # before the first declare -A

readonly ALARMS=(api-latency api-5xx lambda-errors lambda-throttles api-volume)

# Settles which lab on AWS is meant, and who asks: by the arguments, or by the only one that was begun here. The rest of
# the arguments of require_tools: tools that the script uses beside aws.
use_lab() {
  local known=(.records/*)
  if [[ -z $PREFIX ]]; then
    ((${#known[@]} == 1)) || die "there are several labs, ${known[*]#.records/}: say which with --prefix"
    [[ ! -f ${known[0]} ]] || PREFIX=${known[0]#.records/}
  fi
  PREFIX=${PREFIX:-records-lab}
  require_name --prefix "$PREFIX" 20
  if [[ -f .records/$PREFIX ]]; then
    [[ ${REGION:=$(<".records/$PREFIX")} == "$(<".records/$PREFIX")" ]] ||
      die "the lab $PREFIX is in $(<".records/$PREFIX"): leave --region away, or take another --prefix"
  fi
  [[ -n $REGION ]] || die "say where: ${LOCAL+--local, or }--region for a lab on AWS that was not begun here"
  NAME=$PREFIX-records
  use_region "$@"
  FUNCTION=$PREFIX-SaveUserRecord
  WEB=$PREFIX-sre-distapp
}

# Settles which lab is meant and ends unless it is there.
find_lab() {
  explain_failures
  if [[ -n $LOCAL ]]; then
    require_tools curl jq
    FUNCTION=SaveUserRecord
    talk_directly
    FRONT_END=http://127.0.0.1:$(local_setting RECORDS_WEB_PORT 8090 records)/
    GATEWAY=http://127.0.0.1:$(local_setting RECORDS_API_PORT 8091 records)
    LOOK_EVERY=${LOOK_EVERY:-1} # these looks cost nothing
    SIGNALS=http://127.0.0.1:$(local_setting RECORDS_SIGNALS_PORT 8095 records)
    alarm_states >/dev/null || die "the lab's page does not answer on $SIGNALS: start the lab with scripts/records/local-up.sh"
  else
    local status
    use_lab curl
    status=$(stack_status "$NAME")
    [[ -n $status ]] || die "there is no lab $PREFIX in $REGION: make it with scripts/records/1-deploy.sh, or give --region"
    FRONT_END=$(front_end)
    [[ -n $FRONT_END ]] || die "the lab $PREFIX has no front end: run scripts/records/1-deploy.sh again"
  fi
}

# Prints the front end's address, or nothing where there is none.
front_end() {
  aws elasticbeanstalk describe-environments --environment-names "$WEB" --no-include-deleted \
    --query 'Environments[].CNAME' --output text | sed -n 's|..*|http://&/|p'
}

# Prints "yes" or nothing.
function_there() {
  if [[ -n $LOCAL ]]; then
    [[ $(lambda GET "/2015-03-31/functions/$FUNCTION" --write-out '%{http_code}') != 200 ]] || echo yes
  else
    ignore_not_found aws lambda get-function-configuration --function-name "$FUNCTION" --query "'yes'" --output text
  fi
}

# Calls the gateway on this machine, which answers for Lambda and checks no signature: method $1, path $2, curl's own $3...
lambda() {
  curl --silent --output /dev/null --max-time 10 -X "$1" "$GATEWAY$2" "${@:3}" || die "Lambda did not answer $1 $2 on $GATEWAY"
}

# --- One request a second

declare -A ANSWERS=()
LAST="" # status of the last answer
MILLISECONDS=0 REQUESTS=0

# Sends a request to the front end, and returns a second later, or when the answer is there if that takes longer.
request() {
  local second answer status took
  sleep "${PACE_SECONDS:-1}" &
  second=$!
  answer=$(curl --silent --output /dev/null --max-time 30 --write-out '%{http_code} %{time_total}' "$FRONT_END") || true
  read -r status took <<<"${answer:-000 0.000000}"
  LAST=${status/000/none}
  ANSWERS[$LAST]=$((${ANSWERS[$LAST]:-0} + 1))
  REQUESTS=$((REQUESTS + 1))
  MILLISECONDS=$((MILLISECONDS + 10#${took/./} / 1000))
  wait "$second" || true # Ctrl-C ends it early
}

# Prints how many answers there were of each status, and what they took.
answers() {
  local status
  for status in $(printf '%s\n' "${!ANSWERS[@]}" | sort); do
    printf '%d x %s, ' "${ANSWERS[$status]}" "$status"
  done
  printf '%d ms each' $((REQUESTS ? MILLISECONDS / REQUESTS : 0))
}

# --- The alarms

# shellcheck disable=SC2034  # SINCE: 3-simulate-failure.sh reads it
declare -A STATE=() SINCE=()
BEGIN=0

# Prints the name, without the prefix, and the state of each alarm.
alarm_states() {
  if [[ -n $LOCAL ]]; then
    curl --silent --fail --max-time 5 "$SIGNALS/api/state" | jq -r '.alarms[] | "\(.name) \(.state)"'
  else
    aws cloudwatch describe-alarms --alarm-names "${ALARMS[@]/#/$PREFIX-}" \
      --query 'MetricAlarms[].[AlarmName,StateValue]' --output text
  fi | sed -E "s/^.*($(IFS='|' && echo "${ALARMS[*]}"))/\1/"
}

# Begins to count the seconds of SINCE.
start_clock() {
  look_at_alarms
  BEGIN=$SECONDS
  SINCE=()
}

# Notes the alarms' STATE, and SINCE which second each has it, if not since before the clock; says what changed.
look_at_alarms() {
  local states name state
  states=$(alarm_states)
  while read -r name state; do
    [[ ${STATE[$name]:-} != "$state" ]] || continue
    [[ -z ${STATE[$name]:-} ]] || end_live_line "$name: $state after $((SECONDS - BEGIN)) s"
    # shellcheck disable=SC2034
    STATE[$name]=$state SINCE[$name]=$((SECONDS - BEGIN))
  done <<<"$states"
  for name in "${ALARMS[@]}"; do
    [[ -n ${STATE[$name]:-} ]] || die "there is no alarm $name: run scripts/records/1-deploy.sh again"
  done
}

# Sends a request a second and looks at the alarms every few, until the command $2... agrees, at most $1 seconds.
watch_alarms() {
  local most=$1 n
  shift
  while true; do
    look_at_alarms
    if "$@" || ((SECONDS - BEGIN >= most)); then
      break
    fi
    for ((n = 0; n < ${LOOK_EVERY:-5}; n++)); do
      request
      live_line "one request a second" "$BEGIN" "$(answers)"
    done
  done
  end_live_line "$(answers)"
}
