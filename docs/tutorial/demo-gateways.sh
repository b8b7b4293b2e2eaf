#!/usr/bin/env bash
# The second half of the demonstration: two gateways on loopback with mutual TLS and throw-away data. As in demo.sh every
# step runs the real programs and compares exit status and a line of output. Usage: demo-gateways.sh LESSON LESSON-GATEWAY
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
lesson=$(realpath "$1")
gateway=$(realpath "$2")
work=$(mktemp -d)
servers=()
stop() {
  [ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2> /dev/null
  wait 2> /dev/null
  rm -rf "$work"
}
trap stop EXIT
mkdir "$work/bin"
ln -s "$lesson" "$work/bin/lesson"
ln -s "$gateway" "$work/bin/lesson-gateway"
PATH="$work/bin:$PATH"
cp -r "$root/docs/tutorial/lessons" "$work"
cd "$work" || exit 1
export NO_COLOR=1

number=0
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
  sed 's/^/   /' output | head -n 12
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

port=$((20000 + RANDOM % 20000))
n="--config northmere/gateway.yaml"
s="--config southfell/gateway.yaml"
attested() { # draft, record
  lesson attest "$1" --role caldicott-guardian --person "Demonstration Guardian" --author "Demonstration Author" \
    --key northmere/keys/seal.key --certificate northmere/keys/seal.pem --out "$2" < lessons/answers
}
serve() { # organisation
  lesson-gateway serve --config "$1/gateway.yaml" > "$1.out" 2> "$1.err" &
  servers+=($!)
  for what in partners local operations; do until_line "$1.out" "$what http"; done
}

step "A federation with two trusts is made, each a partner of the other" 0 "" \
  bash "$root/Tests/GatewayTestKit/federation.sh" "$port"
step "Who exchanges with Northmere" 0 "reg:demo-southfell  active" lesson-gateway partner list $n
step "Northmere's guardian attests a lesson" 0 "attested" attested lessons/medicines-huddle.txt huddle.attested.json
step "Its author may not publish it" 6 "duty.separated" lesson-gateway publish lessons/medicines-huddle.txt \
  --attestation huddle.attested.json --person "Demonstration Author" $n
step "Somebody else publishes it: signed, logged, ready for partners" 0 "at position 0" \
  lesson-gateway publish lessons/medicines-huddle.txt --attestation huddle.attested.json --person "Demonstration Publisher" $n
digest=$(grep -o 'sha256:[0-9a-f]*' output)
number=$((number + 1))
printf '\n%d. Both gateways are started\n' "$number"
serve northmere
serve southfell
sed 's/^/   /' northmere.out southfell.out
for _ in $(seq 200); do
  lesson-gateway inbox --config northmere/gateway.yaml | grep -q '1 of 1 partners' && break
  sleep 0.1
done
step "Southfell has it, checked again on arrival" 0 "bundle: new" lesson-gateway inbox $s
step "... and finds it" 0 "Two-minute medicines huddle" lesson-gateway search medicines huddle $s
id=$(grep -o 'urn:lesson:[a-z0-9:-]*' output | head -n 1)
step "Northmere has Southfell's receipt" 0 "1 of 1 partners" lesson-gateway inbox $n
step "Southfell answers: adapted" 0 "adapted" lesson-gateway respond "$id" --position adapted \
  --text "Held at the safety huddle instead of before the round." --person "Demonstration Lead" $s
step "Northmere reads it" 0 "reg:demo-southfell" lesson-gateway sync --partner reg:demo-southfell $n
step "The reply is there" 0 "reg:demo-southfell: adapted" lesson-gateway inbox $n
step "Who has no partner's certificate gets nothing" 0 "alert" \
  bash -c '! curl -sS --cacert ca/root.pem https://localhost:'"$port"'/v1/log/checkpoint'
step "Southfell is suspended: refused at the next request" 0 "suspended" lesson-gateway partner suspend reg:demo-southfell $n
step "... although its certificate is good" 0 "partner.unknown" curl -sS --cacert ca/root.pem \
  --cert southfell/keys/tls.pem --key southfell/keys/tls.key "https://localhost:$port/v1/log/checkpoint"
step "... and let in again" 0 "active" lesson-gateway partner add reg:demo-southfell $n
step "The log as plain files, for a stick" 0 "statements" lesson-gateway export stick --for reg:demo-southfell $n
step "Anybody verifies the bundle from there, offline, with its place in the log" 0 "VERIFIED" \
  lesson verify "stick/statements/${digest#sha256:}.json" --trust trust.json --from reg:demo-northmere --need log
step "... and the whole log" 0 "the entries give the root that was signed" lesson log verify stick --trust trust.json
kill "${servers[@]}" && wait "${servers[@]}" 2> /dev/null
servers=()
step "Both stop; Northmere's store is clean" 0 "clean" lesson-gateway check $n
step "... and Southfell's" 0 "clean" lesson-gateway check $s

cat << END

Summary, from the results above
  1. $number steps ran the real programs; each gave the exit status and the line that was expected.
  2. One lesson went from Northmere to Southfell over mutual TLS: $digest
  3. The receipt and the answer "adapted" came back the same way, each an entry in Southfell's own log.
  4. Nobody without a partner's certificate got anything; a suspended partner was refused at its next request.
  5. The lesson, its signature and its place in the log were verified offline.
  6. Both stores were computed again from their bytes and are clean.
END
