# shellcheck shell=bash
# The environment on AWS: its name and region, its cluster and stacks. To be sourced after script.sh.
#
# Everything in the account is found by its name, and each resource carries the tag sample-environment=NAME; all that is kept
# here is the region, in .eks/NAME.

# shellcheck disable=SC2034  # read by the scripts
readonly NAMESPACE=orders TAG=sample-environment

# The CloudWatch add-on, and the one place to raise its version. Other versions behave differently: read what changed, and
# look at each key of infra/cloudwatch-addon.json.
# shellcheck disable=SC2034
readonly ADDON=amazon-cloudwatch-observability ADDON_VERSION=6.4.0

# Settles which environment is meant, and who asks: by the arguments, or by the only one that was begun here.
use_environment() {
  local known=(.eks/*)
  if [[ -z $NAME ]]; then
    ((${#known[@]} == 1)) || die "there are several environments, ${known[*]#.eks/}: say which with --name"
    [[ ! -f ${known[0]} ]] || NAME=${known[0]#.eks/}
  fi
  NAME=${NAME:-java-sample-app}
  require_name --name "$NAME" 25
  use_region "$@"
}

# Ends unless all services that will have the name $2 of the argument $1 in one of theirs take it. $3: its maximum length.
require_name() {
  [[ $2 =~ ^[a-z][a-z0-9]*(-[a-z0-9]+)*$ ]] ||
    die "$1 $2: a small letter, then small letters, digits and single hyphens, no hyphen at the end"
  ((${#2} <= $3)) || die "$1 $2: at most $3 characters (CloudFormation would cut the names of its roles)"
  [[ $2 != default && $2 != aws* && $2 != ssm* ]] ||
    die "$1 $2 is reserved: RDS refuses default, Parameter Store what begins with aws or ssm"
}

# Settles the region of the environment NAME, and who asks. The arguments are those of need, for what a script uses beside
# aws.
use_region() {
  [[ -n $REGION || ! -f .eks/$NAME ]] || REGION=$(<".eks/$NAME")
  [[ -n $REGION ]] || die "say which region with --region: no environment $NAME was begun here"
  [[ $REGION =~ ^[a-z]{2}(-[a-z]+)+-[0-9]$ ]] || die "--region $REGION is not a region's name, like us-east-2"
  export AWS_REGION=$REGION AWS_DEFAULT_REGION=$REGION AWS_PAGER="" AWS_STS_REGIONAL_ENDPOINTS=regional
  require_tools bash=4.4 aws=1.34/2.17 "$@" # the first with application-signals, and add-ons with pod identities
  ACCOUNT=$(aws sts get-caller-identity --query Account --output text 2>&1) ||
    die "Cannot get the caller identity in $REGION: ${ACCOUNT##*$'\n'}"
  IMAGE_REGISTRY=$ACCOUNT.dkr.ecr.$REGION.amazonaws.com/$NAME
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
  ignore_not_found aws eks describe-cluster --name "$NAME" --query "cluster.$1" --output text
}

# Runs an aws command that asks for something; prints nothing when AWS says that it does not exist. What a command says that
# Ctrl-C ended (130) is a trace of Python's, and not shown: the script has its own line for that.
ignore_not_found() {
  local message status=0
  { message=$("$@" 2>&1 1>&3) || status=$?; } 3>&1
  ((status)) || return 0
  ((status != 130)) || return 130
  case $message in
  *NotFound* | *"does not exist"* | *NoSuch*) ;;
  *) printf '%s\n' "$message" >&2 && return "$status" ;;
  esac
}

# Fills the placeholders of the manifests and of the cluster's description.
fill_placeholders() {
  sed -e "s|\${ENVIRONMENT_NAME}|$NAME|g" -e "s|\${AWS_REGION}|$REGION|g" -e "s|\${IMAGE_REGISTRY}|$IMAGE_REGISTRY|g" \
    -e "s|\${IMAGE_TAG}|${IMAGE_TAG:-}|g" -e "s|\${MYSQL_HOST}|${MYSQL_HOST:-}|g" \
    -e "s|\${SECRET_VERSION}|${SECRET_VERSION:-}|g"
}

stack_status() {
  ignore_not_found aws cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].StackStatus' --output text
}

# Makes or updates the stack $1 from the template $2 with the parameters KEY=VALUE of $3..., whatever state it is in.
deploy_stack() {
  local stack=$1 template=$2
  shift 2
  settle stack "stack $stack" 3600 stack_status "$stack"
  case $PLAN in
  repair) roll_back "$stack" ;;
  replace) replace_stack "$stack" ;;
  esac
  with_progress "stack $stack" explain_stack_failure "$stack" aws cloudformation deploy --stack-name "$stack" --template-file "$template" \
    --capabilities CAPABILITY_NAMED_IAM --no-fail-on-empty-changeset --tags "$TAG=$NAME" --parameter-overrides "$@"
}

# Brings the stack $1, in STATE, whose update and perhaps its rollback failed, back to what it was before.
roll_back() {
  local action=continue-update-rollback
  [[ $STATE != UPDATE_FAILED ]] || action=rollback-stack
  say "stack $1 is $STATE: it is rolled back first"
  aws cloudformation "$action" --stack-name "$1" >/dev/null
  settle stack "stack $1" 3600 stack_status "$1"
  [[ $PLAN != go ]] || return 0
  show_why "$1"
  die "stack $1 is ${STATE:-gone}: correct what is named above and run it again"
}

# Deletes the stack $1, in STATE, which can only be made again. Where it still holds data it asks first, --yes or not.
replace_stack() {
  local data
  data=$(data_in_stack "$1")
  [[ -z $data ]] || ask "The stack $1 is $STATE: it can only be deleted and made again, with $data. Delete it?"
  delete_stack "$1"
}

# Prints what the stack $1 holds that cannot be made again, or nothing.
data_in_stack() {
  local resources type id all=""
  resources=$(aws cloudformation list-stack-resources --stack-name "$1" --output text --query \
    "StackResourceSummaries[?PhysicalResourceId && ResourceStatus!='DELETE_COMPLETE'].[ResourceType,PhysicalResourceId]")
  while read -r type id; do
    case $type in
    AWS::RDS::DBInstance) all+="${all:+ and }the database $id and all orders in it" ;;
    AWS::DynamoDB::Table) all+="${all:+ and }the table $id and all records in it" ;;
    esac
  done <<<"$resources"
  printf '%s\n' "$all"
}

# Deletes the stack $1 and waits; one that does not exist is no error.
delete_stack() {
  settle stack "stack $1" 3600 stack_status "$1" # what is under way, a deletion included, ends first
  [[ -n $STATE ]] || return 0
  aws cloudformation delete-stack --stack-name "$1"
  with_progress "stack $1 goes" explain_stack_failure "$1" aws cloudformation wait stack-delete-complete --stack-name "$1"
}

# Runs the command $2... and, when it fails, prints what that was and what the stack $1 failed at first.
explain_stack_failure() {
  local stack=$1
  shift
  "$@" && return
  # The CLI's own message need not say what it was doing.
  printf '%s of the stack %s failed\n' "${*:1:3}" "$stack"
  show_why "$stack"
  return 1
}

show_why() {
  ignore_not_found aws cloudformation describe-stack-events --stack-name "$1" --output text --query \
    "StackEvents[?ends_with(ResourceStatus,'FAILED')].[LogicalResourceId,ResourceStatusReason]" | tail -n 3
}

addon_status() {
  ignore_not_found aws eks describe-addon --cluster-name "$NAME" --addon-name "$1" --query addon.status --output text
}

# Deletes the add-on $1 and waits; with --preserve as $2 what it runs in the cluster stays.
delete_addon() {
  settle addon "add-on $1" 900 addon_status "$1"
  [[ -n $STATE ]] || return 0
  ignore_not_found aws eks delete-addon --cluster-name "$NAME" --addon-name "$@" >/dev/null
  await "add-on $1 goes" 900 "" addon_status "$1"
}
