#!/usr/bin/env bash
# Tests the scripts and what they send to AWS, without an account: the real AWS CLI against moto, with stand-ins for eksctl,
# kubectl's cluster and docker. Takes about five minutes on two cores where GNU parallel is installed, else about nine.
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

require_test_tools() {
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

# One file beside the other where GNU parallel is there, which bats needs for it. Tests of one file stay in their order.
beside_each_other() {
  parallel --version 2>/dev/null | grep -q GNU || return 0
  printf '%s\n' --jobs "$(getconf _NPROCESSORS_ONLN)" --no-parallelize-within-files
}

main() {
  local jobs
  arguments "--all" "$@"
  [[ -z $ALL ]] || export EVERY=1
  require_test_tools
  jobs=$(beside_each_other)
  # shellcheck disable=SC2086  # one word each
  bats --timing $jobs scripts/test/{failures,road,states,preflight,records,arguments,scripts,manifests,policies,release}.bats
}

main "$@"
