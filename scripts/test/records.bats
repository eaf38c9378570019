#!/usr/bin/env bats
# The records lab's scripts on AWS, from the first to the last, as a person goes that road. The tests build on each other,
# but for those at the end, which each go their own way. The AWS CLI is the real one; records_double.py answers it.

# shellcheck disable=SC2030,SC2031  # bats' output and status
load worlds.bash
load policies.bash

setup_file() {
  export DOUBLE=records_double.py
  begin_worlds
  mkdir "$FIRST_WORLD/project/records"
  cp "$BATS_TEST_DIRNAME/../../records/template.yaml" "$FIRST_WORLD/project/records"
  # What Maven would build.
  local module folder
  for module in function web; do
    folder=$FIRST_WORLD/project/records/$module
    mkdir -p "$folder"/{target,src/main}
    touch "$folder/pom.xml"
    # Newer than the copies of the project that some tests make.
    touch -d '+1 hour' "$folder/target/records-$module.jar"
    echo "the $module" >"$folder/target/records-$module-bundle.zip"
  done
  copy_world "$FIRST_WORLD" empty
}

teardown_file() {
  end_worlds
}

# A lab's second takes a twentieth of one here.
readonly QUICKLY=(env PACE_SECONDS=0.05 SETTLE_SECONDS=1 LOOK_EVERY=3 GIVE_UP_SECONDS=20)
readonly DEPLOY=(scripts/records/1-deploy.sh --region us-east-2 --prefix anna --yes)

# Runs the command in the world of the road.
go() {
  succeed_in_world "$FIRST_WORLD" "${QUICKLY[@]}" "$@"
  echo "$output"
}

# Whether something of the kind and name $1 is alive.
there_is() {
  alive "$FIRST_WORLD" | grep "^$1"
}

there_is_no() {
  if there_is "$1"; then return 1; fi
}

@test "1 --dry-run says what it would make and what that costs, and makes nothing" {
  go "${DEPLOY[@]}" --dry-run
  [[ $output == *"USD an hour"*"the stack anna-records"*"Nothing was changed." ]]
  no_lab_is_left "$FIRST_WORLD"
}

@test "1 makes the lab, and says what comes next" {
  go "${DEPLOY[@]}" --email anna@example.com
  [[ $output == *"Mail:"*"anna@example.com"* ]]
  [[ $output == *"Front end: http://127.0.0.1:"* ]]
  [[ $output == *"Next: scripts/records/2-generate-traffic.sh"* ]]
  [ "$(<"$FIRST_WORLD/project/.records/anna")" = us-east-2 ]
}

@test "1 makes everything under the prefix, on the newest platform" {
  local what
  for what in 'stack anna-records' 'function anna-SaveUserRecord' 'api anna-UserRecords' 'table anna-UserRecords' \
    'bucket anna-records-123456789012-us-east-2' 'dashboard anna-Lab3_Dashboard' 'log-group /aws/lambda/anna-SaveUserRecord' \
    'alarm anna-api-latency' 'alarm anna-api-5xx' 'alarm anna-lambda-errors' 'alarm anna-lambda-throttles' 'alarm anna-api-volume'; do
    there_is "$what" || { echo "missing: $what" && return 1; }
  done
  there_is_no queue
  there_is_no parameter
  grep -q '64bit Amazon Linux 2023 v4.10.0 running Corretto 21' "$FIRST_WORLD/output.log"
}

@test "1 makes nothing twice" {
  local before
  before=$(alive "$FIRST_WORLD" | sed 's/ [A-Z_]*_COMPLETE$//')
  go "${DEPLOY[@]}"
  diff <(echo "$before") <(alive "$FIRST_WORLD" | sed 's/ [A-Z_]*_COMPLETE$//')
}

@test "1 does not put a lab that is here into another region" {
  in_world "$FIRST_WORLD" scripts/records/1-deploy.sh --region eu-west-1 --prefix anna --yes
  [ "$status" -eq 1 ]
  [ "$output" = "1-deploy: the lab anna is in us-east-2: leave --region away, or take another --prefix" ]
}

@test "2 counts the answers" {
  go scripts/records/2-generate-traffic.sh --duration 2
  [[ ${lines[-1]} =~ ([0-9]+)" requests in 2 s: "([0-9]+)" x 200, " ]]
  ((BASH_REMATCH[1] > 2 && BASH_REMATCH[1] == BASH_REMATCH[2]))
}

@test "2 ends with its summary on Ctrl-C" {
  go timeout --foreground --signal INT --preserve-status 12 scripts/records/2-generate-traffic.sh
  [[ ${lines[-1]} =~ " requests in "[0-9]+" s: "[0-9]+" x 200, " ]]
}

@test "3 throttles the function; the gateway's errors and the throttles fire, the function's errors cannot" {
  go scripts/records/3-simulate-failure.sh
  [[ $output =~ "api-5xx"\ +"fired after "[0-9]+" s" ]]
  [[ $output =~ "lambda-throttles"\ +"fired after "[0-9]+" s" ]]
  [[ $output =~ "lambda-errors"\ +silent\ +"what does not run reports no Errors" ]]
  [[ $output =~ "api-latency"\ +silent ]]
  [[ $output =~ "api-volume"\ +silent\ +"the requests still come" ]]
  [[ $output == *"Undo it: scripts/records/4-restore.sh"* ]]
  there_is "function anna-SaveUserRecord"
}

@test "3 again is harmless" {
  go scripts/records/3-simulate-failure.sh
  [[ $output =~ "api-5xx"\ +"fired before" ]]
}

@test "4 lets the function run, and waits until every alarm is OK" {
  go scripts/records/4-restore.sh
  [[ $output == *"api-5xx: OK after "* ]]
  [[ $output == *"lambda-throttles: OK after "* ]]
  [[ $output == *"All five alarms are OK, and the front end answers 200."* ]]
}

@test "4 again is harmless" {
  go scripts/records/4-restore.sh
}

@test "3 --delete deletes the function; the gateway's errors fire alone" {
  go scripts/records/3-simulate-failure.sh --delete
  [[ $output =~ "api-5xx"\ +"fired after "[0-9]+" s" ]]
  [[ $output =~ "lambda-throttles"\ +silent\ +"what is not there is not throttled" ]]
  [[ $output =~ "lambda-errors"\ +silent\ +"what is not there reports no Errors" ]]
  there_is_no "function anna-SaveUserRecord"
}

@test "3 --delete again is harmless" {
  go scripts/records/3-simulate-failure.sh --delete
}

@test "3 does not throttle a function that is not there" {
  in_world "$FIRST_WORLD" scripts/records/3-simulate-failure.sh
  [ "$status" -eq 1 ]
  [[ $output == *"anna-SaveUserRecord is deleted"*"4-restore.sh brings it back"* ]]
}

@test "4 brings the deleted function back" {
  go scripts/records/4-restore.sh
  there_is "function anna-SaveUserRecord"
}

@test "4 also brings a function back that was deleted by hand" {
  go aws lambda delete-function --function-name anna-SaveUserRecord --region us-east-2
  there_is_no "function anna-SaveUserRecord"
  go scripts/records/4-restore.sh
  there_is "function anna-SaveUserRecord"
}

@test "1 switches the extras on and off" {
  go "${DEPLOY[@]}" --messaging --chaos
  there_is 'queue anna-records'
  there_is 'parameter /anna/chaos/refused-percent 0'
  go "${DEPLOY[@]}" --chaos
  there_is_no queue
}

@test "4 ends chaos" {
  go aws ssm put-parameter --name /anna/chaos/refused-percent --value 100 --overwrite --region us-east-2
  go scripts/records/2-generate-traffic.sh --duration 1
  [[ $output == *" x 500, "* ]]
  go scripts/records/4-restore.sh
  there_is 'parameter /anna/chaos/refused-percent 0'
}

@test "5 --dry-run says what there is and deletes nothing" {
  local before
  before=$(alive "$FIRST_WORLD")
  go scripts/records/5-cleanup.sh --dry-run
  [[ $output == *$'\nanna-records\n'* ]]
  [[ $output == *$'\nanna-records-123456789012-us-east-2\n'* ]]
  [ "$(alive "$FIRST_WORLD")" = "$before" ]
}

@test "5 does not delete without being told to, where nobody can be asked" {
  in_world "$FIRST_WORLD" scripts/records/5-cleanup.sh
  [ "$status" -eq 1 ]
  [[ $output == *"there is no terminal to ask on: say --yes"* ]]
}

@test "5 leaves nothing" {
  go scripts/records/5-cleanup.sh --yes
  no_lab_is_left "$FIRST_WORLD"
}

@test "5 again is harmless" {
  in_world "$FIRST_WORLD" scripts/records/5-cleanup.sh --yes --prefix anna --region us-east-2
  [ "$status" -eq 0 ]
}

@test "the lab's policies allow every call that the scripts made" {
  cd "$BATS_TEST_DIRNAME/../.."
  calls_made "$FIRST_WORLD" >"$BATS_TEST_TMPDIR/calls"
  cat "$BATS_TEST_TMPDIR/calls"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/calls")" -gt 20 ]
  all_allowed infra/records-policy.json infra/records-policy-front-end.json <"$BATS_TEST_TMPDIR/calls"
}

no_lab_is_left() {
  nothing_is_left "$1"
  [ ! -e "$1/project/.records" ]
}

# --- Each in a world of its own

@test "5 ends with 1 when something is left, and names it" {
  local world
  world=$(copy_world "$WORLDS/empty" left)
  succeed_in_world "$world" "${QUICKLY[@]}" "${DEPLOY[@]}"
  # Another stack that carries the lab's tag: not ours to delete, but to be seen.
  succeed_in_world "$world" aws cloudformation create-stack --stack-name stray --region us-east-2 \
    --template-body '{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}' --tags Key=sample-environment,Value=anna-records
  in_world "$world" scripts/records/5-cleanup.sh --yes
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output == *stack/stray/* ]]
  [[ $output == *"5-cleanup, step 3 (The sweep): the above is left"* ]]
  [ -e "$world/project/.records/anna" ]
}

@test "where two labs are, a script asks which" {
  local world
  world=$(copy_world "$WORLDS/empty" two)
  mkdir "$world/project/.records"
  echo us-east-2 | tee "$world/project/.records/anna" >"$world/project/.records/ben"
  in_world "$world" scripts/records/2-generate-traffic.sh
  [ "$status" -eq 1 ]
  [ "$output" = "2-generate-traffic: there are several labs, anna ben: say which with --prefix" ]
}

@test "a lab that is not there is named, with the region" {
  in_world "$WORLDS/empty" scripts/records/3-simulate-failure.sh --prefix anna --region eu-west-1
  [ "$status" -eq 1 ]
  [[ $output == *"there is no lab anna in eu-west-1: make it with scripts/records/1-deploy.sh"* ]]
}

@test "without a region, a script says what is missing" {
  in_world "$WORLDS/empty" scripts/records/2-generate-traffic.sh
  [ "$status" -eq 1 ]
  [ "$output" = "2-generate-traffic: say where: --local, or --region for a lab on AWS that was not begun here" ]
}

@test "a missing tool is one line" {
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  local tool
  for tool in bash env sh sed cat dirname basename grep sort head tr; do
    ln -s "$(command -v "$tool")" "$BATS_TEST_TMPDIR/bin/$tool"
  done
  TEST_PATH=$BATS_TEST_TMPDIR/bin in_world "$WORLDS/empty" scripts/records/1-deploy.sh --region us-east-2
  [ "$status" -eq 1 ]
  [ "$output" = "1-deploy: aws was not found: install it and run this again" ]
}

@test "Ctrl-C during the failure says that it stays" {
  local world
  world=$(copy_world "$WORLDS/empty" interrupted)
  succeed_in_world "$world" "${QUICKLY[@]}" "${DEPLOY[@]}"
  in_world "$world" env PACE_SECONDS=0.05 SETTLE_SECONDS=100 \
    timeout --foreground --signal INT --preserve-status 15 scripts/records/3-simulate-failure.sh
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output == *"interrupted: the failure stays until scripts/records/4-restore.sh"* ]]
}

# Runs the command $3... in copies of the world $1, in each of which another of its AWS calls fails, every EVERY-th one; then
# again, where it has to succeed, and to end as it would have without the failure.
some_calls_fail() {
  local from=$1 name=$2 calls n world expected tried=0
  shift 2
  world=$(copy_world "$from" "$name")
  n=$(calls_so_far "$world")
  succeed_in_world "$world" "${QUICKLY[@]}" "$@"
  calls=$(($(calls_so_far "$world") - n))
  expected=$(alive "$world" | sed 's/ .*//')
  for ((n = 1; n <= calls; n++)); do
    ((n % ${EVERY:-6} == 0)) || continue
    tried=$((tried + 1))
    world=$(copy_world "$from" "$name")
    double "$world" fail "{\"call\": $(($(calls_so_far "$world") + n))}" >/dev/null
    in_world "$world" "${QUICKLY[@]}" "$@"
    printf 'call %d: %s\n%s\n' "$n" "$(jq -r 'select(.failed) | .operation' "$world/log/calls.jsonl")" "$output"
    if ((status != 0)); then
      [[ ${output##*$'\n'} =~ ^[0-9]-[a-z-]+(, step [0-9] \(.*\))?: ]]
      succeed_in_world "$world" "${QUICKLY[@]}" "$@"
    fi
    [ "$(alive "$world" | sed 's/ .*//')" = "$expected" ] || { alive "$world" && return 1; }
  done
  echo "# $tried of $calls AWS calls failed in turn" >&3
}

@test "calls of 1 may fail" {
  some_calls_fail "$WORLDS/empty" deploy "${DEPLOY[@]}"
}

@test "calls of 5 may fail" {
  local world
  world=$(copy_world "$WORLDS/empty" deployed)
  succeed_in_world "$world" "${QUICKLY[@]}" "${DEPLOY[@]}"
  some_calls_fail "$world" cleanup scripts/records/5-cleanup.sh --yes --prefix anna --region us-east-2
}
