#!/usr/bin/env bats
# What the nine scripts do before they touch anything, and when someone stops them: one line that says what is wrong and
# what to do, and a status that is not 0.

load worlds.bash

setup_file() {
  begin_worlds
  # shellcheck disable=SC2046
  succeed_in_world "$FIRST_WORLD" $(script 1)
}

teardown_file() {
  end_worlds
}

# Runs script $1 with more arguments, and ends the test unless it says one line, which has $2 in it, and changes nothing.
says_one_line() {
  local n=$1 line=$2 before after
  before=$(alive "$FIRST_WORLD")
  # shellcheck disable=SC2046
  in_world "$FIRST_WORLD" $(script "$n") "${@:3}"
  echo "status $status: $output"
  ((status != 0 && ${#lines[@]} == 1)) && [[ $output == *"$line"* ]] || return
  after=$(alive "$FIRST_WORLD")
  [[ $after == "$before" ]]
}

# A PATH with the tools that the scripts use, but without the one named $1.
path_without() {
  local folder=$BATS_TEST_TMPDIR/without-$1 tool
  mkdir -p "$folder/real"
  for tool in bash sh env aws eksctl kubectl docker jq git curl sed awk grep sort tr tail head cat cut date mktemp rm mkdir \
    rmdir basename dirname sleep wc; do
    [[ $tool == "$1" ]] || ln -s "$(PATH=$WORLDS/bin:$PATH command -v "$tool")" "$folder/$tool"
  done
  [[ $1 == kubectl ]] || ln -s "$(command -v kubectl)" "$folder/real/kubectl" # for what the stand-in leaves to it
  printf '%s\n' "$folder:$folder/real"
}

@test "--help says what a script makes, how long it takes and what it costs" {
  local n name
  for n in 1 2 3 4 5 6 7 8 9; do
    name=$(script "$n" | cut -d ' ' -f 1)
    in_world "$FIRST_WORLD" "$name" --help
    [ "$status" -eq 0 ]
    [[ $output == *"Usage: $name"* ]]
    [[ $output == *[Tt]"akes "* ]] || { echo "$name: and the time?" && return 1; }
    # 4 makes nothing that costs, 8 and 9 take it away.
    ((n == 4 || n >= 8)) || [[ $output == *[Cc]ost* || $output == *bill* ]] || { echo "$name: and the cost?" && return 1; }
  done
}

@test "a missing tool is named" {
  local tool n
  for tool in 1:eksctl 3:kubectl 2:docker 2:jq 9:aws; do
    n=${tool%:*}
    TEST_PATH=$(path_without "${tool#*:}") says_one_line "$n" "${tool#*:} was not found: install it and run this again"
  done
}

@test "a tool that is too old is named, with the version that is needed" {
  sed 's/0\.230\.0/0.221.0/' "$WORLDS/bin/eksctl" >"$BATS_TEST_TMPDIR/eksctl"
  chmod +x "$BATS_TEST_TMPDIR/eksctl"
  cp "$WORLDS/bin/stand_in.py" "$BATS_TEST_TMPDIR"
  TEST_PATH=$BATS_TEST_TMPDIR:$WORLDS/bin:$PATH says_one_line 1 "eksctl is version 0.221.0: 0.222 or newer is needed"
}

@test "a region that is none is named" {
  says_one_line 2 "--region Ohio is not a region's name" --region Ohio
}

@test "a region where the environment is not is named" {
  says_one_line 2 "there is no cluster java-sample-app in us-west-2" --region us-west-2
}

@test "no region at all is asked for" {
  says_one_line 2 "say which region with --region" --name another
}

@test "an aws that lacks what is called is named, of either line of versions" {
  local version
  mkdir -p "$BATS_TEST_TMPDIR/old"
  for version in 2.15.62 1.33.44; do
    printf '#!/bin/sh\necho aws-cli/%s\n' "$version" >"$BATS_TEST_TMPDIR/old/aws"
    chmod +x "$BATS_TEST_TMPDIR/old/aws"
    TEST_PATH=$BATS_TEST_TMPDIR/old:$WORLDS/bin:$PATH says_one_line 2 "aws is version $version: $([[ $version == 2* ]] && echo 2.17 || echo 1.34) or newer"
  done
}

@test "a name that any service would refuse later is refused at once, and one that all take is not" {
  local name calls
  calls=$(calls_so_far "$FIRST_WORLD")
  for name in My_App lab- a--b default aws-lab ssmlab 1lab lab.b an-environment-of-26-letter; do
    says_one_line 1 "--name $name" --name "$name"
  done
  [ "$(calls_so_far "$FIRST_WORLD")" -eq "$calls" ]
  for name in a lab lab-2 environment-of-25-letters; do
    # shellcheck disable=SC2046
    succeed_in_world "$FIRST_WORLD" $(script 1) --dry-run --name "$name"
  done
  # The templates take the same names.
  local pattern
  for pattern in infra/environment.yaml infra/observability.yaml; do
    grep -q 'AllowedPattern: ^\[a-z\]\[a-z0-9\]\*(-\[a-z0-9\]+)\*\$' "$FIRST_WORLD/project/$pattern"
    grep -q 'MaxLength: 25' "$FIRST_WORLD/project/$pattern"
  done
}

@test "expired credentials are named, and no other call is made" {
  local n calls
  for n in 1 2 3 4 5 6 7 8 9; do
    double "$FIRST_WORLD" fail '{"match": "sts.GetCallerIdentity", "code": "ExpiredToken", "status": 403}' >/dev/null
    calls=$(calls_so_far "$FIRST_WORLD")
    says_one_line "$n" "ExpiredToken"
    [ "$(calls_so_far "$FIRST_WORLD")" -eq $((calls + 1)) ]
  done
}

@test "kubectl that points at another cluster is named, with the way back" {
  local n
  cp "$FIRST_WORLD/home/kubeconfig" "$BATS_TEST_TMPDIR"
  sed -i.bak 's#server: .*#server: https://elsewhere.example#' "$FIRST_WORLD/home/kubeconfig"
  for n in 2 3 4 5 6 7 8; do
    says_one_line "$n" "kubectl points at https://elsewhere.example, not at java-sample-app: aws eks update-kubeconfig"
  done
  cp "$BATS_TEST_TMPDIR/kubeconfig" "$FIRST_WORLD/home"
}

@test "the script before this one is asked for where it was not run" {
  says_one_line 4 "the services are not deployed: scripts/2-build-deploy-app.sh"
  says_one_line 5 "the services are not deployed: scripts/2-build-deploy-app.sh"
}

@test "with nobody to ask nothing is deleted or paid for unless --yes is given" {
  local name before
  before=$(alive "$FIRST_WORLD")
  for name in 1-create-env 8-build-cleanup 9-cleanup-env; do
    in_world "$FIRST_WORLD" "scripts/$name.sh" --region "$REGION" </dev/null
    [ "$status" -eq 1 ]
    [[ ${lines[-1]} == "$name: there is no terminal to ask on: say --yes to go on without being asked" ]]
  done
  [[ $(alive "$FIRST_WORLD") == "$before" ]]
}

@test "Ctrl-C during a wait ends in one line, and leaves nothing running" {
  local world pid deadline=$((SECONDS + 60))
  world=$(copy_world "$FIRST_WORLD" interrupted)
  double "$world" set '{"looks": 100000}' >/dev/null # the add-on never comes up
  # A process group of its own that takes SIGINT, as a terminal's would; bats' background jobs ignore it.
  printf '%s\n' 'import os, signal, sys' 'signal.signal(signal.SIGINT, signal.SIG_DFL)' 'os.setsid()' \
    'open(sys.argv[1], "w").write(str(os.getpid()))' 'os.execvp(sys.argv[2], sys.argv[2:])' >"$BATS_TEST_TMPDIR/terminal.py"
  # shellcheck disable=SC2046
  (in_world "$world" python3 "$BATS_TEST_TMPDIR/terminal.py" "$BATS_TEST_TMPDIR/pid" $(script 3) &&
    printf '%s\n' "$status" "$output" >"$BATS_TEST_TMPDIR/result") 3>&- &
  until grep -qs DescribeAddon "$world/log/calls.jsonl"; do
    ((SECONDS < deadline))
    sleep 0.1
  done
  pid=$(<"$BATS_TEST_TMPDIR/pid")
  kill -INT -- "-$pid"
  until_there -s "$BATS_TEST_TMPDIR/result"
  cat "$BATS_TEST_TMPDIR/result"
  [ "$(head -n 1 "$BATS_TEST_TMPDIR/result")" -ne 0 ]
  [[ $(tail -n 1 "$BATS_TEST_TMPDIR/result") == "3-setup-cloudwatch-agent, step "*": interrupted; run it again to go on" ]]
  [ "$(grep -c -i interrupt "$BATS_TEST_TMPDIR/result")" -eq 1 ]
  while kill -0 -- "-$pid" 2>/dev/null; do
    ((SECONDS < deadline)) || { ps -o pid,args -g "$pid" && return 1; }
    sleep 0.1
  done
}
