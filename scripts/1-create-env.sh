#!/usr/bin/env bash
# Makes the environment on AWS: an EKS cluster with two nodes, and one CloudFormation stack with a MySQL database, its
# secret, image repositories, the pool's parameters in SSM, roles and log groups. Prints what it costs and asks first.
# Takes about 30 minutes; run it again at any point, it goes on from there.
#
# Usage: scripts/1-create-env.sh --region REGION [--name java-sample-app] [--dry-run] [--yes]
#   --region    where, like us-east-2
#   --name      the name that everything made begins with: small letters, digits and single hyphens, at most 25
#   --dry-run   say what would be made and what it costs, and stop
#   --yes       do not ask
#
# Costs what the table says that it prints, infra/prices.tsv, from now until scripts/9-cleanup-env.sh.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/states.sh
. scripts/lib/aws.sh

# Adds up infra/prices.tsv, section by section.
show_cost() {
  awk -F '\t' '
    function total() { printf "   %-57s %8.2f USD/h, %5.0f USD in 730 hours\n", "so far", sum, sum * 730 }
    /^#/ { if (sum) total(); print substr($0, 3); next }
    { sum += $3 * $4; printf "   %-20s %-36s %8.4f USD/h\n", $1, $3 " x " $2, $3 * $4 }
    END { total() }' infra/prices.tsv
}

make_cluster() {
  local stack=eksctl-$NAME-cluster plan_of_stack
  settle stack "stack $stack" 3600 stack_status "$stack"
  [[ $PLAN != repair ]] || roll_back "$stack"
  plan_of_stack=$PLAN
  settle cluster "cluster $NAME" 3600 cluster status
  case $plan_of_stack-$PLAN in
  go-go | make-make) ;;
  make-*) die "there is a cluster $NAME that these scripts did not make, without the stack $stack: take another --name" ;;
  *)
    remove_cluster
    PLAN="make"
    ;;
  esac
  if [[ $PLAN == make ]]; then
    with_progress "cluster $NAME" make_from_description cluster --write-kubeconfig=false
  else
    # Nodes come up with these three alone; the other add-ons come up on nodes alone.
    make_addons vpc-cni kube-proxy eks-pod-identity-agent
    make_nodes
    make_addons coredns metrics-server
  fi
  aws eks update-kubeconfig --name "$NAME" >/dev/null
  require_cluster
}

# Removes a cluster that cannot be repaired. The database is in its network, so it is removed as well.
remove_cluster() {
  say "the cluster is ${STATE:-gone}, its stack stands in the way of the next one: both go"
  settle stack "stack $NAME" 3600 stack_status "$NAME"
  [[ -z $STATE ]] || replace_stack "$NAME"
  with_progress "what is left of the cluster goes" eksctl delete cluster --name "$NAME" --region "$REGION" --wait
}

# Makes those of the cluster's add-ons $@ that are not there, and makes those again that failed. What they run stays meanwhile.
make_addons() {
  local addon
  for addon in "$@"; do
    settle addon "add-on $addon" 900 addon_status "$addon"
    case $PLAN in
    repair | replace) delete_addon "$addon" --preserve ;;
    esac
  done
  with_progress "add-ons $*" make_addons_of_description "$@"
}

make_addons_of_description() {
  # kubectl makes JSON of the YAML, which jq can read.
  fill_placeholders <infra/cluster.yaml | kubectl annotate --local --filename - --output json none- |
    jq '.addons |= map(select(.name | IN($ARGS.positional[])))' --args "$@" | eksctl create addon --config-file -
}

# eksctl takes whatever stack or node group it finds for one that is well, and waits for nothing.
make_nodes() {
  local stack=eksctl-$NAME-nodegroup-nodes plan_of_stack
  settle stack "stack $stack" 3600 stack_status "$stack"
  [[ $PLAN != repair ]] || roll_back "$stack"
  plan_of_stack=$PLAN
  settle nodegroup "node group" 3600 nodegroup_status
  [[ $plan_of_stack-$PLAN != go-go ]] || return 0
  say "the node group is ${STATE:-not there}: it is made again"
  delete_stack "$stack"
  with_progress "nodes of the cluster" make_from_description nodegroup
  settle nodegroup "node group" 3600 nodegroup_status
  [[ $PLAN == go ]] || die "the node group is $STATE: see aws eks describe-nodegroup --cluster-name $NAME --nodegroup-name nodes"
}

nodegroup_status() {
  ignore_not_found aws eks describe-nodegroup --cluster-name "$NAME" --nodegroup-name nodes --query nodegroup.status --output text
}

# Has eksctl create its $1 from the cluster's description, with the options $2...
make_from_description() {
  fill_placeholders <infra/cluster.yaml | eksctl create "$@" --config-file -
}

make_stack() {
  local vpc subnets group
  vpc=$(cluster resourcesVpcConfig.vpcId)
  group=$(cluster resourcesVpcConfig.clusterSecurityGroupId)
  subnets=$(aws ec2 describe-subnets --filters "Name=vpc-id,Values=$vpc" Name=tag:kubernetes.io/role/internal-elb,Values=1 \
    --query 'Subnets[].SubnetId' --output text)
  deploy_stack "$NAME" infra/environment.yaml "EnvironmentName=$NAME" "VpcId=$vpc" "SubnetIds=${subnets//$'\t'/,}" \
    "ClusterSecurityGroupId=$group"
}

main() {
  arguments "--region= --name= --dry-run --yes" "$@"
  explain_failures
  use_environment eksctl=0.222 kubectl=1.27 jq=1.6
  printf 'Environment %s in %s, account %s\n' "$NAME" "$REGION" "$ACCOUNT"
  show_cost
  printf 'Will make or update: the cluster %s with its nodes, the stack %s\n' "$NAME" "$NAME"
  end_dry_run
  confirm "Make it?"
  mkdir -p .eks
  echo "$REGION" >".eks/$NAME"

  step "The cluster"
  make_cluster
  step "The database, and what the services need beside it"
  make_stack
  printf 'Next: scripts/2-build-deploy-app.sh\n'
}

main "$@"
