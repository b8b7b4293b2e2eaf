# What the parts of the demonstration share: a folder of its own with the programs in PATH, steps that run them for real and
# compare exit status and a line of output, and an end that leaves nothing behind. To be sourced; who starts a server adds its
# number to `servers`.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
servers=()
shown=12 # lines of each output
number=0
stop() {
  [ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2> /dev/null
  wait 2> /dev/null
  rm -rf "$work"
}
# begin LESSON LESSON-GATEWAY|"" FILE...: a folder with the programs and these files, where everything else happens
begin() {
  local lesson gateway
  lesson=$(realpath "$1")
  gateway=${2:+$(realpath "$2")}
  shift 2
  work=$(mktemp -d)
  trap stop EXIT
  mkdir "$work/bin"
  ln -s "$lesson" "$work/bin/lesson"
  [ -z "$gateway" ] || ln -s "$gateway" "$work/bin/lesson-gateway"
  PATH="$work/bin:$PATH"
  cp -r "$@" "$work"
  cd "$work" || exit 1
  export NO_COLOR=1
}
fail() {
  printf '\nDEMO STOPPED at step %d: %s\n' "$number" "$1"
  exit 1
}
# step "what" STATUS "a line of output" command...
step() {
  local what=$1 status=$2 line=$3 got
  shift 3
  number=$((number + 1))
  printf '\n%d. %s\n   $ %s\n' "$number" "$what" "$*"
  "$@" > output 2>&1 < /dev/null
  got=$?
  sed 's/^/   /' output | head -n "$shown"
  if [ "$got" != "$status" ] || { [ -n "$line" ] && ! grep -qF -- "$line" output; }; then
    fail "wanted exit status $status and «$line», got $got."
  fi
  printf '   [exit status %s, as it should be]\n' "$got"
}
# until_line FILE TEXT: waits for a line, at most 20 seconds
until_line() {
  for _ in $(seq 200); do
    grep -qF -- "$2" "$1" 2> /dev/null && return 0
    sleep 0.1
  done
  fail "«$2» did not come in 20 s: $(tail -n 3 "$1")"
}
