#!/usr/bin/env bash
# Sends orders to order-api at a steady rate, whether or not the answers keep up.
#
# On this machine it shows how that goes while it runs, and ends with a summary. Every request is noted in a file, and
# there is an HTML report. Builds the project if need be; Ctrl-C ends it early, with a summary.
#
# On AWS the load generator runs in the cluster until scripts/8-build-cleanup.sh --traffic-only. Once Application Signals knows
# both services' operations, this makes their SLOs, the alarms and the dashboard. Takes about 10 minutes; safe to run again.
# Alarms, dashboard and what the load writes to CloudWatch cost: see infra/prices.tsv.
#
# Usage: scripts/5-generate-load.sh --local [--rate 60] [--duration 60] [--burst] [--out FOLDER]
#        scripts/5-generate-load.sh [--email ADDRESS] [--dry-run] [--name NAME] [--region REGION]
#   --local      to the services that scripts/local-up.sh started
#   --rate       orders per second, 1 to 2000 (1 to 200 with --burst)
#   --duration   seconds, 1 to 86400 (without it, 120 with --burst)
#   --burst      a minute at the rate and a minute at ten times the rate, by turns
#   --out        the folder for the results, otherwise one named after the time in .local/load
#   --email      where the alarms are mailed to, after a confirmation that arrives there
#   --dry-run    say what would be made on AWS, and stop
#   --name, --region   which environment on AWS, if there are several
#
# ORDER_API_PORT is order-api's port on this machine where it is not 8080; LOCAL_STATE_DIR another folder than .local.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/states.sh
. scripts/lib/aws.sh
. scripts/lib/local.sh
. scripts/lib/java.sh
. scripts/lib/target.sh
. scripts/lib/workloads.sh

load_this_machine() {
  build_if_stale load
  # The one quick compiler: the other would take the processor from the services for the first half minute.
  become_java -Xmx512m -jar load/target/load.jar \
    --target "http://127.0.0.1:$(local_setting ORDER_API_PORT 8080)" ${RATE:+--rate "$RATE"} ${DURATION:+--duration "$DURATION"} \
    ${BURST:+--burst} ${OUT:+--out "$OUT"}
}

# Prints "known" when Application Signals has seen the operation $2 of the service $1. Before that an SLO on it is refused.
operation() {
  local found now
  now=$(date +%s)
  found=$(aws application-signals list-service-operations --start-time $((now - 3600)) --end-time "$now" \
    --key-attributes "Type=Service,Name=$1,Environment=eks:$NAME/$NAMESPACE" \
    --query "ServiceOperations[?Name=='$2'].Name" --output text)
  echo "${found:+known}"
}

load_the_cluster() {
  [[ -z $EMAIL || $EMAIL == ?*@?*.?* ]] || die "--email $EMAIL is not an e-mail address"
  explain_failures
  use_environment kubectl=1.27
  require_cluster
  use_running_images
  printf 'Will make or update: the load generator in %s, the stack %s\n' "$NAME" "$NAME-observability"
  end_dry_run

  step "The load generator"
  apply_and_follow k8s/load load
  step "Application Signals hears of both operations"
  await "POST /api/orders of order-api" 1200 known operation order-api "POST /api/orders"
  await "POST /api/delivery of delivery-api" 1200 known operation delivery-api "POST /api/delivery"
  step "SLOs, alarms, dashboard"
  deploy_stack "$NAME-observability" infra/observability.yaml "EnvironmentName=$NAME" ${EMAIL:+"AlarmEmail=$EMAIL"}
  printf 'Look: https://%s.console.aws.amazon.com/cloudwatch/home?region=%s#application-signals:services\n' "$REGION" "$REGION"
  printf 'Next: scripts/6-introduce-fault.sh\n'
}

main() {
  arguments "--local local: --rate= --duration= --burst --out= aws: --email= --dry-run --name= --region=" "$@"
  if [[ -n $LOCAL ]]; then
    load_this_machine
  else
    load_the_cluster
  fi
}

main "$@"
