#!/usr/bin/env bash
# Sends orders to order-api at a steady rate, whether or not the answers keep up, shows how that goes while it runs, and
# ends with a summary. Every request is noted in a file, and there is an HTML report. Builds the project if need be.
#
# Usage: scripts/5-generate-load.sh --local [--rate 60] [--duration 60] [--burst] [--out FOLDER]
#   --local      to the services that scripts/local-up.sh started
#   --rate       orders per second, 1 to 2000 (1 to 200 with --burst)
#   --duration   seconds, 1 to 86400 (without it, 120 with --burst)
#   --burst      a minute at the rate and a minute at ten times the rate, by turns
#   --out        the folder for the results, otherwise one named after the time in .local/load
#
# Ctrl-C ends it early, with a summary. ORDER_API_PORT is order-api's port where it is not 8080; LOCAL_STATE_DIR another
# folder than .local.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib/java.sh
. scripts/lib/java.sh

main() {
  local on_this_machine=false rest=()
  while (($#)); do
    case "$1" in
    --local) on_this_machine=true ;;
    -h | --help) usage && exit ;;
    *) rest+=("$1") ;;
    esac
    shift
  done
  [[ $on_this_machine == true ]] || die "say where to with --local, the only target as yet; the cluster will be another"

  local jdk
  jdk=$(find_jdk)
  build_if_stale load # alone: the services' jars may be in use
  # The one quick compiler: the other would take the processor from the services for the first half minute.
  exec "$jdk/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m -jar load/target/load.jar \
    --target "http://127.0.0.1:${ORDER_API_PORT:-8080}" ${rest[@]+"${rest[@]}"}
}

main "$@"
