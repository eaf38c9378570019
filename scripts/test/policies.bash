# shellcheck shell=bash
# Compares calls with what policies allow. To be loaded by bats files.

# Ends with 1, and names them, where the policies $@ do not allow each call (SERVICE:ACTION) on standard input.
all_allowed() {
  local call action allowed refused=()
  mapfile -t allowed < <(jq -r '.Statement[].Action | if type == "array" then .[] else . end' "$@")
  ((${#allowed[@]} > 0)) || return
  while read -r call; do
    for action in "${allowed[@]}"; do
      # shellcheck disable=SC2053  # the policy's asterisks mean the same here
      [[ $call == $action ]] && continue 2
    done
    refused+=("$call")
  done
  ((${#refused[@]} == 0)) || { echo "not allowed: ${refused[*]}" && return 1; }
}

# Prints the calls that the double of the world $1 noted, as IAM calls them.
calls_made() {
  jq -r '"\(.service):\(.operation)"' "$1/log/calls.jsonl" | sort -u | sed '/^sts:/d; /^unsigned:/d
    s/^elbv2:/elasticloadbalancing:/; s/^resourcegroupstaggingapi:/tag:/'
}
