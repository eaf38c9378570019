#!/usr/bin/env bash
# Builds the records lab if need be and runs all of it on this machine: the front end and the gateway with the function
# behind it, both with the OpenTelemetry agent, DynamoDB Local, an SSM endpoint and Zipkin, all on 127.0.0.1. The alarms
# of records/template.yaml are evaluated as CloudWatch would. Needs a JDK 21 or newer, Maven 3.8 or newer, 1 GB of memory
# and 1 GB of disk; no Docker, no AWS account. The order services' stack may run beside it; they share Zipkin.
#
# Usage: scripts/records/local-up.sh [--detach]
#   --detach   return when everything is ready; scripts/records/local-down.sh stops it. Otherwise Ctrl-C does.
#
# Ports: 8090 front end, 8091 gateway, 8092 DynamoDB, 8093 SSM, 8095 the page, 8096 OTLP, 9411 Zipkin. Another one can be
# given in RECORDS_WEB_PORT, RECORDS_API_PORT, RECORDS_DYNAMODB_PORT, RECORDS_SSM_PORT, RECORDS_SIGNALS_PORT,
# RECORDS_OTLP_PORT, ZIPKIN_PORT; another folder for data and logs than .local in LOCAL_STATE_DIR.
#
# The extras are off unless asked for: RECORDS_SQS_PORT=8094 also starts ElasticMQ, to whose queue the function sends each
# record; CUSTOM_METRICS=true has it print metrics of its own, in .local/records/logs/records-api.log;
# CHAOS_PARAMETER=/records-lab/chaos has it follow slow-percent and refused-percent below that path in SSM.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/../.."
. scripts/lib/script.sh
. scripts/lib/java.sh
. scripts/lib/stack.sh

main() {
  arguments "--detach" "$@"
  start_stack records records/web local/lambda local/dynamodb local/sqs
}

main "$@"
