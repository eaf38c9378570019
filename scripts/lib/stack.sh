# shellcheck shell=bash
# Starts and stops a stack of this machine with the launcher. To be sourced after script.sh and java.sh.

# Builds the modules $2... if need be and runs the stack $1, which is empty for the order services' one; in the background
# with DETACH. What runs already is left as it is: it is not built under its feet.
start_stack() {
  local stack=$1 launcher
  shift
  find_jdk >/dev/null
  launcher=$(launcher_that_runs "$stack")
  if [[ -z $launcher ]]; then
    build_if_stale "$@" local/ssm local/signals local/launcher
    launcher=$(copy_launcher)
  elif ! is_built "$@" local/ssm local/signals local/launcher; then
    echo "The sources are newer than what runs. To run them, stop the stack and start it again."
  fi
  launch "$launcher" up ${stack:+"--$stack"} ${DETACH:+--detach}
}

# Stops the stack $1.
stop_stack() {
  local launcher
  launcher=$(any_launcher "$1")
  if [[ -z $launcher ]]; then
    echo "Nothing runs."
  else
    launch "$launcher" down ${1:+"--$1"}
  fi
}

# Lists the programs of the stack $1, or with the words $2 and $3 stops, starts or restarts one.
handle_program() {
  local launcher
  case $2 in
  "") ;;
  stop | start | restart) [[ -n $3 ]] || die "$2 needs a PROGRAM (see --help)" ;;
  *) die "unknown argument $2 (see --help)" ;;
  esac
  launcher=$(launcher_that_runs "$1")
  [[ -n $launcher ]] || die "nothing runs: start it with scripts/${1:+$1/}local-up.sh"
  launch "$launcher" program ${1:+"--$1"} ${2:+"$2"} ${3:+"$3"}
}

# Becomes the launcher in the jar $1, with the arguments $2... .
launch() {
  local jar=$1
  shift
  [[ ! -t 1 ]] || set -- "$@" --terminal
  become_java -Xmx48m -Xss512k -jar "$jar" "$@"
}

# Prints the jar of the launcher that runs the stack $1, or nothing.
launcher_that_runs() {
  local status=${LOCAL_STATE_DIR:-.local}${1:+/$1}/status pid jar
  [[ -f $status ]] || return 0
  pid=$(sed -n 's/^launcher=//p' "$status")
  jar=$(sed -n 's/^jar=//p' "$status")
  if [[ -n $pid && -f $jar ]] && command_line "$pid" | grep -qF -- -Dsample.program=launcher; then
    printf '%s\n' "$jar"
  fi
}

# Prints the command line of the process $1, or nothing.
command_line() {
  tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null || ps -o args= -p "$1" || true
} 2>/dev/null

# Prints the jar of a launcher that can stop the stack $1, whatever became of the build; or nothing.
any_launcher() {
  local launcher
  launcher=$(launcher_that_runs "$1")
  [[ -n $launcher ]] || launcher=$(find .local/programs -name 'launcher-*.jar' 2>/dev/null | head -n 1)
  [[ -n $launcher || ! -f local/launcher/target/local-launcher.jar ]] || launcher=$(copy_launcher)
  printf '%s\n' "$launcher"
}

# Copies the built launcher, so that a later build takes nothing away from it while it runs. Prints the copy's name.
copy_launcher() {
  local jar=local/launcher/target/local-launcher.jar copy
  copy=$PWD/.local/programs/launcher-$(cksum <"$jar" | tr ' ' -).jar
  if [[ ! -f $copy ]]; then
    mkdir -p .local/programs
    cp "$jar" "$copy.$$"
    mv "$copy.$$" "$copy"
  fi
  printf '%s\n' "$copy"
}
