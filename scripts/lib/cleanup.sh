# shellcheck shell=bash
# What scripts 8 and 9 take away, and how one sees that it is gone. To be sourced after aws.sh.

delete_load() {
  kubectl --namespace "$NAMESPACE" delete deployment,networkpolicy load --ignore-not-found >/dev/null
}

# Deletes the services, and waits for what AWS made for them: a load balancer and its network interfaces, which would keep
# the cluster's network from being deleted.
delete_workloads() {
  local vpc
  vpc=$(cluster resourcesVpcConfig.vpcId)
  live "namespace $NAMESPACE goes" kubectl delete namespace "$NAMESPACE" --ignore-not-found --timeout 10m
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
    if_there aws logs delete-log-group --log-group-name "$group"
  done
}

log_groups() {
  local prefix
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

# Prints everything of the environment that AWS still has, one a line.
whats_left() {
  {
    aws resourcegroupstaggingapi get-resources --tag-filters "Key=$TAG,Values=$NAME" \
      --query 'ResourceTagMappingList[].ResourceARN' --output text | tr '\t' '\n' | sed -E '/:(instance|natgateway)\//d'
    # These two keep their tags for an hour after they are gone, so they are asked for by their state.
    aws ec2 describe-instances --filters "Name=tag:$TAG,Values=$NAME" \
      Name=instance-state-name,Values=pending,running,shutting-down,stopping,stopped \
      --query 'Reservations[].Instances[].InstanceId' --output text
    aws ec2 describe-nat-gateways --filter "Name=tag:$TAG,Values=$NAME" Name=state,Values=pending,available,deleting \
      --query 'NatGateways[].NatGatewayId' --output text
    aws ssm get-parameters-by-path --path "/$NAME" --recursive --query 'Parameters[].Name' --output text
    aws cloudformation describe-stacks --output text --query \
      "Stacks[?StackName=='$NAME' || StackName=='$NAME-observability' || starts_with(StackName, 'eksctl-$NAME-')].StackName"
    log_groups
  } | tr '\t' '\n' | sed '/^$/d; /^None$/d' | sort -u
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
