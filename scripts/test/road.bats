#!/usr/bin/env bats
# The road from script 1 to script 9, as a person goes it, each script twice. The tests build on each other.

load worlds.bash
load policies.bash

setup_file() {
  begin_worlds
}

teardown_file() {
  end_worlds
}

setup() {
  cd "$BATS_TEST_DIRNAME/../.."
}

# Runs script $1 twice, and compares what is there after each. $output is that of the first.
twice() {
  # shellcheck disable=SC2046
  succeed_in_world "$FIRST_WORLD" $(script "$1") "${@:2}"
  local first=$output
  everything >"$BATS_TEST_TMPDIR/once"
  # shellcheck disable=SC2046
  succeed_in_world "$FIRST_WORLD" $(script "$1") "${@:2}"
  everything | diff "$BATS_TEST_TMPDIR/once" -
  output=$first
}

# Prints what is alive in the account and in the cluster.
everything() {
  alive "$FIRST_WORLD"
  jq '.objects | map_values(del(.looks, ."looks left"))' "$FIRST_WORLD/state/kubernetes.json" 2>/dev/null || true
}

object() {
  jq -e ".objects[\"$1\"]" "$FIRST_WORLD/state/kubernetes.json"
}

lacks() {
  if grep -E "$1"; then return 1; fi
}

next_is() {
  [[ $output == *$'\n'"Next: "*"scripts/$1"* ]]
}

# Ends the test unless script $1 --dry-run says $2 and changes nothing.
dry_run_says() {
  everything >"$BATS_TEST_TMPDIR/before"
  # shellcheck disable=SC2046
  succeed_in_world "$FIRST_WORLD" $(script "$1") --dry-run
  echo "$output"
  [[ $output == *"$2"* && ${lines[-1]} == "Nothing was changed." ]] || return
  everything | diff "$BATS_TEST_TMPDIR/before" -
}

@test "1 --dry-run says what it would make and what that costs, and makes nothing, with --yes as well" {
  dry_run_says 1 "Will make or update: the cluster java-sample-app with its nodes, the stack java-sample-app"
  [[ $output == *"USD/h"* ]]
  nothing_is_left "$FIRST_WORLD"
}

@test "1 says what it costs, makes the cluster and the stack, and says what comes next" {
  twice 1
  next_is 2-build-deploy-app.sh
  [[ $output == *"USD/h"*"1. The cluster"* ]]
  alive "$FIRST_WORLD" | grep -x 'stack java-sample-app CREATE_COMPLETE'
  alive "$FIRST_WORLD" | grep '^database java-sample-app'
  double "$FIRST_WORLD" state | jq -r '.secrets["java-sample-app/mysql"] | fromjson | .password' >"$WORLDS/password"
  [ "$(wc -c <"$WORLDS/password")" -gt 20 ]
}

@test "2 and 3 --dry-run make nothing" {
  dry_run_says 2 "Will push: the images order-api, delivery-api and load"
  dry_run_says 3 "the add-on amazon-cloudwatch-observability in java-sample-app"
}

@test "2 pushes three images, brings the password into the cluster, and says what comes next" {
  twice 2
  next_is 3-setup-cloudwatch-agent.sh
  [ "$(double "$FIRST_WORLD" state | jq '.images | length')" -eq 3 ]
  local digest
  digest=$(tr -d '\n' <"$WORLDS/password" | sha256sum)
  [ "$(object Secret/orders/mysql | jq -r .stringData.password)" = "sha256:${digest%% *}" ]
}

@test "3 installs the agent with auto-monitoring off, and says what comes next" {
  twice 3
  next_is 4-annotate-workloads.sh
  double "$FIRST_WORLD" state | jq -e '.addons["amazon-cloudwatch-observability"].configurationValues | fromjson |
    .manager.applicationSignals.autoMonitor.monitorAllServices == false'
}

@test "4 annotates, proves the agent, and says what comes next" {
  twice 4
  next_is 5-generate-load.sh
  object Deployment/orders/order-api | jq -e \
    '.spec.template.metadata.annotations["instrumentation.opentelemetry.io/inject-java"] == "true"'
}

@test "2 again leaves the agent where it is" {
  # shellcheck disable=SC2046
  succeed_in_world "$FIRST_WORLD" $(script 2) --skip-build
  object Deployment/orders/order-api | jq -e \
    '.spec.template.metadata.annotations["instrumentation.opentelemetry.io/inject-java"] == "true"'
}

@test "2 --image-registry deploys the release that is checked out, without a push, and 4 and 5 stay with it" {
  local world pushed image
  world=$(copy_world "$FIRST_WORLD" release)
  pushed=$(double "$world" state | jq -c .images)
  # shellcheck disable=SC2046
  in_world "$world" $(script 2) --image-registry ghcr.io/owner/repository
  [[ $status == 1 && $output == *"what is checked out is none: git checkout v..." ]]
  git -C "$world/project" tag v1.2.0
  # shellcheck disable=SC2046
  succeed_in_world "$world" $(script 2) --image-registry ghcr.io/owner/repository
  [[ $output != *"Will push"* && $output == *"Will use: ghcr.io/owner/repository/order-api, delivery-api and load, tagged v1.2.0"* ]]
  # shellcheck disable=SC2046
  succeed_in_world "$world" $(script 4)
  # shellcheck disable=SC2046
  succeed_in_world "$world" $(script 5)
  for image in order-api delivery-api load; do
    [ "$(jq -r --arg name "Deployment/orders/$image" '.objects[$name] // .objects["Deployment/load/load"]
      | .spec.template.spec.containers[0].image' "$world/state/kubernetes.json")" = "ghcr.io/owner/repository/$image:v1.2.0" ]
  done
  [ "$(double "$world" state | jq -c .images)" = "$pushed" ]
  echo "# changed" >>"$world/project/k8s/base/namespace.yaml"
  # shellcheck disable=SC2046
  in_world "$world" $(script 2) --image-registry ghcr.io/owner/repository
  [[ $status == 1 && $output == *"deploys v1.2.0, and files were changed since: see git status" ]]
}

@test "5 --dry-run makes nothing" {
  dry_run_says 5 "the load generator in java-sample-app, the stack java-sample-app-observability"
}

@test "5 loads the cluster, makes the SLOs, and says what comes next" {
  twice 5
  next_is 6-introduce-fault.sh
  alive "$FIRST_WORLD" | grep 'ServiceLevelObjective'
}

@test "6 introduces the fault in every pod, and says how to undo it" {
  twice 6
  [[ $output == *scripts/7-restore-normal.sh* ]]
  alive "$FIRST_WORLD" | grep -x 'parameter /java-sample-app/mysql/pool-size 1'
}

@test "6 with another fault and a restart puts a parameter that no stack knows" {
  # shellcheck disable=SC2046
  succeed_in_world "$FIRST_WORLD" $(script 6) --fault slow-database --restart
  alive "$FIRST_WORLD" | grep -x 'parameter /java-sample-app/fault/slow-database 600'
}

@test "7 restores the pool, and says what comes next" {
  twice 7
  next_is 8-build-cleanup.sh || [[ $output == *scripts/8-build-cleanup.sh* ]]
  alive "$FIRST_WORLD" | grep -x 'parameter /java-sample-app/mysql/pool-size 10'
}

@test "8 --traffic-only takes the load away and nothing else" {
  alive "$FIRST_WORLD" >"$BATS_TEST_TMPDIR/before"
  twice 8 --traffic-only
  next_is 5-generate-load.sh
  alive "$FIRST_WORLD" | diff "$BATS_TEST_TMPDIR/before" -
  object Deployment/orders/order-api
  jq '.objects | keys[]' "$FIRST_WORLD/state/kubernetes.json" | lacks /load
}

@test "8 and 9 --dry-run take nothing away" {
  dry_run_says 8 "Will delete: everything in the namespace orders"
  dry_run_says 9 "arn:aws:rds"
}

@test "8 takes services, load balancer and SLOs away, and says what comes next" {
  twice 8
  next_is 9-cleanup-env.sh
  alive "$FIRST_WORLD" | lacks 'load-balancer|network-interface|stack java-sample-app-observability|ServiceLevelObjective'
}

@test "9 leaves nothing: no resource, no parameter, no log group" {
  # A fault that nobody restored, and a log group that no stack knows.
  succeed_in_world "$FIRST_WORLD" aws ssm put-parameter --region "$REGION" --name /java-sample-app/fault/slow-carrier \
    --value 1000 --type String
  succeed_in_world "$FIRST_WORLD" aws logs create-log-group --region "$REGION" \
    --log-group-name /aws/containerinsights/java-sample-app/prometheus
  twice 9 --region "$REGION"
  nothing_is_left "$FIRST_WORLD"
}

@test "the operator's policies allow every call that the scripts made" {
  calls_made "$FIRST_WORLD" | all_allowed infra/operator-policy.json infra/operator-policy-cluster.json
}

@test "the password was in no argument, no output and no file" {
  local password
  password=$(<"$WORLDS/password")
  [ -s "$FIRST_WORLD/log/raw.log" ] && [ -s "$FIRST_WORLD/output.log" ] && [ -s "$FIRST_WORLD/state/calls.jsonl" ]
  # What grep ends with when it found nothing; not 2, which is trouble.
  run grep -r --fixed-strings -e "$password" -e "$(printf %s "$password" | base64)" "$FIRST_WORLD"
  [ "$status" -eq 1 ]
}
