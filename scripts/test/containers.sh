#!/usr/bin/env bash
# Builds the images and runs docker/compose.yaml with them: an order goes through both services into the database, a fault
# is introduced and undone, the containers are as locked as the manifests have them, and a stop is a graceful one.
#
# Usage: scripts/test/containers.sh
#
# Needs Docker with BuildKit and compose, curl, jq, and the jars of `mvn package -DskipTests`. RUNTIME_IMAGE, MYSQL_IMAGE,
# AWS_EMULATOR_IMAGE and ZIPKIN_IMAGE take the place of the images that are pulled otherwise. Ends within 20 minutes;
# what it started is gone afterwards.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/../.."

export COMPOSE_PROJECT_NAME=sample-containers-test DOCKER_BUILDKIT=1
export ORDER_API_PORT=22080 DELIVERY_API_PORT=22050 MYSQL_PORT=22033 AWS_ENDPOINT_PORT=22045 ZIPKIN_PORT=22094
readonly LOAD_IMAGE=$COMPOSE_PROJECT_NAME-load
readonly ORDERS=http://127.0.0.1:$ORDER_API_PORT/api/orders
readonly LOCKED=(--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges)

die() {
  printf 'containers: %s\n' "$*" >&2
  exit 1
}

passed() {
  printf '[%4d s] %s\n' "$SECONDS" "$*"
}

compose() {
  docker compose -f docker/compose.yaml "$@"
}

# Fails with the message $1 unless $2 and $3 are the same.
same() {
  [[ $2 == "$3" ]] || die "$1: $2, not $3"
}

# Repeats the rest of the arguments until they succeed, at most $1 seconds.
within() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return
    sleep 1
  done
}

container_of() {
  compose ps -q "$1"
}

clean() {
  local status=$?
  trap - EXIT
  if ((status != 0)); then
    compose logs --no-color --tail=100 order-api delivery-api | grep -v $'\tat ' >&2 || true
  fi
  compose down --volumes --remove-orphans --rmi local >/dev/null 2>&1 || true
  docker image rm --force "$LOAD_IMAGE" "$COMPOSE_PROJECT_NAME-changed" >/dev/null 2>&1 || true
  rm -rf "$work"
  exit "$status"
}

build() {
  local args=()
  [[ -z ${RUNTIME_IMAGE:-} ]] || args=(--build-arg "RUNTIME_IMAGE=$RUNTIME_IMAGE")
  timeout 600 docker compose -f docker/compose.yaml build >"$work/build.log" 2>&1 ||
    die "the services' images cannot be built: $(tail -5 "$work/build.log")"
  timeout 300 docker build --quiet --file docker/Dockerfile.load --tag "$LOAD_IMAGE" "${args[@]}" . >/dev/null ||
    die "the load generator's image cannot be built: see above"
  passed "the three images are built"
}

layers_of() {
  docker image inspect "$1" | jq -r '.[].RootFS.Layers[]'
}

# Builds order-api from a jar with one class-path file more, and compares the layers.
a_code_change_replaces_a_small_layer() {
  local jar=order-api/target/order-api.jar args=() before after image size
  [[ -z ${RUNTIME_IMAGE:-} ]] || args=(--build-arg "RUNTIME_IMAGE=$RUNTIME_IMAGE")
  mkdir -p "$work/changed/order-api/target"
  cp "$jar" "$work/changed/$jar"
  python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "a").writestr("BOOT-INF/classes/changed", "x")' "$work/changed/$jar"
  image=$COMPOSE_PROJECT_NAME-changed
  timeout 300 docker build --quiet --file docker/Dockerfile.service --build-arg SERVICE=order-api "${args[@]}" --tag "$image" \
    "$work/changed" >/dev/null || die "the changed order-api cannot be built: see above"
  before=$(layers_of "$(docker inspect --format '{{.Image}}' "$(container_of order-api)")")
  after=$(layers_of "$image")
  same "layers beneath the code after a change of the code" "$(sed '$d' <<<"$after")" "$(sed '$d' <<<"$before")"
  [[ $(tail -1 <<<"$after") != $(tail -1 <<<"$before") ]] || die "the changed code is not in the image"
  size=$(docker history --human=false --format '{{.Size}}' "$image" | awk '$1 > 0 {print $1; exit}')
  ((size < 1000000)) || die "a change of the code replaces a layer of $size bytes"
  passed "a change of the code replaces one layer, of $((size / 1000)) KB"
}

healthy() {
  [[ $(docker inspect --format '{{.State.Health.Status}}' "$(container_of "$1")") == healthy ]]
}

start() {
  timeout 300 docker compose -f docker/compose.yaml up --detach >"$work/up.log" 2>&1 ||
    die "the containers do not start: $(tail -5 "$work/up.log")"
  local service
  for service in delivery-api order-api; do
    within 480 healthy "$service" || die "$service has not become healthy"
  done
  passed "both services are healthy"
}

post_order() {
  curl --silent --show-error --max-time 20 --write-out '\n%{http_code}' -X POST "$ORDERS" -H 'Content-Type: application/json' -d '{
    "order_id": "'"$1"'", "customer_name": "John Doe", "items": [{"product_id": "456", "quantity": 1, "price": 29.99}],
    "shipping_address": "123 Main St"}'
}

row() {
  # shellcheck disable=SC2016  # the container's own password
  compose exec -T mysql sh -c 'MYSQL_PWD=$MYSQL_PASSWORD exec mysql -h127.0.0.1 -u"$MYSQL_USER" -N "$MYSQL_DATABASE" -e "$1"' \
    sh "SELECT CONCAT_WS('|', order_id, customer_name, total_amount) FROM orders WHERE order_id = '$1'" | tr -d '\r'
}

accepted() {
  answer=$(post_order "$1")
  [[ $(tail -1 <<<"$answer") == 200 ]]
}

an_order_reaches_the_database() {
  local answer
  # The first one may be answered too late on a slow machine; then it is sent again, as a client would.
  within 90 accepted containers-1 || die "an order is answered with $answer"
  same "row of the order" "$(row containers-1)" "containers-1|John Doe|29.99"
  passed "an order is accepted and stands in the database"
}

# Posts an order, and succeeds if its trace shows both services 5 s later.
traced() {
  local answer trace
  accepted containers-2 || return
  trace=$(sed '$d' <<<"$answer" | jq -r .trace_id)
  sleep 5
  curl --silent --max-time 5 "http://127.0.0.1:$ZIPKIN_PORT/api/v2/trace/$trace" |
    jq -e '[.[].localEndpoint.serviceName] | unique == ["delivery-api", "order-api"]' >/dev/null 2>&1
}

a_trace_shows_both_services() {
  within 120 traced || die "no trace of an order shows both services"
  passed "a trace shows both services"
}

the_containers_are_locked() {
  local service
  for service in order-api delivery-api; do
    same "user of $service" "$(compose exec -T "$service" id -u | tr -d '\r')" 10001
    same "user in the image of $service" "$(docker inspect --format '{{.Config.User}}' "$(container_of "$service")")" 10001:10001
    compose exec -T "$service" grep -q '^CapEff:\s*0*$' /proc/1/status || die "$service has capabilities"
    compose exec -T "$service" grep -qE '^[^ ]+ / [^ ]+ ro,' /proc/mounts || die "$service can write to its image"
  done
  passed "they run as 10001, without capabilities, and cannot write to their image"
}

a_fault_is_introduced_and_undone() {
  timeout 120 scripts/6-introduce-fault.sh --local >"$work/6.log" 2>&1 || die "6-introduce-fault failed: $(tail -3 "$work/6.log")"
  same "connections with the fault" "$(pool)" 1
  timeout 120 scripts/7-restore-normal.sh --local >"$work/7.log" 2>&1 || die "7-restore-normal failed: $(tail -3 "$work/7.log")"
  same "connections restored" "$(pool)" 30
  passed "scripts 6 and 7 change the running pool through the emulator"
}

pool() {
  curl --silent --max-time 5 "http://127.0.0.1:$DELIVERY_API_PORT/api/delivery/config" | jq .pool.maximum
}

the_load_generator_runs() {
  timeout 120 docker run --rm --network "${COMPOSE_PROJECT_NAME}_default" "${LOCKED[@]}" --memory 768m "$LOAD_IMAGE" \
    --target http://order-api:8080 --rate 5 --duration 5 >"$work/load.log" 2>&1 || die "it failed: $(tail -5 "$work/load.log")"
  grep -qE '^Acknowledged: +[1-9][0-9]* of 25 orders$' "$work/load.log" || die "none of its orders was accepted: $(cat "$work/load.log")"
  passed "the load generator's image sends orders"
}

they_stop_gracefully() {
  local service container
  for service in order-api delivery-api; do
    container=$(container_of "$service")
    docker stop --time 30 "$container" >/dev/null
    # 143 is SIGTERM, heard; 137 would be the kill after 30 s.
    same "exit status of $service" "$(docker inspect --format '{{.State.ExitCode}}' "$container")" 143
  done
  passed "they end by themselves when told to"
}

main() {
  local file
  docker info >/dev/null 2>&1 || die "there is no Docker engine"
  docker compose version >/dev/null 2>&1 || die "docker has no compose: install the plugin"
  for file in {order-api/target/order-api,delivery-api/target/delivery-api,load/target/load}.jar; do
    [[ -f $file ]] || die "$file is missing: run mvn package -DskipTests"
  done

  work=$(mktemp -d)
  trap clean EXIT
  build
  start
  a_code_change_replaces_a_small_layer
  an_order_reaches_the_database
  a_trace_shows_both_services
  the_containers_are_locked
  a_fault_is_introduced_and_undone
  the_load_generator_runs
  they_stop_gracefully
}

main "$@"
