#!/usr/bin/env bats
# What each script takes for arguments, and how it refuses others. Nothing is contacted, built or started: every program that
# could do that is replaced by one that fails and leaves a note.

# A copy of the scripts, in a path with a space.
setup_file() {
  export PROJECT="$BATS_FILE_TMPDIR/the project" CALLS="$BATS_FILE_TMPDIR/calls" BIN="$BATS_FILE_TMPDIR/bin"
  local tool
  mkdir -p "$PROJECT" "$BIN"
  cp -r "$BATS_TEST_DIRNAME/.." "$PROJECT/scripts"
  mkdir -p "$PROJECT/delivery-api/src/main/resources"
  cp "$BATS_TEST_DIRNAME/../../delivery-api/src/main/resources/faults.txt" "$PROJECT/delivery-api/src/main/resources"
  for tool in aws eksctl kubectl docker git jq curl mvn java javac wrk bats python3; do
    printf '#!/bin/sh\necho "%s $*" >>"%s"\nexit 97\n' "$tool" "$CALLS" >"$BIN/$tool"
    chmod +x "$BIN/$tool"
  done
}

setup() {
  cd "$PROJECT"
}

teardown() {
  [[ ! -e $CALLS ]] || { echo "these were called:" && cat "$CALLS" && rm "$CALLS" && return 1; }
}

scripts() {
  printf '%s\n' scripts/*.sh scripts/records/*.sh scripts/test/run.sh
}

# Prints the flags of the script $1 that match the pattern $2, without the =.
flags() {
  sed -n 's/^  arguments "\(.*\)" "\$@"$/\1/p' "$1" | tr ' ' '\n' | sed -n "s/^\(--$2\)\$/\1/p" | tr -d =
}

# Prints the flags of the script $1 in the section $2, local or aws.
flags_of() {
  sed -n 's/^  arguments "\(.*\)" "\$@"$/\1/p' "$1" | tr ' ' '\n' | sed -n "/^$2:\$/,/^[a-z]*:\$/s/^\(--[a-z-]*\)=\{0,1\}\$/\1/p"
}

# Runs the command with an empty environment, even without HOME.
clean() {
  status=0
  output=$(env -i PATH="$BIN:$PATH" "$@" 2>&1 </dev/null) || status=$?
}

# Ends the test unless the script $1 with the arguments $3... says only $2 after its own name, and ends with 1, the drill with 2.
refuses() {
  local script=$1 line expected=1
  line="$(basename "$1" .sh): $2"
  [[ $script != */fault-drill.sh ]] || expected=2
  shift 2
  clean "$script" "$@"
  [[ $status == "$expected" && $output == "$line" ]] && return
  printf '%s' "$script" && printf ' %q' "$@"
  printf '\nended with %s, not %s\nsaid:     %s\nexpected: %s\n' "$status" "$expected" "$output" "$line"
  return 1
}

# Reads rows: script | arguments | status | line; "..." stands for any text. The arguments are quoted as for a shell.
check_rows() {
  local script arguments expected line
  while IFS='|' read -r script arguments expected line; do
    eval "set -- $arguments"
    clean "scripts/${script// /}" "$@"
    line=${line# }
    # shellcheck disable=SC2053  # the asterisk is a pattern
    [[ $status == "${expected// /}" && $output == ${line//.../*} ]] ||
      { printf '%s %s\nended with %s\nsaid:     %s\nexpected: %s\n' "$script" "$arguments" "$status" "$output" "$line" && return 1; }
  done
}

@test "every script declares its arguments, in one line" {
  local script
  for script in $(scripts); do
    [ "$(grep -c '^  arguments "[^"]*" "\$@"$' "$script")" -eq 1 ] || { echo "$script" && return 1; }
  done
}

@test "--help and -h print the header, which names every flag and no other" {
  local script help
  for script in $(scripts); do
    clean "$script" --help
    [[ $status == 0 && $output == *"Usage: $script"* ]] || { echo "$script: $output" && return 1; }
    help=$output
    clean "$script" -h
    [[ $status == 0 && $output == "$help" ]]
    diff <(flags "$script" '[a-z-]*=\{0,1\}' | sort -u) \
      <(sed -n '/^Usage/,/^$/p' <<<"$help" | sed '/^  --/d' | grep -oE -e '--[a-z][a-z-]*' | sort -u) ||
      { echo "that was the usage of $script" && return 1; }
  done
}

@test "--help works through links, from another folder and by a relative path" {
  local script help way
  mkdir -p "$BATS_FILE_TMPDIR/other place/deeper"
  ln -s "$PROJECT/scripts" "$BATS_FILE_TMPDIR/folder"
  for script in $(scripts); do
    cd "$PROJECT"
    clean "$script" --help
    help=$output
    cd "$BATS_FILE_TMPDIR/other place"
    ln -sf "$PROJECT/$script" link
    ln -sf ../link deeper/link
    for way in link "$PWD/deeper/link" "../folder${script#scripts}" "../the project/$script"; do
      [[ -e $way ]] || { echo "there is no $way" && return 1; }
      if [[ $way == link ]]; then
        clean bash "$way" --help
      else
        clean "$way" --help
      fi
      [[ $status == 0 && $output == "$help" ]] || { printf '%s as %s:\n%s\n' "$script" "$way" "$output" && return 1; }
    done
  done
  # An exported CDPATH leads nowhere else.
  cd "$PROJECT"
  mkdir -p "$BATS_TEST_TMPDIR/elsewhere/scripts"
  clean env CDPATH="$BATS_TEST_TMPDIR/elsewhere" scripts/local-up.sh --help
  [[ $status == 0 && $output == *"Usage: scripts/local-up.sh"* ]]
}

@test "what is not declared is refused by its own name" {
  local script
  for script in $(scripts); do
    refuses "$script" "unknown argument --nonsense (see --help)" --nonsense
    refuses "$script" "unknown argument --nonsense (see --help)" --nonsense=5
    refuses "$script" "unknown argument word (see --help)" word
  done
}

@test "an unknown argument is named wherever it stands" {
  local script with flag
  for script in $(scripts); do
    with=()
    for flag in $(flags "$script" '[a-z-]*'); do with+=("$flag"); done
    for flag in $(flags "$script" '[a-z-]*='); do with+=("$flag" value); done
    ((${#with[@]})) || continue
    refuses "$script" "unknown argument --nonsense (see --help)" --nonsense "${with[@]}"
    refuses "$script" "unknown argument --nonsense (see --help)" "${with[@]}" --nonsense
    refuses "$script" "unknown argument word (see --help)" "${with[@]}" word --nonsense
  done
}

@test "a flag that needs a value is refused without one" {
  local script flag
  for script in $(scripts); do
    for flag in $(flags "$script" '[a-z-]*='); do
      refuses "$script" "$flag needs a value (see --help)" "$flag"
      refuses "$script" "$flag needs a value (see --help)" "$flag="
      refuses "$script" "$flag needs a value (see --help)" "$flag" --help
    done
  done
}

@test "a flag without a value is refused with one" {
  local script flag
  for script in $(scripts); do
    for flag in $(flags "$script" '[a-z-]*'); do
      refuses "$script" "$flag takes no value (see --help)" "$flag=true"
    done
  done
}

@test "a flag that is given twice is refused" {
  local script flag
  for script in $(scripts); do
    for flag in $(flags "$script" '[a-z-]*'); do
      refuses "$script" "$flag is given twice (see --help)" "$flag" "$flag"
    done
    for flag in $(flags "$script" '[a-z-]*='); do
      refuses "$script" "$flag is given twice (see --help)" "$flag" one "$flag=two"
    done
  done
}

@test "what goes with the other target is refused by name" {
  local script flag value
  for script in $(scripts); do
    for flag in $(flags_of "$script" local); do
      value=()
      [[ -z $(flags "$script" "${flag#--}=") ]] || value=(value)
      refuses "$script" "$flag needs --local (see --help)" "$flag" ${value[@]+"${value[@]}"}
    done
    for flag in $(flags_of "$script" aws); do
      value=()
      [[ -z $(flags "$script" "${flag#--}=") ]] || value=(value)
      refuses "$script" "$flag does not go with --local (see --help)" "$flag" ${value[@]+"${value[@]}"} --local
      refuses "$script" "$flag does not go with --local (see --help)" --local "$flag" ${value[@]+"${value[@]}"}
    done
  done
}

@test "each script says what is wrong in one line" {
  check_rows <<'ROWS'
1-create-env.sh         | --name=My_App                       | 1 | 1-create-env: --name My_App: a small letter, then small letters, digits and single hyphens, no hyphen at the end
1-create-env.sh         | --name My_App                       | 1 | 1-create-env: --name My_App: a small letter, then small letters, digits and single hyphens, no hyphen at the end
1-create-env.sh         | --yes --name lab --region=Ohio      | 1 | 1-create-env: --region Ohio is not a region's name, like us-east-2
1-create-env.sh         | --dry-run                           | 1 | 1-create-env: say which region with --region: ...
1-create-env.sh         | --local                             | 1 | 1-create-env: unknown argument --local (see --help)
2-build-deploy-app.sh   | --platform=vax                      | 1 | 2-build-deploy-app: --platform vax: linux/amd64, linux/arm64 or both
2-build-deploy-app.sh   | --platform                          | 1 | 2-build-deploy-app: --platform needs a value (see --help)
2-build-deploy-app.sh   | --platform linux/arm64 --skip-build | 1 | 2-build-deploy-app: --platform does not go with --skip-build (see --help)
2-build-deploy-app.sh   | --image-registry ghcr.io/a/b --skip-build | 1 | 2-build-deploy-app: --image-registry goes with neither --platform nor --skip-build (see --help)
2-build-deploy-app.sh   | --image-registry=ghcr.io/a/b:v1     | 1 | 2-build-deploy-app: --image-registry ghcr.io/a/b:v1: small letters, like ghcr.io/owner/repository, without a tag
2-build-deploy-app.sh   | --image-registry=ghcr.io            | 1 | 2-build-deploy-app: --image-registry ghcr.io: small letters, like ghcr.io/owner/repository, without a tag
2-build-deploy-app.sh   | --yes                               | 1 | 2-build-deploy-app: unknown argument --yes (see --help)
3-setup-cloudwatch-agent.sh | --region=Ohio                   | 1 | 3-setup-cloudwatch-agent: --region Ohio is not a region's name, like us-east-2
4-annotate-workloads.sh | --region=Ohio                       | 1 | 4-annotate-workloads: --region Ohio is not a region's name, like us-east-2
4-annotate-workloads.sh | --dry-run                           | 1 | 4-annotate-workloads: unknown argument --dry-run (see --help)
5-generate-load.sh      | --email=nobody                      | 1 | 5-generate-load: --email nobody is not an e-mail address
5-generate-load.sh      | --rate 3                            | 1 | 5-generate-load: --rate needs --local (see --help)
5-generate-load.sh      | --burst                             | 1 | 5-generate-load: --burst needs --local (see --help)
5-generate-load.sh      | --email a@b.c --local               | 1 | 5-generate-load: --email does not go with --local (see --help)
5-generate-load.sh      | --local --dry-run                   | 1 | 5-generate-load: --dry-run does not go with --local (see --help)
5-generate-load.sh      | --local --yes                       | 1 | 5-generate-load: unknown argument --yes (see --help)
6-introduce-fault.sh    | --fault=fire                        | 1 | 6-introduce-fault: there is no fault fire: take one of ...
6-introduce-fault.sh    | --local --fault                     | 1 | 6-introduce-fault: --fault needs a value (see --help)
6-introduce-fault.sh    | --list                              | 0 | pool-exhaustion ...
6-introduce-fault.sh    | --fault pool-exhaustion --list      | 1 | 6-introduce-fault: --list goes alone (see --help)
6-introduce-fault.sh    | --restart --local                   | 1 | 6-introduce-fault: --restart does not go with --local (see --help)
7-restore-normal.sh     | --restart --nonsense                | 1 | 7-restore-normal: unknown argument --nonsense (see --help)
7-restore-normal.sh     | --nonsense --restart                | 1 | 7-restore-normal: unknown argument --nonsense (see --help)
7-restore-normal.sh     | --local --restart                   | 1 | 7-restore-normal: --restart does not go with --local (see --help)
7-restore-normal.sh     | --local --name lab                  | 1 | 7-restore-normal: --name does not go with --local (see --help)
7-restore-normal.sh     | --region us-east-2 --local          | 1 | 7-restore-normal: --region does not go with --local (see --help)
8-build-cleanup.sh      | --traffic-only --nonsense           | 1 | 8-build-cleanup: unknown argument --nonsense (see --help)
8-build-cleanup.sh      | --traffic-only --name=My_App        | 1 | 8-build-cleanup: --name My_App: ...
9-cleanup-env.sh        | --yes --name=My_App --dry-run       | 1 | 9-cleanup-env: --name My_App: ...
9-cleanup-env.sh        | --name '' --yes                     | 1 | 9-cleanup-env: --name needs a value (see --help)
9-cleanup-env.sh        | --name --yes                        | 1 | 9-cleanup-env: --name needs a value (see --help)
bench.sh                | --quick now                         | 1 | bench: unknown argument now (see --help)
fault-drill.sh          | --fault slow-carrier                | 2 | fault-drill: --local is required (see --help)
fault-drill.sh          | --local --fault slow-carrier --fast | 2 | fault-drill: unknown argument --fast (see --help)
local-up.sh             | --detach --bogus                    | 1 | local-up: unknown argument --bogus (see --help)
local-up.sh             | --                                  | 1 | local-up: unknown argument -- (see --help)
local-up.sh             | -x                                  | 1 | local-up: unknown argument -x (see --help)
local-up.sh             | a=b                                 | 1 | local-up: unknown argument a=b (see --help)
local-up.sh             | ''                                  | 1 | local-up: unknown argument '' (see --help)
local-up.sh             | --help=me                           | 1 | local-up: --help takes no value (see --help)
local-up.sh             | --nonsense --help                   | 1 | local-up: unknown argument --nonsense (see --help)
local-down.sh           | now                                 | 1 | local-down: unknown argument now (see --help)
local-program.sh        | kill order-api                      | 1 | local-program: unknown argument kill (see --help)
local-program.sh        | stop                                | 1 | local-program: stop needs a PROGRAM (see --help)
local-program.sh        |                                     | 1 | local-program: nothing runs: start it with scripts/local-up.sh
records/local-program.sh | restart sqs                        | 1 | local-program: nothing runs: start it with scripts/records/local-up.sh
records/1-deploy.sh     | --email nobody                      | 1 | 1-deploy: --email nobody is not an e-mail address
records/1-deploy.sh     | --prefix lab                        | 1 | 1-deploy: say where: --region for a lab on AWS that was not begun here
records/1-deploy.sh     | --agent-layer=new                   | 1 | 1-deploy: --agent-layer new is not a number
records/1-deploy.sh     | --prefix=Anna --region us-east-2    | 1 | 1-deploy: --prefix Anna: a small letter, then small letters, digits and single hyphens, no hyphen at the end
records/2-generate-traffic.sh | --duration=0 --local          | 1 | 2-generate-traffic: --duration 0: seconds, 1 to 86400
records/2-generate-traffic.sh | --local --duration 0          | 1 | 2-generate-traffic: --duration 0: seconds, 1 to 86400
records/2-generate-traffic.sh | --local --prefix anna         | 1 | 2-generate-traffic: --prefix does not go with --local (see --help)
records/3-simulate-failure.sh | --delete --nonsense           | 1 | 3-simulate-failure: unknown argument --nonsense (see --help)
records/3-simulate-failure.sh | --delete --prefix=Anna        | 1 | 3-simulate-failure: --prefix Anna: ...
records/4-restore.sh    | --prefix=Anna                       | 1 | 4-restore: --prefix Anna: ...
records/4-restore.sh    | --name anna                         | 1 | 4-restore: unknown argument --name (see --help)
records/5-cleanup.sh    | --local                             | 1 | 5-cleanup: unknown argument --local (see --help)
records/5-cleanup.sh    | --prefix=Anna --dry-run             | 1 | 5-cleanup: --prefix Anna: ...
records/local-up.sh     | --detach --detach                   | 1 | local-up: --detach is given twice (see --help)
records/local-down.sh   | --detach                            | 1 | local-down: unknown argument --detach (see --help)
test/run.sh             | --all --every                       | 1 | run: unknown argument --every (see --help)
ROWS
}

@test "no flag comes from the environment" {
  local set=(LOCAL=true NAME=My_App PREFIX=My_Lab REGION=us-east-2 DRY_RUN=true YES=true RATE=3 DURATION=0 LIST=true)
  clean env "${set[@]}" scripts/6-introduce-fault.sh
  [ "$output" = "6-introduce-fault: say which region with --region: no environment java-sample-app was begun here" ]
  clean env "${set[@]}" scripts/records/2-generate-traffic.sh
  [ "$output" = "2-generate-traffic: say where: --local, or --region for a lab on AWS that was not begun here" ]
}

@test "what goes on to a Java program arrives there, in either form" {
  local jdk=$BATS_TEST_TMPDIR/jdk
  mkdir -p "$jdk/bin" load/target drill/target
  touch -d '+1 hour' load/target/load.jar drill/target/drill.jar
  echo 'JAVA_VERSION="25.0.1"' >"$jdk/release"
  # shellcheck disable=SC2016  # the inner sh expands it
  printf '#!/bin/sh\nfor word; do printf "[%%s]" "$word"; done\n' | tee "$jdk/bin/java" >"$jdk/bin/javac"
  chmod +x "$jdk"/bin/*
  clean env JAVA_HOME="$jdk" scripts/fault-drill.sh --out='a folder' --local --fault slow-database
  [[ $output == *"[--local][--fault][slow-database][--out][a folder]" ]]
  clean env JAVA_HOME="$jdk" scripts/fault-drill.sh --local
  [[ $output == *"drill.jar][--local]" ]]
  clean env JAVA_HOME="$jdk" scripts/5-generate-load.sh --burst --duration=5 --local --out 'a folder' --rate 3
  [[ $output == *"[--rate][3][--duration][5][--burst][--out][a folder]" ]]
  clean env JAVA_HOME="$jdk" scripts/5-generate-load.sh --local
  [[ $output == *"[--target][http://127.0.0.1:8080]" ]]
}

@test "a script may take words" {
  sed 's/^  arguments.*/  arguments "ACTION NAME --out=" "$@"/; s/^  stop_stack.*/  echo "$ACTION, $NAME, $OUT"/' scripts/local-down.sh \
    >scripts/test/words.sh
  sed -i.bak 's#/\.\."$#/../.."#' scripts/test/words.sh
  chmod +x scripts/test/words.sh
  check_rows <<'ROWS'
test/words.sh |                          | 0 | , ,...
test/words.sh | stop                     | 0 | stop, ,...
test/words.sh | --out=x restart 'an api' | 0 | restart, an api, x
test/words.sh | restart --out=x=y api    | 0 | restart, api, x=y
test/words.sh | stop order-api now       | 1 | words: unknown argument now (see --help)
test/words.sh | stop ''                  | 1 | words: unknown argument '' (see --help)
test/words.sh | stop -x                  | 1 | words: unknown argument -x (see --help)
ROWS
}
