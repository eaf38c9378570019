#!/usr/bin/env bash
# Makes the records lab on AWS: a bucket with the two bundles, and one CloudFormation stack with everything else: the front
# end on Elastic Beanstalk (one t3.small), the API, the function, the table, the dashboard, five alarms. Builds the project
# if need be. Takes about 10 minutes; run it again at any point, it goes on from there, and brings changes in.
#
# Usage: scripts/records/1-deploy.sh --region REGION [--prefix records-lab] [--email ADDRESS] [--agent-layer VERSION]
#                                    [--messaging] [--custom-metrics] [--chaos] [--dry-run] [--yes]
#   --region           where, like us-east-2
#   --prefix           what every name begins with, so that many people fit in one account
#   --email            where the alarms are mailed to, after a confirmation that arrives there
#   --agent-layer      version of AWS's OpenTelemetry layer for Java; without it, traces end at the function
#   --messaging        the function also sends each record to a queue
#   --custom-metrics   the function reports what it stored as metrics of its own
#   --chaos            the function can be told, in SSM, to be slow or to refuse
#   --dry-run          say what would be made and what it costs, and stop
#   --yes              do not ask
#
# What is left away in another run is switched off, but for the e-mail address. On this machine, scripts/records/local-up.sh
# starts the lab.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/../.."
. scripts/lib/script.sh
. scripts/lib/java.sh
. scripts/lib/states.sh
. scripts/lib/aws.sh
. scripts/lib/records.sh

readonly FUNCTION_BUNDLE=records/function/target/records-function-bundle.zip
readonly WEB_BUNDLE=records/web/target/records-web-bundle.zip

# Beanstalk puts its instance into the default network, which an account may have deleted.
require_network() {
  local vpc
  vpc=$(aws ec2 describe-vpcs --filters Name=is-default,Values=true --query 'Vpcs[].VpcId' --output text)
  [[ -n $vpc ]] || die "there is no default network in $REGION: aws ec2 create-default-vpc --region $REGION"
}

newest_platform() {
  aws elasticbeanstalk list-available-solution-stacks --output text --query \
    "SolutionStacks[?starts_with(@, '64bit Amazon Linux 2023') && ends_with(@, 'running Corretto 21')]" |
    tr '\t' '\n' | sort -V | tail -n 1
}

make_bucket() {
  local there
  there=$(aws s3api list-buckets --query "Buckets[?Name=='$BUCKET'].Name" --output text)
  [[ -n $there ]] || aws s3 mb "s3://$BUCKET" >/dev/null
  aws s3api put-bucket-tagging --bucket "$BUCKET" --tagging "TagSet=[{Key=$TAG,Value=$NAME}]"
}

# Uploads the file $1 under a name made of its content, and prints that name: CloudFormation sees no other change.
upload() {
  local name=${1##*/} key
  key=${name%.*}-$(git hash-object "$1" | cut -c 1-12).${name##*.}
  aws s3 cp --only-show-errors "$1" "s3://$BUCKET/$key" >&2
  echo "$key"
}

status_of_front_end() {
  curl --silent --output /dev/null --max-time 10 --write-out '%{http_code}' "$(front_end)" || true
}

main() {
  arguments "--region= --prefix= --email= --agent-layer= --messaging --custom-metrics --chaos --dry-run --yes" "$@"
  [[ -z $EMAIL || $EMAIL == ?*@?*.?* ]] || die "--email $EMAIL is not an e-mail address"
  [[ $AGENT_LAYER =~ ^[0-9]*$ ]] || die "--agent-layer $AGENT_LAYER is not a number"
  local parameters=("AgentLayerVersion=$AGENT_LAYER" "Messaging=${MESSAGING:-false}" "Chaos=${CHAOS:-false}"
    "CustomMetrics=${CUSTOM_METRICS:-false}" ${EMAIL:+"AlarmEmail=$EMAIL"})

  explain_failures
  use_lab curl git
  printf 'Records lab %s in %s, account %s. By estimates it costs about 0.03 USD an hour:\n' \
    "$PREFIX" "$REGION" "$ACCOUNT"
  say "one t3.small 0.021 and its public address 0.005, its disk 0.001; 3600 requests 0.02 while you send one a second"
  printf 'Will make or update: a bucket, the stack %s\n' "$NAME"
  end_dry_run
  confirm "Make it?"
  mkdir -p .records
  echo "$REGION" >".records/$PREFIX"
  BUCKET=$NAME-$ACCOUNT-$REGION

  step "The account"
  require_network
  local stack platform
  stack=$(stack_status "$NAME")
  case $stack in
  "" | REVIEW_IN_PROGRESS | ROLLBACK_COMPLETE | *_FAILED) # there will be a new one
    platform=$(newest_platform)
    [[ -n $platform ]] || die "Beanstalk offers no Corretto 21 on Amazon Linux 2023 in $REGION: take another region"
    say "$platform"
    parameters+=("SolutionStack=$platform")
    ;;
  esac
  step "The bundles"
  build_if_stale records/function records/web
  step "The bucket $BUCKET"
  make_bucket
  local function web
  function=$(upload "$FUNCTION_BUNDLE")
  web=$(upload "$WEB_BUNDLE")
  step "The stack $NAME"
  deploy_stack "$NAME" records/template.yaml "Prefix=$PREFIX" "CodeBucket=$BUCKET" "FunctionKey=$function" "WebKey=$web" \
    FunctionPresent=true "${parameters[@]}"
  step "The front end answers"
  await "the first record is stored" 300 200 status_of_front_end

  [[ -z $EMAIL ]] || printf 'Mail:      confirm the subscription that was sent to %s, or no alarm reaches you\n' "$EMAIL"
  printf 'Front end: %s\n' "$(front_end)"
  printf 'Dashboard: https://%s.console.aws.amazon.com/cloudwatch/home?region=%s#dashboards/dashboard/%s-Lab3_Dashboard\n' \
    "$REGION" "$REGION" "$PREFIX"
  printf 'Traces:    https://%s.console.aws.amazon.com/cloudwatch/home?region=%s#xray:service-map/map\n' "$REGION" "$REGION"
  printf 'Next: scripts/records/2-generate-traffic.sh\n'
}

main "$@"
