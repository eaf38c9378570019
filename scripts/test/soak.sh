#!/usr/bin/env bash
# Starts the laptop stack, posts an order and stops the stack again, many times, with both processors kept busy. In most rounds
# something is killed or done at a bad moment. Counts what went wrong: a start that failed although nothing of it was killed, an
# order that was not taken, an acknowledged order that is gone, a process or a port that is left.
#
# Usage: scripts/test/soak.sh [--rounds 30] [--seed NUMBER] [--idle]
#   --rounds   how many, 1 to 1000; one takes half a minute to a minute
#   --seed     repeats an earlier run's choices; each run prints its own
#   --idle     do not keep the processors busy
#
# Runs beside a stack of yours, on ports of its own. Ends with 1 when anything went wrong.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/../.."
. scripts/lib/script.sh
. scripts/lib/java.sh

readonly MOMENTS=(nothing nothing kill-launcher-while-it-starts kill-launcher-when-ready kill-program-while-it-starts
  kill-program-when-ready down-while-it-starts two-starts-at-once kill-the-command)
readonly PROGRAMS=(ssm mariadb delivery-api order-api signals)

failures=0 leftovers=0 acknowledged=() busy=()

wrong() {
  failures=$((failures + 1))
  printf '   WRONG: %s\n' "$*"
  [[ ! -f $OUT ]] || sed 's/^/   | /' "$OUT"
}

keep_busy() {
  for _ in 1 2; do
    (while :; do :; done) &
    busy+=($!)
  done
}

finish() {
  ((${#busy[@]} == 0)) || kill "${busy[@]}" 2>/dev/null || true
  scripts/local-down.sh >/dev/null 2>&1 || true
  rm -rf "$LOCAL_STATE_DIR" "$OUT"
}

# Starts the stack and keeps what that printed in $OUT.
up() {
  scripts/local-up.sh --detach >"$OUT" 2>&1
}

# Prints the id of the process of the program $1, or of the launcher; nothing where there is none.
pid_of() {
  local status=$LOCAL_STATE_DIR/status
  if [[ $1 == launcher ]]; then
    sed -n 's/^launcher=//p' "$status" 2>/dev/null || true
  else
    sed -n "s/^program\.$1=[a-z]* \([1-9][0-9]*\) .*/\1/p" "$status" 2>/dev/null || true
  fi
}

# Kills the program $1 with -9 as soon as it is there, unless the command in the background, $2, ends before.
kill_soon() {
  local pid=""
  until [[ -n $pid ]] && kill -0 "$pid" 2>/dev/null && kill -9 "$pid"; do
    kill -0 "$2" 2>/dev/null || return 0
    sleep 0.1
    pid=$(pid_of "$1")
  done
}

# Posts the order $1 and prints the status of the answer.
post() {
  curl --silent --output /dev/null --max-time 20 --write-out '%{http_code}' "http://127.0.0.1:$ORDER_API_PORT/api/orders" \
    -H 'Content-Type: application/json' --data '{"order_id": "'"$1"'", "customer_name": "John Doe", "shipping_address": "123 Main St",
      "items": [{"product_id": "456", "quantity": 1, "price": 29.99}]}' || true
}

# The first order has to be taken at once, or within $2 seconds where a program was killed.
order() {
  local id=$1 end=$((SECONDS + $2)) status
  while true; do
    status=$(post "$id")
    if [[ $status == 200 ]]; then
      acknowledged+=("$id")
      return
    fi
    ((SECONDS < end)) || { wrong "the order $id was answered $status" && return; }
    sleep 0.5
  done
}

# Every order that was acknowledged in this run is still there.
check_orders() {
  local id status
  for id in ${acknowledged[@]+"${acknowledged[@]}"}; do
    status=$(curl --silent --output /dev/null --max-time 20 --write-out '%{http_code}' "http://127.0.0.1:$ORDER_API_PORT/api/orders/$id" || true)
    [[ $status == 200 ]] || wrong "the acknowledged order $id is answered $status"
  done
}

check_nothing_left() {
  local left port
  left=$(pgrep -af -- "-Dsample.stack=$LOCAL_STATE_DIR( |$)|--pid-file=$LOCAL_STATE_DIR/|-Dsample.zipkin=$ZIPKIN_PORT( |$)" || true)
  [[ -z $left ]] || { leftovers=$((leftovers + 1)) && printf '   LEFT: %s\n' "$left"; }
  for port in $ORDER_API_PORT $DELIVERY_API_PORT $MYSQL_PORT $AWS_ENDPOINT_PORT $ZIPKIN_PORT $SIGNALS_PORT $OTLP_PORT; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      leftovers=$((leftovers + 1)) && printf '   LEFT: something listens on port %s\n' "$port"
    fi
  done
}

round() {
  local id=$1 moment=$2 program=$3 first second=0
  case $moment in
  nothing)
    up || wrong "the start failed"
    order "$id" 0
    ;;
  kill-launcher-while-it-starts)
    up & # the command has to say so and leave nothing
    first=$!
    kill_soon launcher "$first"
    wait "$first" || check_nothing_left
    up || wrong "the start after a killed launcher failed"
    order "$id" 0
    ;;
  kill-launcher-when-ready)
    up || wrong "the start failed"
    kill -9 "$(pid_of launcher)"
    up || wrong "the start after a killed launcher failed"
    order "$id" 0
    ;;
  kill-program-while-it-starts)
    up &
    first=$!
    kill_soon "$program" "$first"
    wait "$first" || wrong "the start failed, although only $program was killed"
    order "$id" 60
    ;;
  kill-program-when-ready)
    up || wrong "the start failed"
    kill -9 "$(pid_of "$program")" || true
    order "$id" 60
    ;;
  down-while-it-starts)
    up &
    first=$!
    sleep "$((RANDOM % 6))"
    scripts/local-down.sh >/dev/null || wrong "the stop failed"
    wait "$first" || true # stopped, or quicker than the stop
    up || wrong "the start after a stop failed"
    order "$id" 0
    ;;
  two-starts-at-once)
    up &
    first=$!
    scripts/local-up.sh --detach >"$OUT.second" 2>&1 || second=$?
    wait "$first" || wrong "the first of two starts failed"
    ((second == 0)) || wrong "the second of two starts failed: $(tail -n 1 "$OUT.second")"
    rm -f "$OUT.second"
    order "$id" 0
    ;;
  kill-the-command)
    up &
    first=$!
    sleep "$((1 + RANDOM % 6))"
    pkill -9 -P "$first" 2>/dev/null || true
    kill -9 "$first" 2>/dev/null || true
    wait "$first" 2>/dev/null || true
    up || wrong "the start after a killed command failed"
    order "$id" 0
    ;;
  esac
  check_orders
  scripts/local-down.sh >"$OUT" 2>&1 || wrong "the stop failed"
  check_nothing_left
}

main() {
  arguments "--rounds= --seed= --idle" "$@"
  [[ ${ROUNDS:=30} =~ ^[1-9][0-9]{0,3}$ && $ROUNDS -le 1000 ]] || die "--rounds $ROUNDS: 1 to 1000"
  [[ ${SEED:=$RANDOM} =~ ^[0-9]{1,9}$ ]] || die "--seed $SEED is not a number"
  command -v curl >/dev/null || die "curl was not found: install it and run this again"
  build_if_stale order-api delivery-api local/ssm local/signals load drill local/launcher
  OUT=$(mktemp)
  LOCAL_STATE_DIR=$(cd -P "$(mktemp -d)" && pwd)
  export LOCAL_STATE_DIR
  export ORDER_API_PORT=28080 DELIVERY_API_PORT=25000 MYSQL_PORT=23306 AWS_ENDPOINT_PORT=24566 ZIPKIN_PORT=29411
  export SIGNALS_PORT=23000 OTLP_PORT=24318
  trap finish EXIT
  trap 'exit 130' INT TERM
  [[ -n $IDLE ]] || keep_busy
  RANDOM=$SEED
  printf '%s rounds, --seed %s\n' "$ROUNDS" "$SEED"
  local n moment program begin
  for ((n = 1; n <= ROUNDS; n++)); do
    moment=${MOMENTS[RANDOM % ${#MOMENTS[@]}]} program=${PROGRAMS[RANDOM % ${#PROGRAMS[@]}]} begin=$SECONDS
    round "soak-$n" "$moment" "$program"
    printf '%3d. %-30s %-13s %3d s\n' "$n" "$moment" "$([[ $moment != *program* ]] || echo "$program")" $((SECONDS - begin))
  done
  printf '%s rounds, %s failures, %s leftovers, %s orders acknowledged\n' "$ROUNDS" "$failures" "$leftovers" "${#acknowledged[@]}"
  ((failures == 0 && leftovers == 0))
}

main "$@"
