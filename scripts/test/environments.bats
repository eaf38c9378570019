#!/usr/bin/env bats
# Starts the laptop stack in the environments that its users have: proxies, profiles, settings for every JVM, odd paths, locales and
# rights, folders with other people's files. A row starts all of it, posts an order and stops it, or is refused in one line.

setup_file() {
  cd "$BATS_TEST_DIRNAME/../.."
  export ORDER_API_PORT=27080 DELIVERY_API_PORT=27500 MYSQL_PORT=27306 AWS_ENDPOINT_PORT=27566 ZIPKIN_PORT=27411
  export SIGNALS_PORT=27300 OTLP_PORT=27431
}

setup() {
  cd "$BATS_TEST_DIRNAME/../.."
  export LOCAL_STATE_DIR="$BATS_TEST_TMPDIR/state"
}

teardown() {
  run_in scripts/local-down.sh >/dev/null
  if pgrep -af -- "-Dsample.zipkin=$ZIPKIN_PORT"; then return 1; fi
}

# Runs the command $@ in the environment of the row: an array of NAME=VALUE words and options of env.
run_in() {
  env ${ENVIRONMENT[@]+"${ENVIRONMENT[@]}"} "$@"
}

# The stack starts, an order is taken, and the pool's size comes from SSM.
works() {
  run run_in "${PROJECT:-.}/scripts/local-up.sh" --detach
  echo "$output"
  [ "$status" -eq 0 ]
  [[ $output == *"http://127.0.0.1:$ORDER_API_PORT/api/orders"* ]]
  [ "$(post)" = 200 ]
  curl --silent --noproxy '*' "http://127.0.0.1:$DELIVERY_API_PORT/api/delivery/config" | jq -e '.source == "ssm"'
}

post() {
  curl --silent --noproxy '*' --output /dev/null --max-time 20 --write-out '%{http_code}' "http://127.0.0.1:$ORDER_API_PORT/api/orders" \
    -H 'Content-Type: application/json' --data '{"customer_name": "John Doe", "shipping_address": "123 Main St",
      "items": [{"product_id": "456", "quantity": 1, "price": 29.99}]}'
}

# The start is refused with one line on standard error, which has $1 in it, and nothing is left running.
is_refused() {
  run bash -c '"$@" 2>&1 >/dev/null' _ env ${ENVIRONMENT[@]+"${ENVIRONMENT[@]}"} scripts/local-up.sh --detach
  echo "$output"
  [ "$status" -eq 1 ]
  [ "${#lines[@]}" -eq 1 ]
  [[ $output == "local-up: "*"$1"* ]]
  if pgrep -af -- "-Dsample.stack=.*$BATS_TEST_TMPDIR"; then return 1; fi
}

@test "a proxy, an AWS profile that does not exist, and settings for AWS" {
  ENVIRONMENT=(http_proxy=http://127.0.0.1:9 HTTP_PROXY=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 ALL_PROXY=http://127.0.0.1:9
    AWS_PROFILE=work AWS_CONFIG_FILE=/nowhere AWS_USE_FIPS_ENDPOINT=true AWS_REGION=eu-west-1 AWS_ENDPOINT_URL=)
  works
  run run_in scripts/6-introduce-fault.sh --local
  echo "$output"
  [ "$status" -eq 0 ]
  run run_in scripts/7-restore-normal.sh --local
  echo "$output"
  [ "$status" -eq 0 ]
}

@test "settings for every JVM of the user" {
  ENVIRONMENT=('JAVA_TOOL_OPTIONS=-Xmx8m -XX:+UseG1GC -Duser.language=tr -Duser.country=TR' _JAVA_OPTIONS=-Xmx8m JDK_JAVA_OPTIONS=@/nowhere
    CLASSPATH=/nowhere OTEL_SERVICE_NAME=mine 'SERVICE_JAVA_OPTIONS=-XX:+UseG1GC -Dmine=yes' SPRING_DATASOURCE_URL=jdbc:mysql://192.0.2.1/mine)
  works
  pgrep -f -- "-XX:.UseG1GC -Dmine=yes -jar .*order-api"
  local pid
  pid=$(sed -n 's/^program.order-api=ready \([0-9]*\) .*/\1/p' "$LOCAL_STATE_DIR/status")
  tr '\0' '\n' <"/proc/$pid/environ" | grep -x OTEL_SERVICE_NAME=mine
}

@test "a long path with spaces, an umlaut and an apostrophe, in the locale C, with umask 077" {
  local long
  long=$(printf 'x%.0s' {1..150})
  umask 077
  export LOCAL_STATE_DIR="$BATS_TEST_TMPDIR/a b/Jürgen's/$long"
  ENVIRONMENT=(LC_ALL=C TZ=Asia/Kathmandu)
  works
}

@test "a project in a folder with a space and an umlaut, from another folder, as an ordinary user with little on the PATH" {
  [ "$(id -u)" -eq 0 ] || skip "only root can become another user"
  local user=nobody tool bin=$BATS_TEST_TMPDIR/bin
  PROJECT="$BATS_TEST_TMPDIR/the prüject"
  mkdir -p "$PROJECT" "$bin" "$BATS_TEST_TMPDIR/home"
  cp -r scripts infra pom.xml "$PROJECT"
  for tool in order-api delivery-api local/ssm local/signals load drill local/launcher; do
    mkdir -p "$PROJECT/$tool/target"
    cp -r "$tool"/target/*.jar "$PROJECT/$tool/target"
  done
  cp -r local/launcher/target/programs "$PROJECT/local/launcher/target"
  for tool in bash env sed grep tr find head basename dirname readlink cksum mkdir cp mv sort uname; do
    ln -s "$(command -v "$tool")" "$bin"
  done
  chmod -R a+rX "$BATS_TEST_TMPDIR" && chown -R "$user" "$PROJECT" "$BATS_TEST_TMPDIR/home"
  local folder=$BATS_TEST_TMPDIR
  while [[ $folder != /tmp && $folder != / ]]; do chmod a+x "$folder" && folder=$(dirname "$folder"); done
  ENVIRONMENT=(-i -C / "PATH=$bin" "HOME=$BATS_TEST_TMPDIR/home" LOCAL_STATE_DIR= "ORDER_API_PORT=$ORDER_API_PORT"
    "DELIVERY_API_PORT=$DELIVERY_API_PORT" "MYSQL_PORT=$MYSQL_PORT" "AWS_ENDPOINT_PORT=$AWS_ENDPOINT_PORT" "ZIPKIN_PORT=$ZIPKIN_PORT"
    "SIGNALS_PORT=$SIGNALS_PORT" "OTLP_PORT=$OTLP_PORT"
    "$(command -v setpriv)" --reuid "$user" --clear-groups)
  works
  [ -f "$PROJECT/.local/status" ]
  run run_in "$PROJECT/scripts/local-down.sh"
  echo "$output"
  [[ $output == "Stopped."* ]]
}

@test "files of the user's, and damaged ones of the stack's" {
  mkdir -p "$LOCAL_STATE_DIR/mariadb/backups" "$LOCAL_STATE_DIR/logs" "$LOCAL_STATE_DIR/mariadb/new-data-mine"
  echo precious >"$LOCAL_STATE_DIR/mariadb/backups/dump.sql"
  echo precious >"$LOCAL_STATE_DIR/mariadb/new-data-mine/file"
  echo mine >"$LOCAL_STATE_DIR/logs/order-api.log"
  printf 'phase=ready\nlauncher=1\n' >"$LOCAL_STATE_DIR/status"
  printf '[{"name": "/java-sam' >"$LOCAL_STATE_DIR/ssm-parameters.json"
  works
  [[ $output == *"ssm-parameters.json is damaged: it was renamed to ssm-parameters.json.damaged-"* ]]
  [ "$(cat "$LOCAL_STATE_DIR"/ssm-parameters.json.damaged-*)" = '[{"name": "/java-sam' ]
  [ "$(<"$LOCAL_STATE_DIR/mariadb/backups/dump.sql")" = precious ]
  [ "$(<"$LOCAL_STATE_DIR/mariadb/new-data-mine/file")" = precious ]
  [ "$(head -n 1 "$LOCAL_STATE_DIR/logs/order-api.log")" = mine ]
}

@test "a data folder that is not a database's" {
  mkdir -p "$LOCAL_STATE_DIR/mariadb/data"
  echo precious >"$LOCAL_STATE_DIR/mariadb/data/file"
  is_refused "mariadb/data holds no database, and this stack did not make it: move it away, or set LOCAL_STATE_DIR"
  [ "$(<"$LOCAL_STATE_DIR/mariadb/data/file")" = precious ]
}

@test "a state folder that cannot be written" {
  export LOCAL_STATE_DIR=/dev/null/state
  is_refused /dev/null
}

@test "each port taken, no port, and one port for two" {
  local name squatter deadline
  for name in ORDER_API_PORT DELIVERY_API_PORT MYSQL_PORT AWS_ENDPOINT_PORT ZIPKIN_PORT SIGNALS_PORT OTLP_PORT; do
    python3 -c 'import socket, sys, time
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
time.sleep(60)' "${!name}" 3>&- &
    squatter=$!
    deadline=$((SECONDS + 10))
    until (exec 4<>"/dev/tcp/127.0.0.1/${!name}") 2>/dev/null; do ((SECONDS < deadline)); done
    is_refused "port ${!name} is taken: stop what listens there, or set $name to a free port"
    kill "$squatter"
    wait "$squatter" || true
  done
  ENVIRONMENT=(MYSQL_PORT=http)
  is_refused "MYSQL_PORT=http is not a port: give a number from 1 to 65535"
  ENVIRONMENT=("MYSQL_PORT=$ORDER_API_PORT")
  is_refused "ORDER_API_PORT and MYSQL_PORT are both $ORDER_API_PORT: give each a port of its own"
}
