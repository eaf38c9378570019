#!/usr/bin/env bash
# Makes the environment on AWS: an EKS cluster with two nodes, and one CloudFormation stack with a MySQL database, its
# secret, image repositories, the pool's parameters in SSM, roles and log groups. Prints what it costs and asks first.
# Takes about 30 minutes; run it again at any point, it goes on from there.
#
# Usage: scripts/1-create-env.sh --region REGION [--name java-sample-app] [--dry-run] [--yes]
#   --region    where, like us-east-2
#   --name      the name that everything made begins with
#   --dry-run   say what would be made and what it costs, and stop
#   --yes       do not ask
#
# Costs what the table says that it prints, infra/prices.tsv, from now until scripts/9-cleanup-env.sh.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
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
  local status rest
  status=$(cluster status)
  case $status in
  "")
    # A cluster that failed leaves its stack, which stands in the way of the next attempt.
    rest=$(stack_status "eksctl-$NAME-cluster")
    [[ -z $rest ]] || live "what a failed attempt left goes" eksctl delete cluster --name "$NAME" --region "$REGION" --wait
    live "cluster $NAME" from_description cluster
    ;;
  CREATING | UPDATING | ACTIVE)
    await "cluster $NAME" 1800 ACTIVE cluster status
    live "add-ons of the cluster" from_description addon
    live "nodes of the cluster" from_description nodegroup
    ;;
  *) die "the cluster is $status: remove it with scripts/9-cleanup-env.sh" ;;
  esac
  aws eks update-kubeconfig --name "$NAME" >/dev/null
  require_cluster
}

# Lets eksctl create its $1 from the cluster's description; what is there already stays as it is.
from_description() {
  fill <infra/cluster.yaml | eksctl create "$1" --config-file -
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
  use_environment eksctl=0.200 kubectl=1.27 jq=1.6
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
