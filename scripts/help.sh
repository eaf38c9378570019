#!/usr/bin/env bash
# Lists the scripts of this project, each with the first sentence of its own comment.
#
# Usage: scripts/help.sh
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/.."
. scripts/lib/script.sh

# Prints the first sentence of the comment on top of the script $1.
first_sentence() {
  sed -n '2,/^#$/s/^# \{0,1\}//p' "$1" | tr '\n' ' ' | sed -E 's/([.:]) .*/\1/; s/[.:]? *$/./'
}

main() {
  local script
  arguments "" "$@"
  for script in scripts/*.sh scripts/records/*.sh scripts/test/*.sh; do
    printf '%-38s %s\n' "$script" "$(first_sentence "$script")"
  done
  echo "--help tells the arguments of each; scripts/test/containers.sh has none."
}

main "$@"
