# shellcheck shell=bash
# Starts and stops a stack of this machine with the launcher. To be sourced after script.sh and java.sh.

# Builds the modules $2... if need be and runs the stack $1, which is empty for the order services' one; in the
# background with DETACH.
start_stack() {
  local stack=$1 jdk
  shift
  jdk=$(find_jdk)
  build_if_stale "$@" local
  set -- "$jdk/bin/java" -Xmx64m -XX:+UseSerialGC -jar local/target/local.jar up ${stack:+"$stack"}
  if [[ -n $DETACH ]]; then
    run_detached "${LOCAL_STATE_DIR:-.local}${stack:+/$stack}/logs/launcher.log" "$@"
  else
    exec "$@"
  fi
}

# Stops the stack $1.
stop_stack() {
  local jdk
  jdk=$(find_jdk)
  [[ -f local/target/local.jar ]] || die "the project is not built, so nothing of it runs"
  exec "$jdk/bin/java" -Xmx64m -XX:+UseSerialGC -jar local/target/local.jar down ${1:+"$1"}
}

# Starts the launcher $2... in the background and shows what it prints to the log $1 until it is ready or has ended.
run_detached() {
  local log=$1 launcher written running shown=0
  shift
  mkdir -p "$(dirname "$log")"
  nohup "$@" >"$log" 2>&1 </dev/null &
  launcher=$!
  trap 'kill "$launcher" 2>/dev/null; wait "$launcher"; exit 130' INT TERM
  while true; do
    running=true
    kill -0 "$launcher" 2>/dev/null || running=false
    written=$(wc -l <"$log")
    # With nothing new the range would be backwards, which sed takes for its first line.
    if ((written > shown)); then
      sed -n "$((shown + 1)),${written}p" "$log"
    fi
    shown=$written
    if [[ $running == false ]]; then
      wait "$launcher"
      return
    fi
    if sed -n "1,${shown}p" "$log" | grep -q '^Stop:'; then
      return
    fi
    sleep 0.2
  done
}
