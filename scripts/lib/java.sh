# shellcheck shell=bash
# Finds the tools that the project is built and run with. To be sourced after script.sh.

readonly JDK_NEEDED=21

# Prints the home of a JDK that is new enough: JAVA_HOME's, the PATH's, or one where systems keep theirs.
find_jdk() {
  local home on_path
  on_path=$(command -v java || true)
  for home in "${JAVA_HOME:-}" "${on_path:+$(dirname "$(dirname "$(readlink -f "$on_path")")")}" \
    /usr/lib/jvm/* /opt/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/*; do
    if [[ -x $home/bin/javac ]] && (($(jdk_version "$home") >= JDK_NEEDED)); then
      printf '%s\n' "$home"
      return
    fi
  done
  die "no JDK $JDK_NEEDED or newer was found: install one, or set JAVA_HOME to it"
}

# Becomes a JVM with the arguments $@. What is set for every JVM of this user is not for the project's own.
become_java() {
  local jdk
  jdk=$(find_jdk)
  exec env -u JAVA_TOOL_OPTIONS -u _JAVA_OPTIONS -u JDK_JAVA_OPTIONS -u CLASSPATH "$jdk/bin/java" \
    -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "$@"
}

# Prints the feature version of the JDK in $1, from the file that every JDK carries.
jdk_version() {
  local version
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null || true)
  printf '%s\n' "${version:-0}"
}

# Builds the jars of the given modules unless they are newer than everything they are made from. One script at a time does so.
build_if_stale() {
  ! is_built "$@" || return 0
  command -v mvn >/dev/null || die "Maven was not found and the project is not built yet: install Maven 3.8 or newer"
  mkdir -p .local
  {
    ! command -v flock >/dev/null || flock 9
    is_built "$@" || build "$@"
  } 9>.local/build.lock
}

build() {
  local modules=("$@")
  echo "Building (the first time, Maven fetches up to 380 MB) ..."
  # Debian's Maven writes escape codes although colour is off, unless it is told so before it reads its arguments.
  MAVEN_OPTS="-Djansi.noreset=true ${MAVEN_OPTS:-}" mvn --batch-mode -Dstyle.color=never --file pom.xml \
    --projects "$(IFS=, && echo "${modules[*]}")" --also-make package -Pno-tests 2>&1 | maven_progress ||
    die "the build failed: see Maven's message above"
  # Maven leaves the jar of a module in which nothing changed as it is.
  jars "$@" | xargs touch
}

# Reads what Maven prints. Shows on the living line which module is built, how much was fetched and what is being fetched,
# and prints nothing but the errors.
maven_progress() {
  local line begin=$SECONDS total=0 module=0 name="reads the project" kilobytes=0 fetching="" failing=false
  local listed='^\[INFO\] [^ ]+ +\[(jar|pom)\]$' building='^\[INFO\] Building ([^ ]+) .*\[[0-9]+/[0-9]+\]$'
  local begun='Downloading from .*/([^/ ]+)$' fetched='Downloaded from .* \(([0-9]+)(\.[0-9]+)? ([kM])B'
  while IFS= read -r line; do
    if [[ $line =~ $begun ]]; then
      fetching=", ${BASH_REMATCH[1]}"
    elif [[ $line =~ $fetched ]]; then
      [[ ${BASH_REMATCH[3]} != M ]] || kilobytes=$((kilobytes + BASH_REMATCH[1] * 1000))
      [[ ${BASH_REMATCH[3]} != k ]] || kilobytes=$((kilobytes + BASH_REMATCH[1]))
    elif [[ $line =~ $building ]]; then
      module=$((module + 1)) name="${BASH_REMATCH[1]} ($module of $total)" fetching=""
    elif [[ $module == 0 && $line =~ $listed ]]; then
      total=$((total + 1))
    elif [[ $line == '[ERROR]'* || $failing$line == true[^[]* ]]; then
      # The lines of an error that follow the first begin with nothing.
      failing=true
      printf '%s\n' "$line" >&2
      continue
    fi
    failing=false
    live_line "building" "$begin" "$name, $((kilobytes / 1000)) MB fetched$fetching"
  done
  [[ ! -t 1 ]] || printf '\r\e[K'
}

# Whether the jars of the given modules are newer than all sources, at whatever depth those are.
is_built() {
  local jar
  while read -r jar; do
    [[ -f $jar && -z $(find . \( -name target -o -name '.?*' \) -prune -o \( -name pom.xml -o -path '*/src/main*' \) \
      -newer "$jar" -print -quit) ]] || return
  done < <(jars "$@")
}

# Prints the name of the jar of each of the given modules; none of them has a space.
jars() {
  local module
  for module in "$@"; do
    printf '%s/target/%s.jar\n' "$module" "${module//\//-}"
  done
}
