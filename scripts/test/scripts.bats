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

@test "help.sh lists every script with the sentence that its own --help begins with" {
  local script sentence help
  run scripts/help.sh
  [ "$status" -eq 0 ]
  diff <(find scripts scripts/records -maxdepth 1 -name '*.sh' | LC_ALL=C sort) <(grep '^[^ ]' <<<"$output" | LC_ALL=C sort)
  for script in $(grep '^[^ ]' <<<"$output"); do
    sentence=$(awk -v of="$script" '/^[^ ]/ {inside = $0 == of; next} inside {$1 = $1; printf "%s%s", gap, $0; gap = " "}' <<<"$output")
    help=$("$script" --help | tr '\n' ' ')
    [[ $sentence == [A-Z]*. && ${help#"$sentence"} == " "* && $help == "$sentence"* ]] || { echo "$script: $sentence" && return 1; }
  done
}
