#!/usr/bin/env bats
# What the scripts do with bad input and a machine that lacks something. Nothing is started here.

setup() {
  cd "$BATS_TEST_DIRNAME/../.."
}

@test "a port that is no port is named" {
  run env ORDER_API_PORT=http scripts/local-up.sh
  [ "$status" -eq 1 ]
  [[ $output == *"ORDER_API_PORT=http is not a port"* ]]
}

@test "a missing JDK is one line, also where HOME is unset" {
  mkdir -p "$BATS_TEST_TMPDIR/scripts/lib"
  cp scripts/local-up.sh "$BATS_TEST_TMPDIR/scripts"
  cp scripts/lib/script.sh scripts/lib/stack.sh "$BATS_TEST_TMPDIR/scripts/lib"
  sed 's/JDK_NEEDED=21/JDK_NEEDED=99/' scripts/lib/java.sh >"$BATS_TEST_TMPDIR/scripts/lib/java.sh"
  run env -u HOME "$BATS_TEST_TMPDIR/scripts/local-up.sh"
  [ "$status" -eq 1 ]
  [ "$output" = "local-up: no JDK 99 or newer was found: install one, or set JAVA_HOME to it" ]
}

@test "the version of a JDK is read from its release file" {
  mkdir -p "$BATS_TEST_TMPDIR/jdk"
  echo 'JAVA_VERSION="25.0.1"' >"$BATS_TEST_TMPDIR/jdk/release"
  run bash -c ". scripts/lib/java.sh; jdk_version '$BATS_TEST_TMPDIR/jdk'; jdk_version /nowhere"
  [ "$output" = $'25\n0' ]
}

@test "numbers and sorting are the same in every locale, and a missing locale is no warning" {
  run env LC_NUMERIC=tr_TR.UTF-8 LANG=tr_TR.UTF-8 bash -c '. scripts/lib/script.sh; printf "%.1f %s\n" 1.5 "$LC_ALL"'
  [[ $output == "1.5 C"* || $output == "1.5 en_US.UTF-8" ]]
  run bash -c 'OSTYPE=darwin24; . scripts/lib/script.sh; bash -c : && echo "$LC_ALL"'
  [[ $output == en_US.UTF-8 || $output == C ]]
}

@test "a failed command of several lines is named on the last line, beside the script and the step" {
  run bash -Eeuo pipefail -c '. scripts/lib/script.sh; explain_failures; step "The step" >&2; found=$(for n in 1 2; do
    false
  done)'
  [ "$status" -eq 1 ]
  [[ ${lines[-1]} == 'bash, step 1 (The step): failed at: found=$(for n in 1 2;'*"run it again" ]]
}

@test "the list of scripts has each of them with a sentence" {
  run scripts/help.sh
  echo "$output"
  [ "$status" -eq 0 ]
  local script
  for script in scripts/*.sh scripts/records/*.sh scripts/test/*.sh; do
    grep -qE "^$script +[A-Z].{10,}\.$" <<<"$output"
  done
}

@test "each link from one document to another file leads somewhere" {
  local document link broken=""
  while read -r document; do
    while read -r link; do
      [[ -e $(dirname "$document")/${link%%#*} ]] || broken+="$document: $link"$'\n'
    done < <(grep -oE '\]\([^)]+\)' "$document" | sed 's/^](//; s/)$//' | grep -vE '^(https?:|#)')
  done < <(find . -name '*.md' -not -path '*/target/*' -not -path '*/.local/*' -not -path './.git/*')
  [ -z "$broken" ] || { echo "$broken" && false; }
}
