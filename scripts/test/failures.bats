#!/usr/bin/env bats
# What the scripts do when something fails on the way: they stop, name the step and the call, go on when they are run
# again, and script 9 leaves nothing all the same. Every call is tried with EVERY=1 (run.sh --all); otherwise every
# EVERY-th of the road, so that it ends within minutes.

load worlds.bash

setup_file() {
  export EVERY=${EVERY:-13}
  begin_worlds
  local n
  for n in 1 2 3 4 5 9; do
    copy_world "$FIRST_WORLD" "before-$n" >/dev/null
    : >"$FIRST_WORLD/log/calls.jsonl"
    # shellcheck disable=SC2046
    succeed_in_world "$FIRST_WORLD" $(script "$n") || return
    cp "$FIRST_WORLD/log/calls.jsonl" "$WORLDS/calls-$n"
  done
}

teardown_file() {
  awk '{ n += $1; of += $2 } END { print "# in all: " n " of " of " AWS calls failed in turn" }' "$WORLDS/tried" >&3
  end_worlds
}

# Lets every EVERY-th AWS call of script $1 fail once, each in a world of its own.
fail_calls_of() {
  local n=$1 before=0 earlier call operation failed total tried=0
  for earlier in 1 2 3 4 5 9; do
    ((earlier < n)) && before=$((before + $(wc -l <"$WORLDS/calls-$earlier")))
  done
  total=$(wc -l <"$WORLDS/calls-$n")
  for ((call = 1; call <= total; call++)); do
    (((before + call) % EVERY == 0)) || continue
    tried=$((tried + 1))
    operation=$(sed -n "${call}p" "$WORLDS/calls-$n" | jq -r .operation)
    fail_call "$n" "$call" "$operation" || { echo "That was call $call of script $n, $operation" && return 1; }
  done
  echo "$tried $total" >>"$WORLDS/tried"
  echo "# script $n: $tried of its $total AWS calls failed in turn" >&3
  ((tried)) || skip "the sample has none of them, run.sh --all has them all"
}

fail_call() {
  local n=$1 call=$2 operation=$3 world
  world=$(copy_world "$WORLDS/before-$n" trial)
  # Both that the call is not allowed, and that the service is in trouble.
  local how='"code": "AccessDenied", "status": 400'
  ((call % 2)) || how='"code": "InternalFailure", "status": 500'
  double "$world" fail "{\"call\": $(($(calls_so_far "$world") + call)), $how}" >/dev/null
  # shellcheck disable=SC2046
  in_world "$world" $(script "$n")
  echo "--- ended with $status:" && echo "$output"
  ((status != 0)) || { echo "It went on as if nothing had been." && return 1; }
  names_step_and_call "$n" "$operation" || { echo "It does not name the step and the call." && return 1; }
  # shellcheck disable=SC2046
  ((n == 9)) || succeed_in_world "$world" $(script "$n") || return
  # shellcheck disable=SC2046
  succeed_in_world "$world" $(script 9) --region "$REGION" || return
  nothing_is_left "$world"
}

# The CLI names the call, or the script the CLI's command that makes several; the script's last line names itself and
# the step, once there is one.
names_step_and_call() {
  local name
  name=$(basename "$(script "$1" | cut -d ' ' -f 1)" .sh)
  [[ $output == *"the $2 operation"* || $output == *"aws cloudformation "@(deploy|wait)" of the stack"* ]] || return
  [[ ${output##*$'\n'} =~ ^"$name"(:|", step "[0-9]+" (".+"):") ]] || return
  [[ $output != *$'\n1. '* || ${output##*$'\n'} == *", step "* ]]
}

@test "every call of script 1 may fail" {
  fail_calls_of 1
}

@test "every call of script 2 may fail" {
  fail_calls_of 2
}

@test "every call of script 3 may fail" {
  fail_calls_of 3
}

@test "every call of script 4 may fail" {
  fail_calls_of 4
}

@test "every call of script 5 may fail" {
  fail_calls_of 5
}

@test "every call of script 9 may fail" {
  fail_calls_of 9
}

# Lets script $2 fail in a copy of the world before it, runs it again, and then script 9.
fails_then_goes_on() {
  local world=$1 n=$2
  # shellcheck disable=SC2046
  in_world "$world" $(script "$n")
  echo "$output"
  ((status != 0)) || { echo "It went on as if nothing had been." && return 1; }
  [[ ${output##*$'\n'} == *", step "* ]] || { echo "It does not name the step." && return 1; }
  local first=$output
  # shellcheck disable=SC2046
  ((n == 9)) || succeed_in_world "$world" $(script "$n") || return
  # shellcheck disable=SC2046
  succeed_in_world "$world" $(script 9) --region "$REGION" || return
  nothing_is_left "$world" || return
  output=$first
}

@test "a cluster that stops half-way is finished by the next run" {
  world=$(copy_world "$WORLDS/before-1" trial)
  echo "half eksctl create cluster" >"$world/state/fail"
  fails_then_goes_on "$world" 1
  [[ $output == *"waiting for the nodes: timed out"* ]]
}

@test "a stack that was rolled back is replaced by the next run" {
  world=$(copy_world "$WORLDS/before-1" trial)
  double "$world" set '{"stack": "java-sample-app"}' >/dev/null
  fails_then_goes_on "$world" 1
}

@test "a push that fails is named, and done by the next run" {
  world=$(copy_world "$WORLDS/before-2" trial)
  echo "docker buildx build .*delivery-api" >"$world/state/fail"
  fails_then_goes_on "$world" 2
  [[ $output == *"image delivery-api"*"failed"* ]]
}

@test "an add-on that fails is made again by the next run" {
  world=$(copy_world "$WORLDS/before-3" trial)
  double "$world" set '{"addon": "CREATE_FAILED"}' >/dev/null
  # shellcheck disable=SC2046
  in_world "$world" $(script 3)
  [ "$status" -eq 1 ]
  [[ $output == *"3-setup-cloudwatch-agent, step "*"CREATE_FAILED"* ]]
  double "$world" set '{"addon": "ACTIVE"}' >/dev/null
  # shellcheck disable=SC2046
  succeed_in_world "$world" $(script 3)
}

@test "pods without the agent are found, annotation or not" {
  world=$(copy_world "$WORLDS/before-4" trial)
  echo no-agent >"$world/state/switches"
  # shellcheck disable=SC2046
  in_world "$world" $(script 4)
  [ "$status" -eq 1 ]
  [[ $output == *"no agent in order-api-"* || $output == *"no agent in delivery-api-"* ]]
  grep -q '"instrumentation.opentelemetry.io/inject-java": "true"' "$world/state/kubernetes.json"
}

@test "script 6 waits for pods that do not follow, and ends when they do" {
  world=$(copy_world "$WORLDS/before-9" trial)
  echo deaf >"$world/state/switches"
  # shellcheck disable=SC2046
  (in_world "$world" $(script 6) && printf '%s\n' "$status" "$output" >"$BATS_TEST_TMPDIR/result") 3>&- &
  local deadline=$((SECONDS + 60))
  until [[ $(grep -cs PutParameter "$world/log/calls.jsonl") -eq 2 ]]; do
    ((SECONDS < deadline))
    sleep 0.1
  done
  sleep 1 # in which it would end if it did not wait
  [ ! -e "$BATS_TEST_TMPDIR/result" ]
  rm "$world/state/switches"
  until_there -s "$BATS_TEST_TMPDIR/result"
  cat "$BATS_TEST_TMPDIR/result"
  [ "$(head -n 1 "$BATS_TEST_TMPDIR/result")" -eq 0 ]
  grep -q "In force in the running service" "$BATS_TEST_TMPDIR/result"
}

@test "a cluster whose deletion stops half-way is finished by the next run" {
  world=$(copy_world "$WORLDS/before-9" trial)
  echo "half eksctl delete cluster" >"$world/state/fail"
  fails_then_goes_on "$world" 9
}

@test "what is left makes script 9 end with 1 and say so" {
  world=$(copy_world "$WORLDS/before-9" trial)
  succeed_in_world "$world" aws sns create-topic --region "$REGION" --name left-behind \
    --tags Key=sample-environment,Value=java-sample-app
  # shellcheck disable=SC2046
  in_world "$world" $(script 9)
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output == *left-behind*"9-cleanup-env, step "*"left"* ]]
  [ -e "$world/project/.eks/java-sample-app" ]
}
