#!/usr/bin/env bats
# Every state that AWS, eksctl and Kubernetes have for a part of the environment: the table has a plan for it, and each script
# goes on from it. With EVERY=1 (run.sh --all) the scripts meet every state; otherwise one for each plan of the table.

# shellcheck disable=SC2030,SC2031,SC2154  # bats' output and status
load worlds.bash

readonly ENVIRONMENT=java-sample-app
readonly CLUSTER_STACK=eksctl-java-sample-app-cluster NODES_STACK=eksctl-java-sample-app-nodegroup-nodes
readonly REASONS=(NewReplicaSetAvailable NewReplicaSetCreated FoundNewReplicaSet ReplicaSetUpdated DeploymentPaused DeploymentResumed
  ProgressDeadlineExceeded ReplicaSetCreateError)

setup_file() {
  begin_worlds
  local n
  for n in 1 2 3 4 5; do
    # shellcheck disable=SC2046
    succeed_in_world "$FIRST_WORLD" $(script "$n") || return
    ((n != 1)) || copy_world "$FIRST_WORLD" made
  done
}

teardown_file() {
  sort "$WORLDS/walked" | awk '{ n[$1] += $2 } END { for (script in n) print "# script " script " went on from " n[script] " states" }' >&3
  end_worlds
}

# Prints the states of the part $1 as AWS' service models have them, and "gone".
states_of() {
  python3 -c 'import botocore.session, sys
service, shape = {"cluster": ("eks", "ClusterStatus"), "nodegroup": ("eks", "NodegroupStatus"), "addon": ("eks", "AddonStatus"),
                  "stack": ("cloudformation", "StackStatus")}[sys.argv[1]]
model = botocore.session.get_session().get_service_model(service)
print(*[s for s in model.shape_for(shape).enum if s != "DELETE_COMPLETE"], "gone", sep="\n")' "$1"
}

plan_for() {
  bash -c '. scripts/lib/states.sh; plan "$1" "${2/gone/}"' _ "$@"
}

# Prints the states of the part $1 that the scripts are to meet in this run, those whose plan matches $2.
to_walk() {
  local state plan seen=" "
  for state in $(if [[ $1 == rollout ]]; then printf '%s\n' "${REASONS[@]}"; else states_of "$1"; fi); do
    plan=$(plan_for "$1" "$state")
    [[ $plan =~ ^($2)$ ]] || continue
    [[ ${EVERY:-} == 1 || $seen != *" $plan "* ]] || continue
    seen+="$plan "
    echo "$state"
  done
}

# Puts the part $2 called $3 of the world $1 into the state $4.
put() {
  local status=${4/gone/}
  if [[ $2 == stack && -z $status ]]; then
    # moto deletes it at the first look
    status=DELETE_IN_PROGRESS
  fi
  double "$1" put "{\"part\": \"$2\", \"name\": \"$3\", \"status\": \"$status\"}" >/dev/null
}

# Notes that script $1 went on from $2 states.
walked() {
  echo "$1 $2" >>"$WORLDS/walked"
}

secret_of() {
  alive "$1" | grep '^secret '
}

all_is_well() {
  double "$1" state | jq -e '.everything
    | ([to_entries[] | select(.key | test("^(cluster|node-group|add-on) ")) | .value
        | if startswith("{") then fromjson.status else . end | select(. != "ACTIVE")] == [])
      and ([to_entries[] | select(.key | startswith("stack ")) | .value | select(. == "ROLLBACK_COMPLETE" or (endswith("_COMPLETE") | not))] == [])
      and has("node-group nodes") and has("stack java-sample-app") and has("add-on coredns") and has("add-on vpc-cni")' >/dev/null ||
    { alive "$1" && return 1; }
}

# Runs the command $3... in the world $1 on a terminal where $2 is typed. bats' output and status.
on_terminal() {
  local world=$1 answer=$2
  shift 2
  in_world "$world" bash -c 'answer=$1; shift; printf "%s\n" "$answer" |
    python3 -c "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))" "$@"' _ "$answer" "$@"
}

@test "the table has a plan for every state of AWS' service models" {
  local part state plan n=0
  for part in cluster nodegroup addon stack; do
    for state in $(states_of "$part"); do
      plan=$(plan_for "$part" "$state")
      [[ $plan =~ ^(make|go|wait|repair|replace)$ ]] || { echo "$part $state: $plan" && return 1; }
      n=$((n + 1))
    done
  done
  ((n > 40))
  [ "$(plan_for stack NEW_STATE)" = stop ]
  for state in "${REASONS[@]}"; do
    [[ $(plan_for rollout "$state") =~ ^(go|wait|repair)$ ]]
  done
}

@test "1 goes on from every state in which the database stays, and keeps it" {
  local world state other n=0 secret walk=() addons=() nodes=()
  secret=$(secret_of "$WORLDS/made")
  mapfile -t walk < <(to_walk stack 'go|wait|repair' | grep -vE '^(DELETE|ROLLBACK)_IN_PROGRESS$')
  mapfile -t addons < <(to_walk addon '.*')
  mapfile -t nodes < <(to_walk nodegroup '.*')
  ((${#walk[@]} >= 3 && ${#addons[@]} >= 5 && ${#nodes[@]} >= 4))
  # One run meets a state of each part.
  for ((n = 0; n < ${#walk[@]} || n < ${#addons[@]} || n < ${#nodes[@]}; n++)); do
    world=$(copy_world "$WORLDS/made" trial)
    put "$world" stack "$ENVIRONMENT" "${walk[n % ${#walk[@]}]}"
    put "$world" addon coredns "${addons[n % ${#addons[@]}]}"
    put "$world" addon vpc-cni "${addons[(n + 1) % ${#addons[@]}]}"
    put "$world" nodegroup nodes "${nodes[n % ${#nodes[@]}]}"
    other=$(sed -n "$((n % 3 + 1))p" <<<$'CREATING\nUPDATING\nPENDING')
    put "$world" cluster "$ENVIRONMENT" "$other"
    # shellcheck disable=SC2046
    succeed_in_world "$world" $(script 1) || { echo "stack ${walk[n % ${#walk[@]}]}, round $n" && return 1; }
    all_is_well "$world"
    [ "$(secret_of "$world")" = "$secret" ]
  done
  walked 1 $((${#walk[@]} + ${#addons[@]} + ${#nodes[@]} + 3))
}

@test "1 makes a node group again whose stack was rolled back, and one whose stack failed" {
  local world state n=0
  for state in $(to_walk stack 'replace|wait'); do
    world=$(copy_world "$WORLDS/made" trial)
    [[ $state == *_IN_PROGRESS ]] || put "$world" nodegroup nodes CREATE_FAILED
    put "$world" stack "$NODES_STACK" "$state" # which takes the node group away where it was rolled back
    # shellcheck disable=SC2046
    succeed_in_world "$world" $(script 1) || { echo "$state" && return 1; }
    all_is_well "$world"
    n=$((n + 1))
  done
  walked 1 "$n"
}

@test "1 makes the stack again where it holds nothing, without a question" {
  local world state
  for state in ROLLBACK_COMPLETE ROLLBACK_IN_PROGRESS REVIEW_IN_PROGRESS DELETE_IN_PROGRESS; do
    world=$(copy_world "$WORLDS/made" trial)
    put "$world" stack "$ENVIRONMENT" "$state"
    # shellcheck disable=SC2046
    succeed_in_world "$world" $(script 1) || { echo "$state" && return 1; }
    all_is_well "$world"
  done
  walked 1 4
}

@test "1 does not delete the database without its own question, which names the orders, --yes or not" {
  local world state secret n=0
  secret=$(secret_of "$WORLDS/made")
  for state in $(to_walk stack replace | grep -v '^ROLLBACK_COMPLETE$') DELETE_FAILED; do
    world=$(copy_world "$WORLDS/made" trial)
    put "$world" stack "$ENVIRONMENT" "$state"
    # shellcheck disable=SC2046
    in_world "$world" $(script 1)
    echo "$output"
    [ "$status" -eq 1 ]
    [[ ${lines[-1]} == *"there is no terminal to ask on: The stack java-sample-app is $state: it can only be deleted and made again, \
with the database java-sample-app and all orders in it. Delete it?" ]]
    [ "$(secret_of "$world")" = "$secret" ]
    n=$((n + 1))
  done
  # shellcheck disable=SC2046
  on_terminal "$world" n $(script 1)
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output == *"nothing was changed"* ]]
  [ "$(secret_of "$world")" = "$secret" ]
  # shellcheck disable=SC2046
  on_terminal "$world" y $(script 1)
  echo "$output"
  [ "$status" -eq 0 ]
  all_is_well "$world"
  [ "$(secret_of "$world")" != "$secret" ]
  walked 1 "$n"
}

@test "1 makes a cluster again that is gone or failed, with the database in its network only after the question" {
  local world state n=0
  world=$(copy_world "$WORLDS/made" network) # where the database is not there yet
  put "$world" cluster "$ENVIRONMENT" FAILED
  # shellcheck disable=SC2046
  in_world "$world" $(script 1)
  [ "$status" -eq 1 ]
  [[ $output == *"the database java-sample-app and all orders in it"* ]]
  put "$world" cluster "$ENVIRONMENT" ACTIVE
  succeed_in_world "$world" aws cloudformation delete-stack --stack-name "$ENVIRONMENT" --region "$REGION"
  succeed_in_world "$world" aws cloudformation wait stack-delete-complete --stack-name "$ENVIRONMENT" --region "$REGION"
  for state in FAILED DELETING gone CREATE_FAILED ROLLBACK_COMPLETE ROLLBACK_FAILED DELETE_FAILED DELETE_IN_PROGRESS; do
    [[ ${EVERY:-} == 1 || $state == FAILED || $state == gone || $state == ROLLBACK_COMPLETE ]] || continue
    world=$(copy_world "$WORLDS/network" trial)
    case $state in
    FAILED | DELETING | gone) put "$world" cluster "$ENVIRONMENT" "$state" ;;
    *)
      put "$world" stack "$NODES_STACK" gone
      put "$world" cluster "$ENVIRONMENT" gone
      put "$world" stack "$CLUSTER_STACK" "$state"
      ;;
    esac
    # shellcheck disable=SC2046
    succeed_in_world "$world" $(script 1) || { echo "$state" && return 1; }
    all_is_well "$world"
    n=$((n + 1))
  done
  walked 1 "$n"
}

@test "1 leaves a cluster alone that it did not make" {
  local world
  world=$(copy_world "$WORLDS/network" trial)
  put "$world" cluster "$ENVIRONMENT" ACTIVE
  double "$world" put '{"part": "stack", "name": "eksctl-java-sample-app-cluster", "status": "REVIEW_IN_PROGRESS"}' >/dev/null
  double "$world" cluster '{"name": "java-sample-app"}' >/dev/null
  # shellcheck disable=SC2046
  in_world "$world" $(script 1)
  echo "$output"
  [ "$status" -eq 1 ]
  [[ $output == *"there is a cluster java-sample-app that these scripts did not make"* ]]
}

@test "2 goes on from every rollout, and from a namespace that is going" {
  local world reason file before
  for reason in $(to_walk rollout '.*'); do
    world=$(copy_world "$FIRST_WORLD" trial)
    file=$world/state/kubernetes.json
    jq ".objects[\"Deployment/orders/order-api\", \"Deployment/orders/delivery-api\"].reason = \"$reason\"" "$file" >"$file.new"
    mv "$file.new" "$file"
    # shellcheck disable=SC2046
    succeed_in_world "$world" $(script 2) --skip-build || { echo "$reason" && return 1; }
    jq -e '[.objects[] | select(.kind == "Deployment" and .metadata.name != "load") | .reason] | unique == ["NewReplicaSetAvailable"]' "$file"
    walked 2 1
  done
  jq '.objects["Namespace//orders"] |= . + {"looks left": 2, status: {phase: "Terminating"}}' "$file" >"$file.new"
  mv "$file.new" "$file"
  # shellcheck disable=SC2046
  succeed_in_world "$world" $(script 2) --skip-build
  jq -e '.objects["Deployment/orders/order-api"].reason == "NewReplicaSetAvailable"' "$file"
  walked 2 1
}

@test "3 goes on from every state of the add-on" {
  local world state
  for state in $(to_walk addon '.*'); do
    world=$(copy_world "$FIRST_WORLD" trial)
    put "$world" addon amazon-cloudwatch-observability "$state"
    # shellcheck disable=SC2046
    succeed_in_world "$world" $(script 3) || { echo "$state" && return 1; }
    double "$world" state | jq -e '.addons["amazon-cloudwatch-observability"] | .status == "ACTIVE" and .addonVersion == "v6.4.0-eksbuild.2"'
    walked 3 1
  done
}

@test "5 goes on from every state of its stack" {
  local world state
  for state in $(to_walk stack '.*'); do
    world=$(copy_world "$FIRST_WORLD" trial)
    put "$world" stack "$ENVIRONMENT-observability" "$state"
    # shellcheck disable=SC2046
    succeed_in_world "$world" $(script 5) || { echo "$state" && return 1; }
    all_is_well "$world"
    walked 5 1
  done
}

@test "9 leaves nothing from any state of any part" {
  local world n walk=() addons=() nodes=() clusters=(ACTIVE UPDATING FAILED DELETING CREATING PENDING)
  mapfile -t walk < <(to_walk stack '.*')
  mapfile -t addons < <(to_walk addon '.*')
  mapfile -t nodes < <(to_walk nodegroup '.*')
  for ((n = 0; n < ${#walk[@]} || n < ${#addons[@]} || n < ${#nodes[@]}; n++)); do
    if [[ ${clusters[n % ${#clusters[@]}]} =~ FAILED|DELETING ]]; then
      world=$(copy_world "$WORLDS/made" trial) # in a cluster that failed or goes nothing runs
    else
      world=$(copy_world "$FIRST_WORLD" trial)
      put "$world" addon amazon-cloudwatch-observability "${addons[n % ${#addons[@]}]}"
      put "$world" stack "$ENVIRONMENT-observability" "${walk[(n + 1) % ${#walk[@]}]}"
    fi
    put "$world" cluster "$ENVIRONMENT" "${clusters[n % ${#clusters[@]}]}"
    put "$world" nodegroup nodes "${nodes[n % ${#nodes[@]}]}"
    put "$world" stack "$ENVIRONMENT" "${walk[n % ${#walk[@]}]}"
    # shellcheck disable=SC2046
    succeed_in_world "$world" $(script 9) || { echo "round $n, stack ${walk[n % ${#walk[@]}]}" && return 1; }
    nothing_is_left "$world"
  done
  walked 9 $((${#walk[@]} + ${#addons[@]} + ${#nodes[@]} + ${#clusters[@]}))
}

@test "9 needs no context of kubectl's, and takes its own away" {
  local world
  world=$(copy_world "$FIRST_WORLD" trial)
  [ "$(KUBECONFIG=$world/home/kubeconfig kubectl config get-contexts --output name | grep -c 'cluster/java-sample-app$')" -eq 1 ]
  KUBECONFIG=$world/home/kubeconfig kubectl config set-context mine --cluster mine --user mine
  KUBECONFIG=$world/home/kubeconfig kubectl config use-context mine
  # shellcheck disable=SC2046
  succeed_in_world "$world" $(script 9)
  [ "$(KUBECONFIG=$world/home/kubeconfig kubectl config get-contexts --output name)" = mine ]
  [ "$(KUBECONFIG=$world/home/kubeconfig kubectl config current-context)" = mine ]
  ! grep -q java-sample-app "$world/home/kubeconfig"
}

@test "6 and 7 with --restart follow the pods that stay" {
  local world
  world=$(copy_world "$FIRST_WORLD" trial)
  echo old-pods >"$world/state/switches"
  # shellcheck disable=SC2046
  succeed_in_world "$world" $(script 6) --restart
  # shellcheck disable=SC2046
  succeed_in_world "$world" $(script 7) --restart
}

@test "9 --dry-run knows every kind of thing that the road makes, and says what it cost so far" {
  local world kind subnet
  world=$(copy_world "$FIRST_WORLD" trial)
  local ours='Tags=[{Key=sample-environment,Value=java-sample-app}]'
  in_region() { succeed_in_world "$world" aws --region "$REGION" --output text "$@"; }
  in_region ec2 create-volume --availability-zone us-east-2a --size 1 --tag-specifications "ResourceType=volume,$ours" --query VolumeId
  in_region ec2 create-snapshot --volume-id "${lines[-1]}" --tag-specifications "ResourceType=snapshot,$ours"
  in_region ec2 describe-subnets --query 'Subnets[0].SubnetId'
  subnet=${lines[-1]}
  in_region ec2 create-network-interface --subnet-id "$subnet" \
    --tag-specifications 'ResourceType=network-interface,Tags=[{Key=cluster.k8s.amazonaws.com/name,Value=java-sample-app}]'
  in_region ec2 create-nat-gateway --subnet-id "$subnet" --connectivity-type private --tag-specifications "ResourceType=natgateway,$ours"
  in_region ec2 run-instances --image-id ami-12c6146b --subnet-id "$subnet" --tag-specifications "ResourceType=instance,$ours"
  # shellcheck disable=SC2046
  succeed_in_world "$world" $(script 9) --dry-run
  echo "$output"
  for kind in $(bash -c '. scripts/lib/cleanup.sh; echo "${KINDS[@]}"'); do
    grep -q "^$kind [^ ]" <<<"$output" || { echo "no $kind" && return 1; }
  done
  [[ $output =~ "It is 0."[0-9]" hours old and has cost about 0."[0-9]+" USD, or 0."[0-9]+" USD if its load ran all the time" ]]
}

@test "9 neither sees nor touches an environment whose name begins with this one's" {
  local world others
  world=$(copy_world "$FIRST_WORLD" trial)
  in_region() { succeed_in_world "$world" aws --region "$REGION" "$@"; }
  in_region cloudformation create-stack --stack-name eksctl-java-sample-app-b-cluster --template-body '{"Resources":{}}' \
    --tags Key=alpha.eksctl.io/cluster-name,Value=java-sample-app-b Key=sample-environment,Value=java-sample-app-b
  in_region logs create-log-group --log-group-name /aws/containerinsights/java-sample-app-b/application
  in_region ssm put-parameter --name /java-sample-app-b/mysql/pool-size --value 10 --type String
  in_region secretsmanager create-secret --name java-sample-app-b/mysql --secret-string '{}'
  in_region cloudwatch put-dashboard --dashboard-name java-sample-app-b --dashboard-body '{"widgets":[]}'
  in_region iam create-role --role-name java-sample-app-b-us-east-2-delivery-api --assume-role-policy-document '{}'
  # shellcheck disable=SC2046
  succeed_in_world "$world" $(script 9)
  echo "$output"
  [[ $output != *java-sample-app-b* ]]
  [[ $output == *"kubectl-context    none"*"What stays"*"costs nothing"* ]]
  others=$(alive "$world" | cut -d ' ' -f 1,2)
  [ "$(wc -l <<<"$others")" -eq 6 ] || { echo "$others" && return 1; }
  [ "$(grep -c java-sample-app-b <<<"$others")" -eq 6 ]
}
