#!/usr/bin/env bats
# Runs every command of docs/records-lab.md for a laptop, in its order, as a reader would. The tests build on each other.

setup_file() {
  cd "$BATS_TEST_DIRNAME/../.."
  # A state of its own, so that a developer's data stay out of it; and no minute's wait for an alarm that may yet come.
  export LOCAL_STATE_DIR="$BATS_FILE_TMPDIR/state" SETTLE_SECONDS=5
}

teardown_file() {
  cd "$BATS_TEST_DIRNAME/../.."
  scripts/records/local-down.sh
}

setup() {
  cd "$BATS_TEST_DIRNAME/../.."
}

# Prints the bash block number $1 of docs/records-lab.md; ports come from the environment where they are given there.
block() {
  awk -v want="$1" '/^```bash$/ { n++; inside = (n == want); next } /^```$/ { inside = 0 } inside' docs/records-lab.md |
    sed -e "s/:8090/:${RECORDS_WEB_PORT:-8090}/g" -e "s/:8091/:${RECORDS_API_PORT:-8091}/g" \
      -e "s/:8092/:${RECORDS_DYNAMODB_PORT:-8092}/g" -e "s/:8095/:${RECORDS_SIGNALS_PORT:-8095}/g" -e 's/--duration 60/--duration 5/' -e "s|\.local/|${LOCAL_STATE_DIR:-.local}/|g"
}

# Runs the block with what the first one exports, as a reader's shell has it.
run_block() {
  run bash -Eeuo pipefail -c "$(block 1)"$'\n'"$(block "$1")"
  echo "$output"
  [ "$status" -eq 0 ]
}

@test "docs/records-lab.md holds the twelve blocks that are run here, and no other" {
  [ "$(grep -c '^```bash$' docs/records-lab.md)" -eq 12 ]
}

@test "the lab starts" {
  run_block 2
}

@test "the front end stores a record" {
  run_block 3
  [[ $output == "Backend Response: Record saved with ID: "* ]]
}

@test "the record is in the table" {
  run_block 4
  [[ $output == *sre-student* ]]
}

@test "traffic is answered" {
  run_block 5
  [[ ${lines[-1]} =~ ([0-9]+)" requests in "[0-9]+" s: "([0-9]+)" x 200, " ]]
  ((BASH_REMATCH[1] == BASH_REMATCH[2]))
}

@test "the five alarms and the metrics can be seen" {
  run_block 6
  [ "$(grep -cP '^(OK|INSUFFICIENT_DATA)\t(api-latency|api-5xx|lambda-errors|lambda-throttles)$|\tapi-volume$' <<<"$output")" -eq 5 ]
  jq -se '.[0] == ["4XXError", "5XXError", "Count", "Latency"] and (.[1][0] | length == 2 and all(. > 0))' <<<"$(grep -v $'\t' <<<"$output")"
}

@test "what evaluates the alarms can be restarted" {
  run_block 7
}

@test "the function's log names the trace" {
  run_block 8
  [[ $output =~ "(trace "[0-9a-f]{32}"): record " ]]
}

@test "a throttled function fires the gateway's errors and the throttles" {
  run_block 9
  [[ $output =~ "api-5xx"\ +"fired after" && $output =~ "lambda-throttles"\ +"fired after" && $output =~ "lambda-errors"\ +silent ]]
}

@test "it can be restored" {
  run_block 10
  [[ $output == *"All five alarms are OK, and the front end answers 200."* ]]
}

@test "a deleted function fires the gateway's errors alone, and can be restored" {
  run_block 11
  [[ $output =~ "api-5xx"\ +"fired after" && $output =~ "lambda-throttles"\ +silent && $output =~ "lambda-errors"\ +silent ]]
  [[ $output == *"All five alarms are OK, and the front end answers 200."* ]]
}

@test "nothing is left after the last command" {
  run_block 12
  local port
  for port in "${RECORDS_WEB_PORT:-8090}" "${RECORDS_API_PORT:-8091}" "${RECORDS_DYNAMODB_PORT:-8092}"; do
    run curl -s -o /dev/null "http://127.0.0.1:$port/"
    [ "$status" -eq 7 ]
  done
}
