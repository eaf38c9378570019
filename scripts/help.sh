#!/usr/bin/env bash
# Lists every script of scripts/ and scripts/records/ with the first sentence of its header. `--help` of a script tells the rest.
#
# Usage: scripts/help.sh
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh

# Prints the header of the script $1 up to the end of its first sentence, in one line. A point ends it that a space follows.
first_sentence() {
  sed -n '2,/^#$/s/^# //p' "$1" | tr '\n' ' ' | sed 's/\. .*/./'
}

main() {
  local script
  arguments "" "$@"
  for script in scripts/*.sh scripts/records/*.sh; do
    printf '%s\n' "$script"
    first_sentence "$script" | fold -s -w 100 | sed 's/^/    /; s/ *$//'
    printf '\n'
  done
}

main "$@"
