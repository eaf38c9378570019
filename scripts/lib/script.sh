# shellcheck shell=bash
# How every script takes its arguments, speaks, asks, waits and fails. To be sourced from the project's root, first.

# Otherwise a failure inside $(...) of a function goes by unseen. Older than bash 4.4 there is no such thing.
shopt -s inherit_errexit 2>/dev/null || true

# Numbers and sorting are the same everywhere. bash warns when a locale is missing; then it is C.
LOCALE=C.UTF-8
[[ $OSTYPE != darwin* ]] || LOCALE=en_US.UTF-8
[[ -z $({ LC_ALL=$LOCALE true; } 2>&1) ]] || LOCALE=C
export LC_ALL=$LOCALE

# Where HOME is unset, ~ is the folder that the system has for the user.
export HOME=${HOME:-~}

STEP=0
STEP_NAME=""
FAILURE=1 # what die ends with

# Ends with one line that names the script, the step that it was in, and the trouble.
die() {
  printf '%s%s: %s\n' "$(basename "$0" .sh)" "${STEP_NAME:+, step $STEP ($STEP_NAME)}" "$*" >&2
  exit "$FAILURE"
}

# Prints the comment on top of the script. Its path is relative to the folder before the last cd.
usage() {
  (cd "$OLDPWD" && sed -n '2,/^set /{/^set /!s/^# \{0,1\}//p;}' "$SCRIPT")
}

# Takes the arguments $2... of a script. $1 declares them: --flag, --flag= for one that needs a value, WORD for an argument
# without dashes. A flag after "local:" needs --local, a flag after "aws:" excludes it.
#
# Each one becomes a variable: --dry-run is DRY_RUN, which is "true"; --name is NAME, which is the value; WORD is WORD. The
# variable is empty when the argument is not given, whatever the environment says. The order does not matter. Refuses by
# name an argument that is unknown or given twice, that lacks a value or must not have one.
arguments() {
  local declared words="" word given=("") name value scope=""
  read -ra declared <<<"--help $1"
  shift
  set_arguments "" "${declared[@]}"
  for word in "${declared[@]}"; do
    [[ $word == --* || $word == *: ]] || words+="$word "
  done

  while (($#)); do
    [[ $1 != -h ]] || set -- --help "${@:2}"
    name=$1 value=true
    [[ $1 != --*=* ]] || name=${1%%=*}
    if [[ $name == --* ]] && is_among "$name=" "${declared[@]}"; then
      if [[ $1 == *=* ]]; then
        value=${1#*=}
      else
        value=${2:-}
        (($# == 1)) || shift
      fi
      [[ -n $value && $value != --* ]] || die "$name needs a value (see --help)"
    elif [[ $name == --* ]] && is_among "$name" "${declared[@]}"; then
      [[ $1 == "$name" ]] || die "$name takes no value (see --help)"
    elif [[ -n $words && -n $name && $name != -* ]]; then
      name=${words%% *} value=$1 words=${words#* }
    else
      die "unknown argument ${name:-''} (see --help)"
    fi
    [[ $name != --help ]] || { usage && exit; }
    ! is_among "$name" "${given[@]}" || die "$name is given twice (see --help)"
    set_arguments "$value" "$name"
    given+=("$name")
    shift
  done

  for word in "${declared[@]}"; do
    [[ $word != *: ]] || scope=$word
    is_among "${word%=}" "${given[@]}" || continue
    case $scope${LOCAL:-} in
    local:) die "${word%=} needs --local (see --help)" ;;
    aws:true) die "${word%=} does not go with --local (see --help)" ;;
    esac
  done
}

# Gives the value $1 to the variables of the declared arguments $2...
set_arguments() {
  local value=$1 variable
  shift
  for variable in $(tr a-z- A-Z_ <<<"${*#--}"); do
    [[ $variable == *: ]] || eval "${variable%=}=\$value"
  done
}

is_among() {
  local one
  for one in "${@:2}"; do
    [[ $one != "$1" ]] || return 0
  done
  return 1
}

# Begins the next step: a number, what it does, and the time since the script began.
step() {
  STEP=$((STEP + 1))
  STEP_NAME=$1
  printf '%d. %s (%s)\n' "$STEP" "$1" "$(elapsed)"
}

elapsed() {
  printf '%d:%02d' $((SECONDS / 60)) $((SECONDS % 60))
}

say() {
  printf '   %s\n' "$*"
}

# Says what failed and how to go on; without it, errexit would end the script in silence.
explain_failures() {
  trap '((BASH_SUBSHELL)) || die_of "$BASH_COMMAND"' ERR
  trap 'stop_jobs; die "interrupted; run it again to go on"' INT TERM
}

# Names the first line of the command $1 alone: the last line that a script prints names the script and the step.
die_of() {
  die "failed at: ${1%%$'\n'*}; see the message above, remove the cause and run it again"
}

# Work in the background does not get Ctrl-C.
stop_jobs() {
  local pids
  pids=$(jobs -p)
  # shellcheck disable=SC2086  # one word each
  [[ -z $pids ]] || kill $pids 2>/dev/null || true
}

# Runs the command $2... while a live line says what ($1) goes on; its output shows only when it fails.
with_progress() {
  local what=$1 log pid begin=$SECONDS
  shift
  log=$(mktemp)
  "$@" >"$log" 2>&1 &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    live_line "$what" "$begin" "$(tail -n 1 "$log")"
    sleep "${POLL_SECONDS:-0.5}"
  done
  if ! wait "$pid"; then
    end_live_line "$what: failed"
    tail -n 20 "$log" >&2
    rm -f "$log"
    die "$what failed: see the message above, remove the cause and run it again"
  fi
  rm -f "$log"
  end_live_line "$what: done after $((SECONDS - begin)) s"
}

# Waits until the command $4... prints $3, at most $2 seconds; what ($1) is waited for shows on the live line. A state with
# FAILED or DEGRADED in it ends the wait at once.
await() {
  local what=$1 most=$2 wanted=$3 is begin=$SECONDS
  shift 3
  while true; do
    is=$("$@")
    [[ $is != "$wanted" ]] || break
    [[ $is != *FAILED* && $is != *DEGRADED* ]] || die "$what: $is"
    ((SECONDS - begin < most)) || die "$what: still '$is' after $most s; run it again to go on waiting"
    live_line "$what" "$begin" "$is"
    sleep "${POLL_SECONDS:-5}"
  done
  ((SECONDS == begin)) || end_live_line "$what: after $((SECONDS - begin)) s"
}

# On a terminal one line that is written over; elsewhere the first of it, and then nothing.
live_line() {
  [[ ! -t 1 ]] || printf '\r   %.40s ... %d s  %.40s\e[K' "$1" "$((SECONDS - $2))" "${3//[[:cntrl:]]/ }"
}

end_live_line() {
  [[ ! -t 1 ]] || printf '\r\e[K'
  say "$1"
}

# Ends a dry run, before the first change.
end_dry_run() {
  [[ -z $DRY_RUN ]] || { echo "Nothing was changed." && exit; }
}

# Asks $1 and ends unless the answer is y. --yes answers; with nobody to ask, it has to be given.
confirm() {
  [[ -n $YES ]] || ask "$1" ": say --yes to go on without being asked"
}

# Asks $1 and ends unless the answer is y, --yes or not. $2: what to do where nobody can be asked.
ask() {
  local answer
  [[ -t 0 ]] || die "there is no terminal to ask on${2:-: $1}"
  read -r -p "$1 [y/N] " answer
  [[ $answer == [yY]* ]] || die "nothing was changed"
}

# Ends unless the tools NAME or NAME=VERSION in $@ are there and new enough. NAME=1.2/2.3 has a version for each first number.
require_tools() {
  local tool name wanted is
  for tool in "$@"; do
    name=${tool%%=*}
    command -v "$name" >/dev/null || die "$name was not found: install it and run this again"
    [[ $tool == *=* ]] || continue
    is=$(tool_version "$name")
    for wanted in $(tr / ' ' <<<"${tool#*=}"); do
      [[ ${wanted%%.*} != "${is%%.*}" ]] || break
    done
    printf '%s\n%s\n' "$wanted" "$is" | sort -V -C || die "$name is version $is: $wanted or newer is needed"
  done
}

tool_version() {
  case $1 in
  bash) echo "$BASH_VERSION" ;;
  eksctl) eksctl version ;;
  kubectl) kubectl version --client ;;
  *) "$1" --version 2>&1 ;;
  esac | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)?' | head -n 1
}
