#!/usr/bin/env bash
# Builds the images as someone does who has Docker alone, and runs docker/compose.yaml with them: an order goes through both services
# into the database, its trace and the pool are seen, a fault is introduced and undone, the containers are as locked as the manifests
# have them, are ready soon, and stop gracefully.
#
# Usage: scripts/test/containers.sh
#
# Needs Docker with BuildKit and compose, curl, jq and python3. BUILD_IMAGE, RUNTIME_IMAGE, MYSQL_IMAGE, AWS_EMULATOR_IMAGE,
# ZIPKIN_IMAGE and LGTM_IMAGE take the place of the images that are pulled otherwise. Ends within 25 minutes; what it started is gone
# afterwards.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/../.."

export COMPOSE_PROJECT_NAME=sample-containers-test DOCKER_BUILDKIT=1
export ORDER_API_PORT=22080 DELIVERY_API_PORT=22050 MYSQL_PORT=22033 AWS_ENDPOINT_PORT=22045 ZIPKIN_PORT=22094
export SIGNALS_PORT=22030 OTLP_PORT=22043 GRAFANA_PORT=22031
readonly LOAD_IMAGE=$COMPOSE_PROJECT_NAME-load CHANGED_IMAGE=$COMPOSE_PROJECT_NAME-changed JARS=$COMPOSE_PROJECT_NAME-jars
readonly PORTABLE_IMAGE=$COMPOSE_PROJECT_NAME-portable ONE_PROCESSOR=$COMPOSE_PROJECT_NAME-one-processor
readonly MAX_SECONDS_TO_READY=20
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
  docker compose -f "$work/tree/docker/compose.yaml" --profile lgtm "$@"
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
  docker rm --force "$ONE_PROCESSOR" "$JARS" >/dev/null 2>&1 || true
  docker image rm --force "$LOAD_IMAGE" "$CHANGED_IMAGE" "$PORTABLE_IMAGE" "$JARS" >/dev/null 2>&1 || true
  rm -rf "$work"
  exit "$status"
}

# Copies what is in the repository, or about to be, and so no jar.
copy_sources() {
  mkdir "$work/tree"
  git ls-files --cached --others --exclude-standard --deduplicate -z | while IFS= read -r -d '' file; do
    [[ ! -f $file ]] || printf '%s\0' "$file"
  done | tar --create --null --files-from - | tar --extract --directory "$work/tree"
}

# Builds the image of the service $1 from the tree as it is, with the tag $2 and the options $3...
build_image() {
  local service=$1 tag=$2 image
  shift 2
  for image in BUILD_IMAGE RUNTIME_IMAGE; do
    [[ -z ${!image:-} ]] || set -- "$@" --build-arg "$image=${!image}"
  done
  timeout 900 docker build --quiet --file "$work/tree/docker/Dockerfile" --build-arg "SERVICE=$service" --tag "$tag" "$@" "$work/tree" \
    >/dev/null || die "the image of $service cannot be built: see above"
}

build() {
  copy_sources
  timeout 1200 docker compose -f "$work/tree/docker/compose.yaml" build >"$work/build.log" 2>&1 ||
    die "the images of compose.yaml cannot be built: $(tail -5 "$work/build.log")"
  passed "the images of compose.yaml are built from the sources"
  build_image load "$LOAD_IMAGE"
  passed "so is the load generator's"
}

image_of() {
  docker inspect --format '{{.Image}}' "$(container_of "$1")"
}

layers_of() {
  docker image inspect "$1" | jq -r '.[].RootFS.Layers[]'
}

size_of_layer() {
  docker history --no-trunc --human=false --format '{{.Size}} {{.CreatedBy}}' "$1" | awk -v of="$2" 'index($0, of) {print $1; exit}'
}

# Puts jars into the tree, order-api's with one class-path file more: it has to be in the image, and little else may be new there.
jars_of_the_tree_are_taken_and_a_change_replaces_small_layers() {
  local jar before after size
  build_image order-api "$JARS" --target build
  docker create --name "$JARS" "$JARS" true >/dev/null
  for jar in order-api/target/order-api delivery-api/target/delivery-api local/signals/target/local-signals{,-exec}; do
    mkdir -p "$work/tree/$(dirname "$jar")"
    docker cp "$JARS:/tree/$jar.jar" "$work/tree/$jar.jar" >/dev/null
    touch "$work/tree/$jar.jar"
  done
  python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "a").writestr("BOOT-INF/classes/changed", "x")' \
    "$work/tree/order-api/target/order-api.jar"
  build_image order-api "$CHANGED_IMAGE" --target watched
  docker run --rm --entrypoint bash "$CHANGED_IMAGE" -c 'grep -q changed /app/service.jar' || die "the changed jar is not in the image"
  before=$(layers_of "$(image_of order-api)")
  after=$(layers_of "$CHANGED_IMAGE")
  same "layers that a change of the code replaces: its own and the archive's" \
    "$(comm -13 <(sort <<<"$before") <(sort <<<"$after") | wc -l | xargs)" 2
  size=$(size_of_layer "$CHANGED_IMAGE" /layers/application/)
  ((size < 1000000)) || die "the code is a layer of $size bytes"
  passed "the tree's jars are taken; a change replaces the code, $((size / 1000)) KB, and the archive, \
$(($(size_of_layer "$CHANGED_IMAGE" AOTCacheOutput) / 1000000)) MB"
}

# What the images are for another platform: no archive.
an_image_without_archive_can_be_built() {
  build_image order-api "$PORTABLE_IMAGE" --build-arg ARCHIVE=no
  docker run --rm --entrypoint bash "$PORTABLE_IMAGE" -c '[[ -f /app/service.jar && ! -e /app/service.aot && ! -e /otel ]]' ||
    die "the image without archive and agent has one"
  passed "ARCHIVE=no leaves the archive out"
}

healthy() {
  [[ $(docker inspect --format '{{.State.Health.Status}}' "$(container_of "$1")") == healthy ]]
}

start() {
  timeout 600 docker compose -f "$work/tree/docker/compose.yaml" --profile lgtm up --detach >"$work/up.log" 2>&1 ||
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

# Posts an order, and succeeds if its trace in Zipkin has, 5 s later, the spans that an order has and no others.
traced() {
  local answer trace
  accepted containers-2 || return
  trace=$(sed '$d' <<<"$answer" | jq -r .trace_id)
  sleep 5
  spans=$(curl --silent --max-time 5 "http://127.0.0.1:$ZIPKIN_PORT/api/v2/trace/$trace" |
    jq -r '[.[] | "\(.localEndpoint.serviceName): \(.name)"] | sort | join(", ")')
  [[ $spans == "delivery-api: carrier.book, delivery-api: hikaridatasource.getconnection, delivery-api: insert orders_db.orders, \
delivery-api: post /api/delivery, order-api: post, order-api: post /api/orders" ]]
}

a_trace_shows_the_whole_way() {
  local spans=""
  within 120 traced || die "no trace of an order has its six spans, the last one has: $spans"
  passed "a trace shows the order's six spans"
}

signals_shows() {
  curl --silent --max-time 5 "http://127.0.0.1:$SIGNALS_PORT/api/state" | jq -e "$1" >/dev/null 2>&1
}

signals_shows_services_and_pool() {
  within 60 signals_shows '[.map.nodes[].name] | contains(["order-api", "delivery-api", "mysql"])' ||
    die "the map of Signals lacks a service"
  within 60 signals_shows '.pools[0].max == 30 and .pools[0].service == "delivery-api"' || die "Signals does not show the pool"
  # Micrometer sends it once a minute, to Signals and not to the emulator.
  within 120 signals_shows '[.unseen_metrics[].name] | index("hikaricp.connections.pending.value") | not' ||
    die "the metric of the alarm on the pool does not come"
  passed "Signals shows both services, the pool and the alarm's metric"
}

# Succeeds if the query $1 of our dashboard has an answer.
grafana_answers() {
  curl --silent --max-time 5 --get --user admin:admin --data-urlencode "query=$1" \
    "http://127.0.0.1:$GRAFANA_PORT/api/datasources/proxy/uid/prometheus/api/v1/query" |
    jq -e '.data.result | any(.value[1] != "NaN")' >/dev/null 2>&1
}

grafana_has_the_dashboard() {
  curl --silent --max-time 5 --user admin:admin "http://127.0.0.1:$GRAFANA_PORT/api/dashboards/uid/orders" |
    jq -e '.dashboard.panels | length == 4' >/dev/null 2>&1
}

order_and_grafana_answers() {
  accepted "containers-$SECONDS" && grafana_answers "$1"
}

the_dashboard_shows_something() {
  local query queries
  within 180 grafana_has_the_dashboard || die "Grafana does not have our dashboard"
  mapfile -t queries < <(jq -r '.panels[].targets[].expr' docker/lgtm/orders.json)
  ((${#queries[@]} > 0)) || die "the dashboard has no query"
  for query in "${queries[@]}"; do
    within 60 order_and_grafana_answers "$query" || die "the dashboard's query has no answer: $query"
  done
  passed "each of the ${#queries[@]} queries of the dashboard in Grafana has an answer"
}

# Prints the seconds that delivery-api takes from the start of its container, which has one processor, until it is ready.
seconds_to_ready() {
  local begin=$EPOCHREALTIME port
  docker run --detach --name "$ONE_PROCESSOR" --cpus 1 --memory 768m "${LOCKED[@]}" --network "${COMPOSE_PROJECT_NAME}_default" \
    --env-file <(docker inspect "$(container_of delivery-api)" | jq -r '.[].Config.Env[]') --publish 127.0.0.1::5001 \
    "$(image_of delivery-api)" >/dev/null
  port=$(docker port "$ONE_PROCESSOR" 5001/tcp | sed 's/.*://')
  within 120 ready_at "http://127.0.0.1:$port/api/delivery/ready" || die "it is not ready after 120 s"
  awk -v begin="$begin" -v end="$EPOCHREALTIME" 'BEGIN {printf "%.1f\n", end - begin}'
  docker rm --force "$ONE_PROCESSOR" >/dev/null
}

ready_at() {
  curl --silent --output /dev/null --fail --max-time 2 "$1"
}

# The quickest of three: others may have the processors meanwhile.
one_processor_is_enough() {
  local seconds=() quickest
  docker rm --force "$ONE_PROCESSOR" >/dev/null 2>&1 || true
  for _ in 1 2 3; do
    seconds+=("$(seconds_to_ready)")
  done
  quickest=$(printf '%s\n' "${seconds[@]}" | sort -n | head -n 1)
  awk -v is="$quickest" -v most="$MAX_SECONDS_TO_READY" 'BEGIN {exit is > most}' ||
    die "with one processor and the agent delivery-api is ready after ${seconds[*]} s, not within $MAX_SECONDS_TO_READY"
  passed "with one processor and the agent delivery-api is ready after ${seconds[*]} s"
}

# Runs what Docker runs for the health of the service $1, with the environment $2...
asks_for_health() {
  local container=$1 command
  shift
  mapfile -d '' -t command < <(docker inspect "$container" | jq -j '.[].Config.Healthcheck.Test[1:][] | . + "\u0000"')
  docker exec "${@/#/--env=}" "$container" "${command[@]}" >/dev/null 2>&1
}

health_is_asked_at_the_port_of_the_probes() {
  local service container
  for service in order-api delivery-api; do
    container=$(container_of "$service")
    asks_for_health "$container" || die "$service says that it is not well"
    ! asks_for_health "$container" READY=/api/nothing || die "the health check of $service takes any answer"
    # An endpoint that the other port has is not there.
    ! asks_for_health "$container" READY=/docs || die "the health check of $service does not ask the port of the probes"
  done
  passed "the health checks ask the ports of the probes"
}

the_containers_are_locked() {
  local service
  for service in order-api delivery-api signals; do
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
  local service container begin
  for service in order-api delivery-api; do
    container=$(container_of "$service")
    begin=$SECONDS
    docker stop --time 30 "$container" >/dev/null
    # 143 is SIGTERM, heard; 137 would be the kill after 30 s.
    same "exit status of $service" "$(docker inspect --format '{{.State.ExitCode}}' "$container")" 143
    passed "$service ends by itself when told to, after $((SECONDS - begin)) of 30 s"
  done
}

main() {
  docker info >/dev/null 2>&1 || die "there is no Docker engine"
  docker compose version >/dev/null 2>&1 || die "docker has no compose: install the plugin"

  work=$(mktemp -d)
  trap clean EXIT
  build
  start
  an_order_reaches_the_database
  a_trace_shows_the_whole_way
  signals_shows_services_and_pool
  the_dashboard_shows_something
  the_containers_are_locked
  health_is_asked_at_the_port_of_the_probes
  a_fault_is_introduced_and_undone
  the_load_generator_runs
  one_processor_is_enough
  an_image_without_archive_can_be_built
  jars_of_the_tree_are_taken_and_a_change_replaces_small_layers
  they_stop_gracefully
}

main "$@"
