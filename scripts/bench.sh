#!/usr/bin/env bash
# Measures what an order costs: the floor (the least that two JVMs can do for it), and the two services without the OpenTelemetry
# agent, with 5 % of the orders traced and with all of them. The four pairs stand side by side on one database server and take turns,
# so that a busy machine is busy for all. Starts a stack of its own with fresh data, and stops it again; takes about 15 minutes.
# docs/benchmark.md explains the figures.
#
# Usage: scripts/bench.sh [--quick] [--connections 16] [--only "off all"]
#   --quick         short turns after a short warm-up, to try a change; the figures are noisy
#   --connections   how many orders are under way at once, 1 to 256
#   --only          some of the pairs floor, off, 5% and all; the floor is always measured
#
# BENCH_OFF, BENCH_ALL: NAME=VALUE words for both services of the pair, to compare two settings in turns, as in
#   BENCH_OFF=OTEL_JAVAAGENT_ENABLED=false BENCH_ALL="OTEL_JAVAAGENT_ENABLED=false SERVER_TOMCAT_PROCESSORCACHE=-1"
# Needs Linux and wrk (in the package wrk of Debian and Ubuntu).
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/java.sh

rounds=7 seconds=8 warm_seconds=90 half_seconds=20

# What sets the pairs apart: how much of the traffic is traced. X-Ray's default rule on EKS has 5 %.
declare -A settings=(
  [off]="${BENCH_OFF:-OTEL_JAVAAGENT_ENABLED=false}"
  ["5%"]="OTEL_TRACES_SAMPLER=parentbased_traceidratio OTEL_TRACES_SAMPLER_ARG=0.05"
  [all]="${BENCH_ALL:-OTEL_TRACES_SAMPLER=parentbased_always_on}"
)
declare -A port=([floor]=18180 [off]=18280 ["5%"]=18380 [all]=18480) # of order-api; delivery-api has the next one
readonly SINK_PORT=18019
declare -A pids=() commands=() environments=()

# Starts a process in the background, and notes its id under the name $1.
start() {
  local name=$1
  shift
  "$@" >"$LOCAL_STATE_DIR/bench-${name// /-}.log" 2>&1 &
  pids[$name]=$!
}

start_bench_class() {
  start "$1" env MYSQL_PASSWORD=orders "$jdk/bin/java" -Xmx256m -cp load/target/load.jar "sample.load.bench.$2" "${@:3}"
}

# Takes over from the running stack how the service $1 is run, and stops it.
take_command() {
  local pid
  pid=$(sed -n "s/^program\.$1=ready \([0-9]*\) .*/\1/p" "$LOCAL_STATE_DIR/status")
  commands[$1]=$LOCAL_STATE_DIR/$1.command environments[$1]=$LOCAL_STATE_DIR/$1.environment
  cp "/proc/$pid/cmdline" "${commands[$1]}"
  cp "/proc/$pid/environ" "${environments[$1]}"
  scripts/local-program.sh stop "$1" >&2
}

# Starts the service $2 of the pair $1 with the NAME=VALUE words $3...
start_service() {
  local name="$1 $2" command=() environment=()
  mapfile -d '' command <"${commands[$2]}"
  mapfile -d '' environment <"${environments[$2]}"
  shift 2
  # shellcheck disable=SC2086  # NAME=VALUE words
  start "$name" env -i "${environment[@]}" OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \
    OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$SINK_PORT" OTEL_METRICS_EXPORTER=none ${settings[${name% *}]} "$@" "${command[@]}"
}

start_pair() {
  local order=${port[$1]} deadline=$((SECONDS + 120))
  local delivery=$((order + 1))
  if [[ $1 == floor ]]; then
    start_bench_class "floor delivery-api" Floor delivery "$delivery" "jdbc:mysql://127.0.0.1:$MYSQL_PORT/orders_db" orders
    start_bench_class "floor order-api" Floor order "$order" "$delivery"
  else
    start_service "$1" delivery-api SERVER_PORT="$delivery"
    start_service "$1" order-api SERVER_PORT="$order" DELIVERY_API_URL="http://127.0.0.1:$delivery"
  fi
  until [[ $(status_of "$1") == 200 ]]; do
    ((SECONDS < deadline)) || die "the pair $1 does not answer: see $LOCAL_STATE_DIR/bench-$1-*.log"
    sleep 0.5
  done
}

# Prints what the pair $1 answers to an order.
status_of() {
  curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}' --header 'Content-Type: application/json' --data \
    '{"order_id":"first","customer_name":"John Doe","items":[{"product_id":"456","quantity":1,"price":29.99}],"total_amount":29.99,"shipping_address":"123 Main St"}' \
    "http://127.0.0.1:${port[$1]}/api/orders" || true
}

# Prints the processor time in ms that the process $1 has used.
cpu_ms() {
  local stat
  stat=$(<"/proc/$1/stat")
  # shellcheck disable=SC2086  # the fields are to be split; 14 and 15 are user and system time in ticks
  set -- ${stat##*) }
  echo $(((${12} + ${13}) * 1000 / $(getconf CLK_TCK)))
}

cpu_of_pair() {
  echo "$(cpu_ms "${pids["$1 order-api"]}") $(cpu_ms "${pids["$1 delivery-api"]}") $(cpu_ms "$mariadb")"
}

# Posts orders to the pair $1 for $2 seconds. Prints orders/s, p50 and p99 in ms, and refused orders.
post_orders() {
  local threads=1
  wrk --latency -t "$threads" -c "$connections" -d "${2}s" -s scripts/lib/order.lua "http://127.0.0.1:${port[$1]}/api/orders" | awk '
    function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
    $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) } /^Requests\/sec/ { rate = $2 } /Non-2xx/ { bad = $NF }
    END { printf "%.0f %.1f %.1f %d\n", rate, p50, p99, bad }'
}

# One turn of the pair $1: its row in the file of turns has round, pair, orders/s, ms per order of order-api, delivery-api and MariaDB,
# p50 and p99 in ms, and refused orders.
turn() {
  local before after rate p50 p99 bad
  before=$(cpu_of_pair "$1")
  read -r rate p50 p99 bad <<<"$(post_orders "$1" "$seconds")"
  after=$(cpu_of_pair "$1")
  echo "$round $1 $rate $before $after $p50 $p99 $bad" | awk -v seconds="$seconds" '
    { for (i = 4; i <= 6; i++) ms[i] = ($(i + 3) - $i) / ($3 * seconds)
      print $1, $2, $3, ms[4], ms[5], ms[6], $10, $11, $12 }' >>"$turns"
}

# Prints the p99 in ms of the pair $1 at half of its rate in the turns, sent whether or not the answers keep up.
p99_at_half() {
  local rate
  [[ $1 != floor ]] || { echo - && return; }
  rate=$(awk -v pair="$1" '$2 == pair { print $3 }' "$turns" | sort -g | awk '{ v[NR] = $1 } END { printf "%d", v[int((NR + 1) / 2)] / 2 }')
  "$jdk/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m -cp load/target/load.jar sample.load.bench.SteadyRate \
    "http://127.0.0.1:${port[$1]}/api/orders" "$rate" "$half_seconds" | awk '{ print $2 ($3 > 0 ? " (" $3 " refused)" : "") }'
}

# Prints the table. A ratio is that to the floor's turn of the same round; in brackets, its lowest and highest value in any round.
table() {
  local pair half
  echo '| pair | orders/s | order-api | delivery-api | both | times the floor | mariadb | p50 ms | p99 ms | p99 at half the rate | refused |'
  echo '|---|---|---|---|---|---|---|---|---|---|---|'
  for pair in "${pairs[@]}"; do
    half=$(p99_at_half "$pair")
    awk -v pair="$pair" -v half="$half" '
      function median(v, n,   i, j, t) {
        for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j - 1] > v[j]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
        low = v[1]; high = v[n]
        return v[int((n + 1) / 2)]
      }
      $2 == "floor" { floor[$1] = $4 + $5 }
      $2 == pair { n++; rate[n] = $3; order[n] = $4; delivery[n] = $5; both[n] = $4 + $5; times[n] = both[n] / floor[$1]
        db[n] = $6; p50[n] = $7; p99[n] = $8; bad += $9 }
      END {
        r = sprintf("%d", median(rate, n)); b = sprintf("%.2f", median(both, n)); blow = low; bhigh = high
        t = sprintf("%.1f (%.1f-%.1f)", median(times, n), low, high)
        printf "| %s | %d | %.2f | %.2f | %s (%.2f-%.2f) | %s | %.2f | %.1f | %.1f | %s | %d |\n", pair, r, median(order, n), median(delivery, n),
          b, blow, bhigh, t, median(db, n), median(p50, n), median(p99, n), half, bad
      }' "$turns"
  done
  echo "order-api, delivery-api, both, mariadb: processor time in ms per order, at $connections connections; medians of $rounds turns of $seconds s."
}

finish() {
  ((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null || true
  wait
  scripts/local-down.sh >/dev/null
  rm -rf "$LOCAL_STATE_DIR"
}

main() {
  arguments "--quick --connections= --only=" "$@"
  connections=${CONNECTIONS:-16}
  [[ $connections =~ ^[1-9][0-9]{0,2}$ && $connections -le 256 ]] || die "--connections $connections is not a number from 1 to 256"
  pairs=(floor off 5% all)
  # shellcheck disable=SC2206  # words
  [[ -z $ONLY ]] || pairs=(floor $ONLY)
  local pair
  for pair in "${pairs[@]}"; do
    is_among "$pair" "${!port[@]}" || die "--only $pair: floor, off, 5% or all"
  done
  [[ -z $QUICK ]] || rounds=3 seconds=5 warm_seconds=30 half_seconds=10
  require_tools wrk curl
  jdk=$(find_jdk)
  build_if_stale order-api delivery-api local/ssm local/signals local/launcher load

  LOCAL_STATE_DIR=$(mktemp -d)
  turns=$LOCAL_STATE_DIR/turns
  # The laptop stack has the quick compiler alone; what is measured here is what EKS would run.
  export SERVICE_JAVA_OPTIONS="-XX:TieredStopAtLevel=4 -XX:+UseG1GC -Xms256m ${SERVICE_JAVA_OPTIONS:-}"
  export LOCAL_STATE_DIR DELIVERY_CARRIER_LATENCY=0ms LOG_LEVEL=${LOG_LEVEL:-INFO}
  export ORDER_API_PORT=18080 DELIVERY_API_PORT=15000 MYSQL_PORT=13307 AWS_ENDPOINT_PORT=14566 ZIPKIN_PORT=19411
  export SIGNALS_PORT=13000 OTLP_PORT=14318
  trap finish EXIT
  scripts/local-up.sh --detach >&2
  take_command order-api
  take_command delivery-api
  scripts/local-program.sh stop zipkin >&2
  scripts/local-program.sh stop signals >&2
  mariadb=$(sed -n 's/^program\.mariadb=ready \([0-9]*\) .*/\1/p' "$LOCAL_STATE_DIR/status")
  start_bench_class "sink" SpanSink "$SINK_PORT"
  for pair in "${pairs[@]}"; do
    start_pair "$pair"
  done
  # On two processors the compilers take most of both until they have done their work.
  for ((round = 0; round < 3; round++)); do
    for pair in "${pairs[@]}"; do
      post_orders "$pair" $((warm_seconds / 3)) >/dev/null
    done
  done
  for ((round = 1; round <= rounds; round++)); do
    for pair in "${pairs[@]}"; do
      turn "$pair"
    done
  done
  table
}

main "$@"
