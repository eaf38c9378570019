# shellcheck shell=bash
# What scripts 8 and 9 take away, and how one sees that it is gone. To be sourced after states.sh and aws.sh.

delete_load() {
  kubectl --namespace "$NAMESPACE" delete deployment,networkpolicy load --ignore-not-found >/dev/null
}

# Deletes the services, and waits for what AWS made for them: a load balancer and its network interfaces, which would keep
# the cluster's network from being deleted.
delete_workloads() {
  local vpc
  vpc=$(cluster resourcesVpcConfig.vpcId)
  with_progress "namespace $NAMESPACE goes" kubectl delete namespace "$NAMESPACE" --ignore-not-found --timeout 10m
  await "load balancers of the cluster go" 900 "" load_balancers "$vpc"
  await "their network interfaces go" 900 "" load_balancer_interfaces "$vpc"
}

load_balancers() {
  aws elbv2 describe-load-balancers --query "LoadBalancers[?VpcId=='$1'].LoadBalancerName" --output text
}

load_balancer_interfaces() {
  aws ec2 describe-network-interfaces --filters "Name=vpc-id,Values=$1" 'Name=description,Values=ELB *' \
    --query 'NetworkInterfaces[].NetworkInterfaceId' --output text
}

delete_log_groups() {
  local group groups
  groups=$(log_groups) # a failure in the line below would go by unseen
  for group in $groups; do
    ignore_not_found aws logs delete-log-group --log-group-name "$group"
  done
}

log_groups() {
  local prefix
  # shellcheck disable=SC2153  # set by use_environment
  for prefix in "/aws/containerinsights/$NAME/" "/aws/eks/$NAME/"; do
    aws logs describe-log-groups --log-group-name-prefix "$prefix" --query 'logGroups[].logGroupName' --output text
  done
}

# Script 6 puts parameters that no stack knows.
delete_parameters_left() {
  local names
  names=$(aws ssm get-parameters-by-path --path "/$NAME" --recursive --query 'Parameters[].Name' --output text)
  # shellcheck disable=SC2086  # one word each
  [[ -z $names ]] || aws ssm delete-parameters --names $names >/dev/null
}

# Every kind of thing that the nine scripts, eksctl, the cluster's controllers and the agents can make.
readonly KINDS=(stack cluster tagged instance nat-gateway load-balancer network-interface volume snapshot database backup secret
  parameter role log-group dashboard anomaly-detector objective kubectl-context)

# Prints what there still is of the kind $1. Another environment may have a name that begins with this one's: everything is
# found by a whole name, by a path or by a tag.
find_kind() {
  local of_us="Name=tag:$TAG,Values=$NAME" role
  case $1 in
  stack)
    aws cloudformation describe-stacks --output text --query "Stacks[?StackName=='$NAME' ||
      StackName=='$NAME-observability' || Tags[?Key=='alpha.eksctl.io/cluster-name' && Value=='$NAME']].StackName"
    ;;
  cluster) cluster name ;;
  tagged)
    aws resourcegroupstaggingapi get-resources --tag-filters "Key=$TAG,Values=$NAME" \
      --query 'ResourceTagMappingList[].ResourceARN' --output text | tr '\t' '\n' | sed -E '/:(instance|natgateway)\//d'
    ;;
  # These two keep their tags for an hour after they are gone, so they are asked for by their state.
  instance)
    aws ec2 describe-instances --query 'Reservations[].Instances[].InstanceId' --output text --filters "$of_us" \
      Name=instance-state-name,Values=pending,running,shutting-down,stopping,stopped
    ;;
  nat-gateway)
    aws ec2 describe-nat-gateways --query 'NatGateways[].NatGatewayId' --output text --filter "$of_us" \
      Name=state,Values=pending,available,deleting
    ;;
  load-balancer)
    aws resourcegroupstaggingapi get-resources --resource-type-filters elasticloadbalancing:loadbalancer \
      --tag-filters "Key=kubernetes.io/cluster/$NAME" --query 'ResourceTagMappingList[].ResourceARN' --output text
    ;;
  network-interface)
    aws ec2 describe-network-interfaces --query 'NetworkInterfaces[].NetworkInterfaceId' --output text \
      --filters "Name=tag:cluster.k8s.amazonaws.com/name,Values=$NAME"
    aws ec2 describe-network-interfaces --query 'NetworkInterfaces[].NetworkInterfaceId' --output text \
      --filters "Name=description,Values=Amazon EKS $NAME"
    ;;
  volume) aws ec2 describe-volumes --filters "$of_us" --query 'Volumes[].VolumeId' --output text ;;
  snapshot)
    aws ec2 describe-snapshots --owner-ids self --filters "$of_us" --query 'Snapshots[].SnapshotId' --output text
    ignore_not_found aws rds describe-db-snapshots --db-instance-identifier "$NAME" \
      --query 'DBSnapshots[].DBSnapshotIdentifier' --output text
    ;;
  database)
    ignore_not_found aws rds describe-db-instances --db-instance-identifier "$NAME" \
      --query 'DBInstances[].DBInstanceIdentifier' --output text
    ;;
  backup)
    ignore_not_found aws rds describe-db-instance-automated-backups --db-instance-identifier "$NAME" \
      --query 'DBInstanceAutomatedBackups[].DBInstanceIdentifier' --output text
    ;;
  secret)
    aws secretsmanager list-secrets --include-planned-deletion --filters "Key=name,Values=$NAME/" \
      --query "SecretList[?starts_with(Name, '$NAME/')].Name" --output text
    ;;
  parameter) aws ssm get-parameters-by-path --path "/$NAME" --recursive --query 'Parameters[].Name' --output text ;;
  role)
    for role in "$NAME-$REGION-delivery-api" "$NAME-$REGION-cloudwatch-agent"; do
      ignore_not_found aws iam get-role --role-name "$role" --query Role.RoleName --output text
    done
    ;;
  log-group) log_groups ;;
  dashboard)
    aws cloudwatch list-dashboards --dashboard-name-prefix "$NAME" --output text \
      --query "DashboardEntries[?DashboardName=='$NAME'].DashboardName"
    ;;
  anomaly-detector)
    aws cloudwatch describe-anomaly-detectors --namespace ApplicationSignals --output text --query \
      "AnomalyDetectors[].SingleMetricAnomalyDetector[] | [?Dimensions[?Value=='eks:$NAME/$NAMESPACE']].MetricName"
    ;;
  objective)
    aws application-signals list-service-level-objectives --output text \
      --query "SloSummaries[?KeyAttributes.Environment=='eks:$NAME/$NAMESPACE'].Name"
    ;;
  kubectl-context) contexts_of_cluster | cut -d ' ' -f 1 ;;
  esac
}

# Prints everything of the environment that there still is, one a line: its kind, and its name.
whats_left() {
  local kind found
  for kind in "${KINDS[@]}"; do
    found=$(find_kind "$kind") # a failure in the line below would go by unseen
    tr '\t' '\n' <<<"$found" | sed "/^\$/d; /^None\$/d; s/^/$kind /" | sort -u
  done
}

# Prints name, cluster and user of each context in kubectl's configuration that leads to the cluster.
contexts_of_cluster() {
  kubectl config view --output json | jq -r --arg arn ":eks:$REGION:$ACCOUNT:cluster/$NAME" '
    .contexts[]? | select(.context.cluster | endswith($arn)) | "\(.name) \(.context.cluster) \(.context.user)"'
}

# Takes the cluster out of kubectl's configuration.
forget_cluster() {
  local contexts name cluster user
  contexts=$(contexts_of_cluster)
  [[ -n $contexts ]] || return 0
  while read -r name cluster user; do
    [[ $(kubectl config view --output 'jsonpath={.current-context}') != "$name" ]] ||
      kubectl config unset current-context >/dev/null
    kubectl config delete-context "$name" >/dev/null
    kubectl config delete-cluster "$cluster" >/dev/null
    kubectl config delete-user "$user" >/dev/null
  done <<<"$contexts"
}

# Prints name and size in bytes of the log groups that all environments of the account share.
kept_log_groups() {
  local prefix
  for prefix in /aws/application-signals/ /aws/service-events/; do
    aws logs describe-log-groups --log-group-name-prefix "$prefix" --query 'logGroups[].[logGroupName,storedBytes]' --output text
  done
}

# Prints what the environment used and leaves in the account on purpose, since it is the account's, and what that costs.
whats_kept() {
  local group bytes groups channels
  groups=$(kept_log_groups) # a failure in the loop below would go by unseen
  say "role AWSServiceRoleForCloudWatchApplicationSignals: costs nothing"
  channels=$(aws cloudtrail list-channels --query "Channels[?starts_with(Name, 'aws-service-channel/application-signals')].Name" \
    --output text | tr '\t' '\n' | sed 's/^None$//')
  say "CloudTrail's service-linked channel ${channels:-(none was found)}: costs nothing"
  while read -r group bytes; do
    [[ -z $group || $group == None ]] || say "log group $group: $bytes bytes, at about 0.03 USD a month for each GB"
  done <<<"$groups"
  say "metrics, for 15 months, and traces, for 30 days: cost nothing; they cannot be deleted"
}

# Prints how old the environment is and what it has cost until now, between the least and the most, by infra/prices.tsv.
show_cost_so_far() {
  local stack made="" now
  for stack in "eksctl-$NAME-cluster" "$NAME"; do
    [[ -n $made ]] || made=$(ignore_not_found aws cloudformation describe-stacks --stack-name "$stack" \
      --query 'Stacks[0].CreationTime' --output text)
  done
  [[ -n $made ]] || return 0
  now=$(date +%s)
  made=$(jq -n --arg made "$made" '$made[0:19] + "Z" | fromdate')
  awk -F '\t' -v hours="$(((now - made) / 36))" '
    /^#/ { always = /^# Always/; next }
    { all += $3 * $4; if (always) least += $3 * $4 }
    END { hours /= 100
      printf "It is %.1f hours old and has cost about %.2f USD, ", hours, hours * least
      printf "or %.2f USD if its load ran all the time (estimate, infra/prices.tsv).\n", hours * all }' infra/prices.tsv
}

# Waits until the command $@, which prints what is left, prints nothing. Tags of what is gone are listed for some minutes yet.
sweep() {
  local left most=${SWEEP_SECONDS:-600} begin=$SECONDS
  while true; do
    left=$("$@")
    [[ -n $left ]] || break
    if ((SECONDS - begin >= most)); then
      printf '%s\n' "$left"
      die "the above is left: look at each in the console, and run this again"
    fi
    live_line "nothing is left" "$begin" "$(wc -l <<<"$left") listed yet"
    sleep "${POLL_SECONDS:-15}"
  done
  end_live_line "nothing is left that carries the tag $TAG=$NAME or the name $NAME"
}
