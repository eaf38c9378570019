#!/usr/bin/env bash
# Proves a fault: sends 60 orders a second, introduces the fault after a baseline, restores normal, and judges whether the
# fault bit as predicted, whether the system recovered, and whether every acknowledged order is in the database. Takes
# about five minutes: 15 s of warm-up, baseline 30 s, fault 150 s, restored 30 s, then the evaluation. The page of the stack
# shows the phases, and its alarms and objectives are in the report.
#
# Usage: scripts/fault-drill.sh --local [--fault NAME] [--out FOLDER]
#   --local        on the laptop stack of scripts/local-up.sh
#   --fault NAME   one of those that scripts/6-introduce-fault.sh --list names; pool-exhaustion if not given
#   --out FOLDER   for report.json, report.html and all that was noted; otherwise one named after the time and the
#                  fault in .local/drill
#
# Ends with 0 when every check held, 1 when one did not, 2 when the drill could not begin. One drill runs at a time: a
# second one is refused. However it ends, Ctrl-C included, the fault is gone afterwards; Ctrl-C ends with a line that
# says so. ORDER_API_PORT, DELIVERY_API_PORT and SIGNALS_PORT are the ports where they are not 8080, 5000 and 3000;
# LOCAL_STATE_DIR another folder than .local.
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh
. scripts/lib/java.sh
. scripts/lib/local.sh

main() {
  FAILURE=2 # the drill could not begin
  arguments "--local --fault= --out=" "$@"
  [[ -n $LOCAL ]] || die "--local is required (see --help)"
  # The drill runs the load generator with its script.
  build_if_stale load drill
  ORDER_API_PORT=$(local_setting ORDER_API_PORT 8080)
  DELIVERY_API_PORT=$(local_setting DELIVERY_API_PORT 5000)
  SIGNALS_PORT=$(local_setting SIGNALS_PORT 3000)
  export ORDER_API_PORT DELIVERY_API_PORT SIGNALS_PORT
  become_java -Xmx256m -jar drill/target/drill.jar \
    --local ${FAULT:+--fault "$FAULT"} ${OUT:+--out "$OUT"}
}

main "$@"
