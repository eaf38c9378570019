#!/usr/bin/env bats
# What the scripts do with bad input and a machine that lacks something. Nothing is started here.

setup() {
  cd "$BATS_TEST_DIRNAME/../.."
}

@test "an unknown argument is named" {
  run scripts/local-up.sh --nonsense
  [ "$status" -eq 1 ]
  [ "$output" = "local-up: unknown argument --nonsense (see --help)" ]
}

@test "--help prints the usage" {
  run scripts/local-up.sh --help
  [ "$status" -eq 0 ]
  [[ $output == *"Usage: scripts/local-up.sh [--detach]"* ]]
}

@test "local-down takes no arguments" {
  run scripts/local-down.sh now
  [ "$status" -eq 1 ]
  [ "$output" = "local-down: unknown argument now (see --help)" ]
}

@test "the records lab's scripts name an unknown argument, too" {
  run scripts/records/local-up.sh --nonsense
  [ "$status" -eq 1 ]
  [ "$output" = "local-up: unknown argument --nonsense (see --help)" ]
  run scripts/records/local-down.sh now
  [ "$status" -eq 1 ]
  [ "$output" = "local-down: unknown argument now (see --help)" ]
}

@test "a port that is no port is named" {
  run env ORDER_API_PORT=http scripts/local-up.sh
  [ "$status" -eq 1 ]
  [[ $output == *"ORDER_API_PORT=http is not a port"* ]]
}

@test "a missing JDK is one line" {
  mkdir -p "$BATS_TEST_TMPDIR/scripts/lib"
  cp scripts/local-up.sh "$BATS_TEST_TMPDIR/scripts"
  cp scripts/lib/script.sh scripts/lib/stack.sh "$BATS_TEST_TMPDIR/scripts/lib"
  sed 's/JDK_NEEDED=21/JDK_NEEDED=99/' scripts/lib/java.sh >"$BATS_TEST_TMPDIR/scripts/lib/java.sh"
  run "$BATS_TEST_TMPDIR/scripts/local-up.sh"
  [ "$status" -eq 1 ]
  [ "$output" = "local-up: no JDK 99 or newer was found: install one, or set JAVA_HOME to it" ]
}

@test "the version of a JDK is read from its release file" {
  mkdir -p "$BATS_TEST_TMPDIR/jdk"
  echo 'JAVA_VERSION="25.0.1"' >"$BATS_TEST_TMPDIR/jdk/release"
  run bash -c ". scripts/lib/java.sh; jdk_version '$BATS_TEST_TMPDIR/jdk'; jdk_version /nowhere"
  [ "$output" = $'25\n0' ]
}
