#!/usr/bin/env bash
# Measures how many orders a second the two services store, as a share of what the same database server takes as raw
# single-row inserts in the same run, with the OpenTelemetry agent and without. The carrier takes no time here. Starts a
# stack of its own with fresh data and stops it again; takes about twenty minutes. docs/benchmark.md explains the figures.
#
# Usage: scripts/bench.sh [--quick]
#   --quick   one short run at 16 connections, to try a change; the figures are noisy
#
# Needs Linux and wrk (in the package wrk of Debian and Ubuntu).
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/java.sh

# How much of the traffic is traced in each row: every order, as on the laptop; 5 %, as X-Ray's default rule has it on
# EKS; or nothing, the agent being switched off.
agents=(all "5%" off) connections=(1 16 64) runs=3 seconds=10 raw_seconds=5

# Prints the id of the stack's process named $1.
pid_of() {
  sed -n "s/^program\.$1=ready \([0-9]*\) .*/\1/p" "$LOCAL_STATE_DIR/status"
}

# Prints the processor time in ms that the process noted under the name $1 has used.
cpu_ms() {
  local pid _ stat
  pid=$(pid_of "$1")
  stat=$(<"/proc/$pid/stat")
  # shellcheck disable=SC2086  # the fields are to be split; 14 and 15 are user and system time in ticks
  set -- ${stat##*) }
  echo $(((${12} + ${13}) * 1000 / $(getconf CLK_TCK)))
}

# Prints the median of the numbers $@.
median() {
  printf '%s\n' "$@" | sort -g | sed -n "$((($# + 1) / 2))p"
}

raw_inserts() {
  MYSQL_PASSWORD=orders "$jdk/bin/java" -cp load/target/load.jar sample.load.bench.RawInserts \
    "jdbc:mysql://127.0.0.1:$MYSQL_PORT/orders_db" orders "$1" "$raw_seconds"
}

# Posts orders over $1 connections for $2 seconds; leaves orders/s, p50 and p99 in ms, and refused orders in $answer.
post_orders() {
  local out threads=1
  out=$(wrk --latency -t "$threads" -c "$1" -d "${2}s" -s scripts/lib/order.lua "http://127.0.0.1:$ORDER_API_PORT/api/orders")
  answer=$(awk '
    function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
    $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) } /^Requests\/sec/ { rate = $2 } /Non-2xx/ { bad = $NF }
    END { printf "%.0f %.1f %.1f %d", rate, p50, p99, bad }' <<<"$out")
}

# Prints the seconds that the compilers of both services have been busy since their start.
compile_seconds() {
  local process pid _
  for process in order-api delivery-api; do
    pid=$(pid_of "$process")
    "$jdk/bin/jstat" -compiler "$pid"
  done | awk '$1 ~ /^[0-9]/ { sum += $4 } END { print sum }'
}

# Posts orders until the compilers have done their work, for on two processors they take most of both while they do it:
# until they were busy for less than a tenth of 15 s, or for five minutes.
warm_up() {
  local before=0 now spent
  for ((spent = 0; spent < 300; spent += 15)); do
    post_orders 16 15
    now=$(compile_seconds)
    if awk "BEGIN { exit $now - $before >= 1.5 }"; then
      return
    fi
    before=$now
  done
}

# One row of the table: the medians of several runs with $1 connections.
measure() {
  local count=$1 agent=$2 run rate p50 p99 bad raw process before
  local rates=() raws=() p50s=() p99s=() shares=() refused=0
  local -A cpu=(["order-api"]="" ["delivery-api"]="" ["mariadb"]="")
  for ((run = 0; run < runs; run++)); do
    raw=$(raw_inserts "$count")
    local -A before=()
    for process in "${!cpu[@]}"; do before[$process]=$(cpu_ms "$process"); done
    post_orders "$count" "$seconds"
    read -r rate p50 p99 bad <<<"$answer"
    for process in "${!cpu[@]}"; do
      cpu[$process]+=" $(awk "BEGIN { printf \"%.2f\", ($(cpu_ms "$process") - ${before[$process]}) / ($rate * $seconds) }")"
    done
    rates+=("$rate") raws+=("$raw") p50s+=("$p50") p99s+=("$p99") refused=$((refused + bad))
    shares+=("$(awk "BEGIN { printf \"%.2f\", $rate / $raw }")")
  done
  # shellcheck disable=SC2086  # lists of numbers
  printf '| %-5s | %11s | %8s | %5s | %5s | %9s | %12s | %7s | %6s | %6s | %7s |\n' "$agent" "$count" \
    "$(median "${rates[@]}")" "$(median "${raws[@]}")" "$(median "${shares[@]}")" "$(median ${cpu["order-api"]})" \
    "$(median ${cpu["delivery-api"]})" "$(median ${cpu["mariadb"]})" "$(median "${p50s[@]}")" "$(median "${p99s[@]}")" "$refused"
}

# Starts the stack with the agent as the word $1 says.
start_stack() {
  local -A settings=(["all"]="OTEL_TRACES_SAMPLER=parentbased_always_on" ["off"]="OTEL_JAVAAGENT_ENABLED=false"
    ["5%"]="OTEL_TRACES_SAMPLER=parentbased_traceidratio OTEL_TRACES_SAMPLER_ARG=0.05")
  # shellcheck disable=SC2086  # NAME=VALUE words
  env ${settings[$1]} scripts/local-up.sh --detach >&2
}

main() {
  arguments "--quick" "$@"
  [[ -z $QUICK ]] || agents=("5%" off) connections=(16) runs=1
  command -v wrk >/dev/null || die "wrk was not found: install the package wrk"
  jdk=$(find_jdk)
  build_if_stale order-api delivery-api local/ssm local/signals local/launcher load

  LOCAL_STATE_DIR=$(mktemp -d)
  # The laptop stack has the quick compiler alone; what is measured here is what EKS would run.
  export SERVICE_JAVA_OPTIONS="-XX:TieredStopAtLevel=4 -XX:+UseG1GC"
  export LOCAL_STATE_DIR DELIVERY_CARRIER_LATENCY=0ms LOG_LEVEL=${LOG_LEVEL:-INFO}
  export ORDER_API_PORT=18080 DELIVERY_API_PORT=15000 MYSQL_PORT=13307 AWS_ENDPOINT_PORT=14566 ZIPKIN_PORT=19411
  export SIGNALS_PORT=13000 OTLP_PORT=14318
  trap 'scripts/local-down.sh >/dev/null; rm -rf "$LOCAL_STATE_DIR"' EXIT

  echo '| agent | connections | orders/s | raw/s | share | order-api | delivery-api | mariadb | p50 ms | p99 ms | refused |'
  echo '|-------|-------------|----------|-------|-------|-----------|--------------|---------|--------|--------|---------|'
  local agent count
  for agent in "${agents[@]}"; do
    start_stack "$agent"
    warm_up
    for count in "${connections[@]}"; do
      measure "$count" "$agent"
    done
    scripts/local-down.sh >&2
  done
  echo 'order-api, delivery-api, mariadb: processor time in ms per order.'
}

main "$@"
