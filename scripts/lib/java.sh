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
  echo "Building (the first time, Maven fetches up to 550 MB) ..."
  mvn --batch-mode --quiet -Dstyle.color=never --file pom.xml --projects "$(IFS=, && echo "${modules[*]}")" --also-make \
    package -DskipTests || die "the build failed: see Maven's message above"
  # Maven leaves the jar of a module in which nothing changed as it is.
  jars "$@" | xargs touch
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
