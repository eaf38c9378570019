#!/usr/bin/env bash
# Takes the records lab on AWS away, the stored records included, and then looks for what is left. Takes about 10 minutes;
# run it again at any point, it goes on from there.
#
# Usage: scripts/records/5-cleanup.sh [--dry-run] [--yes] [--prefix PREFIX] [--region REGION]
#   --dry-run   say what would be deleted, and stop
#   --yes       do not ask
#   --prefix, --region   which lab, if there are several
#
# Ends with 1 when anything is left. The bucket elasticbeanstalk-REGION-ACCOUNT stays: Beanstalk makes one for the account,
# and other environments use it. On this machine, scripts/records/local-down.sh stops the lab.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/../.."
. scripts/lib/script.sh
. scripts/lib/states.sh
. scripts/lib/aws.sh
. scripts/lib/cleanup.sh
. scripts/lib/records.sh

buckets() {
  aws s3api list-buckets --query "Buckets[?Name=='$NAME-$ACCOUNT-$REGION'].Name" --output text
}

# The function's group goes with the stack, Beanstalk's when the environment does; late lines may have made one again.
log_groups_of_lab() {
  local prefix
  for prefix in "/aws/lambda/$FUNCTION" "/aws/elasticbeanstalk/$WEB/"; do
    aws logs describe-log-groups --log-group-name-prefix "$prefix" --query 'logGroups[].logGroupName' --output text
  done
}

# Prints everything of the lab that AWS still has, one a line.
rest_of_lab() {
  {
    aws resourcegroupstaggingapi get-resources --tag-filters "Key=$TAG,Values=$NAME" \
      --query 'ResourceTagMappingList[].ResourceARN' --output text | tr '\t' '\n' | sed '/:instance\//d'
    # An instance keeps its tags for an hour after it is gone, so it is asked for by its state.
    aws ec2 describe-instances --filters "Name=tag:$TAG,Values=$NAME" \
      Name=instance-state-name,Values=pending,running,shutting-down,stopping,stopped \
      --query 'Reservations[].Instances[].InstanceId' --output text
    aws cloudformation describe-stacks --query "Stacks[?StackName=='$NAME'].StackName" --output text
    aws cloudwatch list-dashboards --dashboard-name-prefix "$PREFIX-Lab3_Dashboard" \
      --query 'DashboardEntries[].DashboardName' --output text
    log_groups_of_lab
    buckets
  } | tr '\t' '\n' | sed '/^$/d; /^None$/d' | sort -u
}

main() {
  arguments "--dry-run --yes --prefix= --region=" "$@"
  explain_failures
  use_lab
  printf 'Records lab %s in %s, account %s. Will delete, with everything in it:\n' "$PREFIX" "$REGION" "$ACCOUNT"
  rest_of_lab
  end_dry_run
  confirm "Delete it for good, and with it all records in the table?"

  local name
  step "The stack $NAME"
  delete_stack "$NAME"
  step "The bucket with the bundles, and log groups that outlived the stack"
  for name in $(buckets); do
    aws s3 rb --force "s3://$name" >/dev/null
  done
  for name in $(log_groups_of_lab); do
    ignore_not_found aws logs delete-log-group --log-group-name "$name"
  done
  step "The sweep"
  sweep rest_of_lab
  rm -f ".records/$PREFIX"
  rmdir .records 2>/dev/null || true
}

main "$@"
