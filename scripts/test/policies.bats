#!/usr/bin/env bats
# What the policies in infra/ allow, against what CloudFormation's handlers call (handlers.tsv) and IAM's limits. What the
# scripts themselves call is compared where they run, in road.bats and records.bats. Nothing is started here.

readonly ROAD=(infra/operator-policy.json infra/operator-policy-cluster.json)
readonly LAB=(infra/records-policy.json infra/records-policy-front-end.json)

load policies.bash

setup() {
  cd "$BATS_TEST_DIRNAME/../.."
}

# Prints the types of the resources in the templates $@.
types_in() {
  sed -n 's/^    Type: \(AWS::.*\)/\1/p' "$@" | grep -v '::Id$' | sort -u
}

# Prints the calls of the handlers of the types on standard input. Ends with 1 where one is not in the table.
calls_of_handlers() {
  local type calls
  while read -r type; do
    calls=$(awk -F '\t' -v type="$type" '$1 == type { print $3 }' scripts/test/handlers.tsv)
    [[ -n $calls ]] || { echo "not in handlers.tsv: $type" && return 1; }
    tr ' ' '\n' <<<"$calls"
  done
}

@test "the operator's policies allow what the handlers of the environment's stacks call" {
  types_in infra/environment.yaml infra/observability.yaml | calls_of_handlers >"$BATS_TEST_TMPDIR/calls"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/calls")" -gt 80 ]
  all_allowed "${ROAD[@]}" <"$BATS_TEST_TMPDIR/calls"
}

@test "the lab's policies allow what the handlers of its stack call" {
  types_in records/template.yaml | calls_of_handlers >"$BATS_TEST_TMPDIR/calls"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/calls")" -gt 80 ]
  all_allowed "${LAB[@]}" <"$BATS_TEST_TMPDIR/calls"
}

@test "each policy fits into a managed policy, with the longest name as well" {
  local file size
  for file in "${ROAD[@]}" "${LAB[@]}"; do
    size=$(jq -c . "$file" | sed "s/java-sample-app/$(printf 'n%.0s' {1..25})/g; s/records-lab/$(printf 'n%.0s' {1..20})/g" | tr -d '[:space:]' | wc -c)
    ((size <= 6144)) || { echo "$file: $size characters" && return 1; }
  done
}

@test "an action is allowed once in a policy's statement, and none is a whole service" {
  local file
  for file in "${ROAD[@]}" "${LAB[@]}"; do
    jq -e 'all(.Statement[]; .Action | if type == "array" then . else [.] end | . == unique)' "$file" >/dev/null
    jq -e '[.Statement[].Action | if type == "array" then .[] else . end | select(test("^\\*|:\\*"))] == []' "$file" >/dev/null
  done
}

@test "the policies of one environment give nothing in those of another" {
  jq -r '.Statement[] | select(.Condition == null) | .Resource | if type == "array" then .[] else . end' "${ROAD[@]}" |
    grep -vx '\*' | grep -v java-sample-app | sort -u >"$BATS_TEST_TMPDIR/others"
  diff "$BATS_TEST_TMPDIR/others" - <<'END'
arn:aws:iam::*:role/aws-service-role/*
arn:aws:rds:*:*:og:default*
arn:aws:ssm:*::parameter/aws/service/eks/*
END
}

@test "README.md and the walk-throughs name each policy's file" {
  local file
  for file in "${ROAD[@]}"; do
    grep -qF "$file" README.md
    grep -qF "$file" docs/eks-walkthrough.md
  done
  for file in "${LAB[@]}"; do
    grep -qF "$file" docs/records-lab.md
  done
}
