#!/usr/bin/env bash
# Tests the scripts and what they send to AWS, without an account: the real AWS CLI against moto, with stand-ins for eksctl,
# kubectl's cluster and docker. Takes about five minutes.
#
# Usage: scripts/test/run.sh [--all]
#   --all   let every AWS call of the road fail in turn, not a sample of them; takes about half an hour
#
# Needs bats, jq, kubectl, git and curl, and what scripts/test/requirements.txt lists for Python 3.11 or newer. With
# EKSCTL_SCHEMA=FILE, eksctl's configuration is checked against its JSON schema (`eksctl utils schema` prints it).
set -Eeuo pipefail
SCRIPT=${BASH_SOURCE[0]} CDPATH=""
while [[ -L $SCRIPT ]]; do cd "$(dirname "$SCRIPT")" && SCRIPT=$(readlink "$(basename "$SCRIPT")"); done
cd -P "$(dirname "$SCRIPT")/../.."
. scripts/lib/script.sh

require_tools() {
  local tool missing
  for tool in bats jq kubectl git curl python3; do
    command -v "$tool" >/dev/null || die "$tool was not found: apt install bats jq git curl python3, and kubectl from https://kubernetes.io/docs/tasks/tools"
  done
  missing=$(
    python3 - <<'END'
import importlib.util
modules = {"awscli": "awscli", "flask": "moto[server]", "jsonschema": "jsonschema", "moto": "moto[server]", "yaml": "PyYAML"}
print(" ".join(sorted({p for m, p in modules.items() if not importlib.util.find_spec(m)})))
END
  )
  [[ -z $missing ]] || die "python3 lacks $missing: pip install -r scripts/test/requirements.txt"
}

main() {
  local file begin ran=() failed=0
  arguments "--all" "$@"
  [[ -z $ALL ]] || export EVERY=1
  require_tools
  for file in arguments scripts manifests policies road states failures preflight records; do
    [[ -f scripts/test/$file.bats ]] || continue
    begin=$SECONDS
    printf '\n== %s.bats\n' "$file"
    if bats "scripts/test/$file.bats"; then
      ran+=("$file.bats ($((SECONDS - begin)) s)")
    else
      ran+=("$file.bats ($((SECONDS - begin)) s): FAILED") failed=1
    fi
  done
  printf '\nRan:\n'
  printf '  %s\n' "${ran[@]}"
  return "$failed"
}

main "$@"
