# shellcheck shell=bash
# Worlds for the tests of the scripts on AWS. A world is a folder: a copy of the project, a home, the stand-ins' state, and the
# logs and address of an AWS double. Worlds can be copied as they are, double included, so a test can start anywhere on
# the road. To be loaded by bats files.
# shellcheck disable=SC2154  # bats' output and status

# shellcheck disable=SC2034  # the tests read it
readonly REGION=us-east-2

# Starts what all worlds of a bats file share, and makes $FIRST_WORLD, where nothing was run yet. For setup_file. Another
# double than aws_double.py can be given in DOUBLE.
begin_worlds() {
  local tool python
  WORLDS=$BATS_FILE_TMPDIR FIRST_WORLD=$BATS_FILE_TMPDIR/first
  WARM_AWS=$WORLDS/aws.socket
  export WORLDS FIRST_WORLD WARM_AWS
  mkdir -p "$WORLDS/bin" "$FIRST_WORLD"/{project,home,state}
  python=$(python3 -c 'import sys; print(sys.executable)')
  cp "$BATS_TEST_DIRNAME/stand-ins/stand_in.py" "$WORLDS/bin"
  for tool in aws eksctl kubectl docker; do
    # The client of the warm aws needs none of the site's packages, and is quicker without.
    { echo "#!$python$([[ $tool != aws ]] || echo ' -IS')" && cat "$BATS_TEST_DIRNAME/stand-ins/$tool"; } >"$WORLDS/bin/$tool"
    chmod +x "$WORLDS/bin/$tool"
  done
  "$python" "$BATS_TEST_DIRNAME/stand-ins/aws" --serve "$WARM_AWS" >"$WORLDS/aws.log" 2>&1 3>&- &
  "$python" "$BATS_TEST_DIRNAME/${DOUBLE:-aws_double.py}" "$FIRST_WORLD/log" >"$FIRST_WORLD/address" 2>"$WORLDS/double.log" 3>&- &
  project_into "$FIRST_WORLD/project"
  until_there -s "$FIRST_WORLD/address"
  until_there -S "$WARM_AWS"
}

# Ends what begin_worlds and copy_world started; both end with the file's process as well. For teardown_file.
end_worlds() {
  local address
  for address in "$WORLDS"/*/address; do
    curl --silent --output /dev/null -X POST "$(<"$address")/_double/quit" || true
  done
  local pids
  pids=$(jobs -p)
  # shellcheck disable=SC2086
  [[ -z $pids ]] || kill $pids 2>/dev/null || true
}

until_there() {
  local deadline=$((SECONDS + 60))
  until test "$1" "$2"; do
    ((SECONDS < deadline)) || { cat "$WORLDS"/*.log && return 1; }
    sleep 0.1
  done
}

# The project as the scripts need it: everything but the Java sources, whose jars are there and new.
project_into() {
  local module
  cp -r "$BATS_TEST_DIRNAME"/../../{scripts,infra,k8s,docker,.gitignore,pom.xml} "$1"
  mkdir -p "$1/delivery-api/src/main/resources"
  cp "$BATS_TEST_DIRNAME/../../delivery-api/src/main/resources/faults.txt" "$1/delivery-api/src/main/resources"
  for module in order-api delivery-api load; do
    mkdir -p "$1/$module/src/main" "$1/$module/target"
    touch "$1/$module/pom.xml"
    touch -d '+1 hour' "$1/$module/target/$module.jar"
  done
  git -C "$1" init --quiet
  git -C "$1" add --all
  git -C "$1" -c user.name=test -c user.email=test@example.com commit --quiet --message "The project"
}

# Copies the world $1 to the new one named $2 and prints its folder.
copy_world() {
  local to=$WORLDS/$2
  [[ ! -f $to/address ]] || curl --silent --output /dev/null -X POST "$(<"$to/address")/_double/quit" || true
  rm -rf "$to"
  cp -Rp "$1" "$to" # the jars have to stay newer than what they are made from
  rm -rf "$to/log" "$to/address" "$to/output.log"
  rm -f "$to/state/calls.jsonl"
  double "$1" fork "{\"log_folder\": \"$to/log\"}" | jq -r .address >"$to/address"
  printf '%s\n' "$to"
}

# Runs the command $2... in the project of the world $1, with nothing of the caller's environment. bats' output and status;
# all that was printed is added to the world's output.log.
in_world() {
  local world=$1
  shift
  # shellcheck disable=SC2016  # the inner bash expands it
  run env -i PATH="${TEST_PATH:-$WORLDS/bin:$PATH}" HOME="$world/home" KUBECONFIG="$world/home/kubeconfig" TERM=dumb LC_ALL=C.UTF-8 WARM_AWS="$WARM_AWS" \
    STAND_IN_STATE="$world/state" EKSCTL_SCHEMA="${EKSCTL_SCHEMA:-}" AWS_ENDPOINT_URL="$(<"$world/address")" \
    AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_MAX_ATTEMPTS=1 POLL_SECONDS=0.05 SWEEP_SECONDS=3 \
    bash -c 'cd "$0" && exec "$@"' "$world/project" "$@" 3>&- 4>&-
  printf '%s\n' "$output" >>"$world/output.log"
}

# Runs the command and ends the test where it fails.
succeed_in_world() {
  in_world "$@"
  ((status == 0)) && return
  printf '%s ended with %d:\n%s\n' "${*:2}" "$status" "$output"
  ! grep -q Traceback "$WORLDS/double.log" || { echo "The double had trouble:" && tail -n 5 "$WORLDS/double.log"; }
  return 1
}

# Tells the double of world $1 something, or asks it: state, fail, set, fork.
double() {
  curl --silent --show-error --fail-with-body --max-time 30 -X POST "$(<"$1/address")/_double/$2" --data "${3:-}"
}

# Prints everything that is alive in the world $1, one a line; nothing in an empty account.
alive() {
  double "$1" state | jq -r '.everything | to_entries[] | "\(.key) \(.value)"' | sort
}

calls_so_far() {
  double "$1" state | jq .calls
}

# Prints README.md's command for script $1, with the answer to its question.
script() {
  local command
  command=$(sed -n "s#^\./\(scripts/$1-.*\)#\1#p" README.md)
  case $1 in
  1 | 8 | 9) echo "$command --yes" ;;
  *) echo "$command" ;;
  esac
}

# Ends the test unless the account of world $1 is empty and nothing of the environment is kept on this machine.
nothing_is_left() {
  local left
  left=$(alive "$1")
  [[ -z $left ]] || { printf 'left in the account:\n%s\n' "$left" && return 1; }
  [[ ! -e $1/project/.eks ]] || { ls -R "$1/project/.eks" && return 1; }
}
