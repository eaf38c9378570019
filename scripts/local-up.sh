#!/usr/bin/env bash
# Builds the project if need be and runs all of it on this machine: MariaDB, an SSM endpoint, Zipkin, order-api and
# delivery-api with the OpenTelemetry agent, and Signals, the page that shows it all; all on 127.0.0.1. Needs a JDK 21 or newer, Maven 3.8 or newer, 2 GB of
# memory and 2 GB of disk; no Docker, no AWS account.
#
# Usage: scripts/local-up.sh [--detach]
#   --detach   return when everything is ready; scripts/local-down.sh stops it. Otherwise Ctrl-C does.
#
# Ports: 3000 the page, 4318 OTLP, 8080 order-api, 5000 delivery-api, 13306 MariaDB, 4566 SSM, 9411 Zipkin. Another one can
# be given in SIGNALS_PORT, OTLP_PORT, ORDER_API_PORT, DELIVERY_API_PORT, MYSQL_PORT, AWS_ENDPOINT_PORT, ZIPKIN_PORT; another
# folder for data and logs than .local in LOCAL_STATE_DIR; another AWS emulator than the built-in endpoint in
# AWS_ENDPOINT_URL; another collector of traces and metrics than the page in OTEL_EXPORTER_OTLP_ENDPOINT.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/java.sh
. scripts/lib/stack.sh

main() {
  arguments "--detach" "$@"
  start_stack "" order-api delivery-api load drill
}

main "$@"
