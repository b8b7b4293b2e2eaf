#!/usr/bin/env bash
# Asks verifiers that share no code with the project (../shared/tools) about bundles of several sizes, whole and
# tampered with. Skipped, loudly, where they are not there. Usage: foreign-verifiers.sh LESSON
set -euo pipefail
lesson=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
tools="$root/../shared/tools"
[ -d "$tools" ] || { echo "SKIPPED: ../shared/tools is not here; the foreign verifiers do not run"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=python3
if ! python3 -c 'import joserfc, jwcrypto, cryptography' 2> /dev/null; then
  python3 -m venv "$root/.build/foreign" 2> /dev/null && "$root/.build/foreign/bin/pip" install -q joserfc jwcrypto cryptography > /dev/null 2>&1 \
    && python="$root/.build/foreign/bin/python3" || python=""
fi
[ -n "$python" ] || echo "SKIPPED: joserfc and jwcrypto cannot be installed here; openssl and jq alone are asked"
cd "$work"
north="--key $root/certs/northmere/seal.key --certificate $root/certs/northmere/seal.pem"
lessons="$root/docs/tutorial/lessons"
attest() { # draft, record: the usual answers, by a guardian who is not the author
  "$lesson" attest "$1" --role caldicott-guardian --person "Demonstration Guardian" --author "Demonstration Author" $north \
    --out "$2" < "$root/docs/tutorial/lessons/answers" > /dev/null 2>&1
}
# A draft that fills its fields makes bundles up to the limit of 96,000 bytes.
text=$(head -c 1490 < <(yes 'Naming the critical doses aloud makes a gap visible before it becomes a late dose. ' | tr -d '\n'))
attest "$lessons/medicines-huddle.txt" huddle.attested
"$lesson" sign "$lessons/medicines-huddle.txt" $north --out one.json --attestation huddle.attested > /dev/null 2>&1
jq -n --arg t "$text" '{title:"Two-minute huddle",recordKind:"incident",sourceType:"qi-project",serviceLine:["pharmacy"],
  whatHappened:$t,whatWeLearned:[{statement:"Name the doses aloud.",level:"team"}],contributoryThemes:["medication-monitoring"],
  audience:["frontline"],reviewDue:"2027-01"}' > draft.json
attest draft.json draft.attested
many() { for _ in $(seq "$1"); do echo draft.json; done; }
"$lesson" sign $(many 20) --together $north --out middle.json --attestation draft.attested > /dev/null 2>&1
"$lesson" sign $(many 38) --together $north --out large.json --attestation draft.attested > /dev/null 2>&1
ask() { # file, expected: accept or refuse
  local verdict=accept
  bash "$tools/verify_with_openssl.sh" "$1" "$root/certs/federation/root.pem" > /dev/null 2>&1 || verdict=refuse
  [ "$verdict" = "$2" ] || { echo "FAILED: openssl and jq should $2 $1"; exit 1; }
  [ -n "$python" ] || return 0
  verdict=accept
  "$python" "$tools/verify_with_jose.py" "$1" > /dev/null 2>&1 || verdict=refuse
  [ "$verdict" = "$2" ] || { echo "FAILED: joserfc and jwcrypto should $2 $1"; exit 1; }
}
for f in one middle large; do
  ask $f.json accept
  jq -c '.payload |= (.[0:99] + (if .[99:100] == "A" then "B" else "A" end) + .[100:])' $f.json > tampered.json
  ask tampered.json refuse
  jq -c '.signatures[0].signature |= (.[0:9] + (if .[9:10] == "A" then "B" else "A" end) + .[10:])' $f.json > tampered.json
  ask tampered.json refuse
done
echo "foreign verifiers: three bundles accepted (largest payload $(jq -r .payload large.json | wc -c | awk '{print int($1*3/4)}') bytes), six tampered ones refused"
