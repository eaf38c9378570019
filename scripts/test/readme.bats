#!/usr/bin/env bats
# Runs every command of README.md, in its order, as a reader would. The tests build on each other. The block of scripts for
# AWS is run by road.bats.

setup_file() {
  cd "$BATS_TEST_DIRNAME/../.."
  # A state of its own, so that a developer's data stay out of it; the paths in README.md follow.
  export LOCAL_STATE_DIR="$BATS_FILE_TMPDIR/state"
}

teardown_file() {
  cd "$BATS_TEST_DIRNAME/../.."
  ./scripts/local-down.sh
}

setup() {
  cd "$BATS_TEST_DIRNAME/../.."
}

# Prints the bash block number $1 of README.md.
block() {
  awk -v want="$1" '/^```bash$/ { n++; inside = (n == want); next } /^```$/ { inside = 0 } inside' README.md |
    sed "s#\.local/#$LOCAL_STATE_DIR/#"
}

run_block() {
  run bash -Eeuo pipefail -c "$(block "$1")"
  echo "$output"
  [ "$status" -eq 0 ]
}

@test "README.md holds the eight blocks that are run here and the one for AWS, and no other" {
  [ "$(grep -c '^```bash$' README.md)" -eq 9 ]
  [[ $(block 9) == "./scripts/1-create-env.sh "* ]]
}

@test "the first command starts everything" {
  run_block 1
  [[ $output == *"order-api"*"is ready"* ]]
}

@test "the second command is the one that .ci/run calls" {
  grep -qx "  $(block 2)" .ci/run
}

@test "the order is answered with its receipt" {
  run_block 3
  [ "$(jq -r .status <<<"$output")" = processed ]
  [ "$(jq -r .total_amount <<<"$output")" = 29.99 ]
}

@test "the order is found, and its row is in the database" {
  run_block 4
  [[ $output == *'"order_id":"123"'* ]]
  [[ $output == *$'123\tJohn Doe'* ]]
}

@test "the flip with the aws command reaches the running pool" {
  run_block 5
  local deadline=$((SECONDS + 10))
  while true; do
    run_block 6
    [ "$(jq .pool.maximum <<<"$output")" -ne 1 ] || break
    ((SECONDS < deadline))
    sleep 0.5
  done
}

@test "the drill's fault bites, and no acknowledged order is lost" {
  scripts/7-restore-normal.sh --local
  # Its verdict also judges latencies, which a machine that others use may spoil. These have to hold anywhere.
  run bash -c "$(block 7)"
  echo "$output"
  [ "$status" -le 1 ]
  local report what
  report=$(ls "$LOCAL_STATE_DIR"/drill/*/report.json)
  [ -s "${report%.json}.html" ]
  for what in "the fault bites" "answered 503" "an alarm fires" "no restarts" "health and readiness" "orders"; do
    jq -e --arg what "$what" '.checks[] | select(.what == $what) | .ok' "$report"
  done
}

@test "the page shows what became of the drill, and its report" {
  curl --silent --fail http://127.0.0.1:3000/api/state >"$BATS_TEST_TMPDIR/state.json"
  jq -e '.controls.drill | .fault == "pool-exhaustion" and .running == false and (.checks | length) > 8' "$BATS_TEST_TMPDIR/state.json"
  [ "$(jq -r '[.controls.drill.phases[].name] | join(" ")' "$BATS_TEST_TMPDIR/state.json")" = "warm-up baseline fault restored questions" ]
  # Its scripts have to run under the policy that it is sent with: each chart is a canvas.
  local browser
  browser=$(command -v chromium google-chrome | head -n 1)
  [ "$(timeout 60 "$browser" --headless --no-sandbox --disable-gpu --disable-background-networking --window-size=1280,1600 \
    --virtual-time-budget=5000 --dump-dom http://127.0.0.1:3000/api/drill/report 2>/dev/null | grep -o '<canvas' | wc -l)" -eq 3 ]
}

@test "every metric that the template's alarms, objectives and dashboard ask for has been seen" {
  local unseen
  unseen=$(curl --silent --fail http://127.0.0.1:3000/api/state | jq -c '.unseen_metrics[]')
  echo "$unseen"
  [ -z "$unseen" ]
}

# What the switches of the page do: the drill's phase, or its verdict when it is over.
drill() {
  curl --silent --fail --header 'Content-Type: application/json' --data "$1" http://127.0.0.1:3000/api/drill >/dev/null
}

drill_says() {
  curl --silent --fail http://127.0.0.1:3000/api/state | jq -r '.controls.drill | .phase // .verdict'
}

@test "a drill that is begun on the page can be stopped there, and says what became of the fault" {
  drill '{"fault": "slow-carrier"}'
  local deadline=$((SECONDS + 60))
  until [[ $(drill_says) == warm-up ]]; do
    ((SECONDS < deadline)) || { drill_says && return 1; }
    sleep 0.5
  done
  drill '{"stop": true}'
  until [[ $(drill_says) == *"interrupted: nothing was changed" ]]; do
    ((SECONDS < deadline)) || { drill_says && return 1; }
    sleep 0.5
  done
}

@test "nothing is left after the last command" {
  run_block 8
  local port
  for port in 3000 4318 8080 5000 13306 4566 9411; do
    run curl -s -o /dev/null "http://127.0.0.1:$port/"
    [ "$status" -eq 7 ]
  done
}
