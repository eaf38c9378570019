# shellcheck shell=bash
# The environment on AWS: its name and region, its cluster and stacks. To be sourced after script.sh.
#
# Everything in the account is found by its name, and each resource carries the tag sample-environment=NAME; all that is kept
# here is the region, in .eks/NAME.

# shellcheck disable=SC2034  # read by the scripts
readonly NAMESPACE=orders TAG=sample-environment

# Settles which environment is meant, and who asks: by the arguments, or by the only one that was begun here.
use_environment() {
  local known=(.eks/*)
  if [[ -z $NAME ]]; then
    ((${#known[@]} == 1)) || die "there are several environments, ${known[*]#.eks/}: say which with --name"
    [[ ! -f ${known[0]} ]] || NAME=${known[0]#.eks/}
  fi
  NAME=${NAME:-java-sample-app}
  [[ $NAME =~ ^[a-z][a-z0-9-]{0,29}$ ]] || die "--name $NAME: a small letter, then up to 29 of a-z, 0-9 and -"
  [[ -n $REGION || ! -f .eks/$NAME ]] || REGION=$(<".eks/$NAME")
  [[ -n $REGION ]] || die "say which region with --region: no environment $NAME was begun here"
  [[ $REGION =~ ^[a-z]{2}(-[a-z]+)+-[0-9]$ ]] || die "--region $REGION is not a region's name, like us-east-2"
  export AWS_REGION=$REGION AWS_DEFAULT_REGION=$REGION AWS_PAGER="" AWS_STS_REGIONAL_ENDPOINTS=regional
  # The rest of the arguments of need: tools that this script uses beside aws.
  need bash=4.4 aws=1.33 "$@"
  ACCOUNT=$(aws sts get-caller-identity --query Account --output text 2>&1) ||
    die "AWS does not answer who is asking, in $REGION: ${ACCOUNT##*$'\n'}"
  IMAGE_REGISTRY=$ACCOUNT.dkr.ecr.$REGION.amazonaws.com
}

# Ends unless the cluster is there and kubectl talks to it, and not to another one.
require_cluster() {
  local endpoint server
  endpoint=$(cluster endpoint)
  [[ -n $endpoint ]] || die "there is no cluster $NAME in $REGION: make it with scripts/1-create-env.sh, or give --region"
  server=$(kubectl config view --minify --output 'jsonpath={.clusters[0].cluster.server}' 2>/dev/null) || server="no cluster"
  [[ $server == "$endpoint" ]] ||
    die "kubectl points at $server, not at $NAME: aws eks update-kubeconfig --name $NAME --region $REGION"
}

# Prints the field $1 of the cluster (status, endpoint, resourcesVpcConfig.vpcId), or nothing when there is no cluster.
cluster() {
  if_there aws eks describe-cluster --name "$NAME" --query "cluster.$1" --output text
}

# Runs an aws command that asks for something; prints nothing when AWS says that it does not exist.
if_there() {
  local message status=0
  { message=$("$@" 2>&1 1>&3) || status=$?; } 3>&1
  ((status)) || return 0
  case $message in
  *NotFound* | *"does not exist"* | *NoSuch*) ;;
  *) printf '%s\n' "$message" >&2 && return "$status" ;;
  esac
}

# Fills the placeholders of the manifests and of the cluster's description.
fill() {
  sed -e "s|\${ENVIRONMENT_NAME}|$NAME|g" -e "s|\${AWS_REGION}|$REGION|g" -e "s|\${IMAGE_REGISTRY}|$IMAGE_REGISTRY|g" \
    -e "s|\${IMAGE_TAG}|${IMAGE_TAG:-}|g" -e "s|\${MYSQL_HOST}|${MYSQL_HOST:-}|g"
}

stack_status() {
  if_there aws cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].StackStatus' --output text
}

# Makes or updates the stack $1 from the template $2 with the parameters KEY=VALUE of $3...
deploy_stack() {
  local stack=$1 template=$2 status
  shift 2
  status=$(stack_status "$stack")
  case $status in
  ROLLBACK_COMPLETE | *_FAILED) delete_stack "$stack" ;; # what a failed attempt left can only be deleted
  esac
  live "stack $stack" or_why "$stack" aws cloudformation deploy --stack-name "$stack" --template-file "$template" \
    --capabilities CAPABILITY_NAMED_IAM --no-fail-on-empty-changeset --tags "$TAG=$NAME" --parameter-overrides "$@"
}

# Deletes the stack $1 and waits; one that does not exist is no error.
delete_stack() {
  local status
  status=$(stack_status "$1")
  [[ -n $status ]] || return 0
  aws cloudformation delete-stack --stack-name "$1"
  live "stack $1 goes" or_why "$1" aws cloudformation wait stack-delete-complete --stack-name "$1"
}

# Runs the command $2... and, when it fails, prints what that was and what the stack $1 failed at first.
or_why() {
  local stack=$1
  shift
  "$@" && return
  # The CLI's own message need not say what it was doing.
  printf '%s of the stack %s failed\n' "${*:1:3}" "$stack"
  if_there aws cloudformation describe-stack-events --stack-name "$stack" --output text --query \
    "StackEvents[?ends_with(ResourceStatus,'FAILED')].[LogicalResourceId,ResourceStatusReason]" | tail -n 3
  return 1
}

ADDON=amazon-cloudwatch-observability

addon_status() {
  if_there aws eks describe-addon --cluster-name "$NAME" --addon-name "$ADDON" --query addon.status --output text
}

delete_addon() {
  if_there aws eks delete-addon --cluster-name "$NAME" --addon-name "$ADDON" >/dev/null
  await "add-on goes" 900 "" addon_status
}
