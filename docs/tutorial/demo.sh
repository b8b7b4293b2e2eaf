#!/usr/bin/env bash
# The demonstration: every step prints the real command, runs the built program, compares exit status and a line of its
# output, and stops at the first difference. Usage: docs/tutorial/demo.sh LESSON (path of the built program)
source "$(dirname "$0")/steps.sh"
begin "$1" "" "$root/certs" "$root/docs/tutorial/lessons"

north="--key certs/northmere/seal.key --certificate certs/northmere/seal.pem"
from="--trust certs/trust.json --from reg:demo-northmere"

# The release questions are answered from a file, one answer a line.
attested() { # draft, who attests, record
  lesson attest "$1" --role caldicott-guardian --person "$2" --author "Demonstration Author" $north --out "$3" < lessons/answers
}

step "The tool is there" 0 "lesson 0." lesson --version
step "A draft that names people, a ward and a day is refused, each with its place" 6 "NHS_NUMBER, block" lesson check lessons/messy.txt
step "The gate's proposals are taken; what was changed is kept as places and rules" 0 "ready" \
  lesson redact lessons/messy.txt --accept-proposals --out huddle.txt --record changes.json
step "The same question reads now" 0 "[NHS number]" grep -A 4 "## 5" huddle.txt
step "Nothing is signed that nobody has attested" 6 "attestation.missing" lesson sign huddle.txt $north --out huddle.json
step "Its author cannot attest it" 6 "attestation.refused" attested huddle.txt "Demonstration Author" own.json
step "The Caldicott Guardian answers the release questions" 0 "attested as caldicott-guardian" \
  attested huddle.txt "Demonstration Guardian" huddle.attested.json
step "Northmere signs it" 0 "signed" lesson sign huddle.txt $north --out huddle.json --attestation huddle.attested.json
step "A lesson starts as a form with twelve questions at most" 0 "12 questions" lesson new --kind good-care --out new.txt
step "A form that is not finished is refused, with the place and what to do" 6 "question 6" lesson check lessons/unfinished.txt
step "A finished lesson about a medicines system passes" 0 "ready" lesson check lessons/allergy-field.txt
step "... is attested" 0 "attested" attested lessons/allergy-field.txt "Demonstration Guardian" allergy.attested.json
step "... and signed" 0 "signed" \
  lesson sign lessons/allergy-field.txt $north --out allergy.json --attestation allergy.attested.json
step "Southfell verifies: who, unchanged, and no known identifier" 0 "VERIFIED" lesson verify huddle.json $from
digest=$(lesson verify huddle.json $from --json | jq -r .statement.digest)
# One bit of one character of the payload, chosen so that the result is base64url still.
cp huddle.json changed.json
at=$(($(grep -abo '"payload":"' huddle.json | head -n 1 | cut -d: -f1) + 211))
while ! dd if=huddle.json bs=1 skip="$at" count=1 2> /dev/null | grep -q '[B-Yb-y0-9]'; do at=$((at + 1)); done
byte=$(dd if=huddle.json bs=1 skip="$at" count=1 2> /dev/null | od -An -tu1 | tr -d ' ')
printf "\\$(printf '%03o' $((byte ^ 1)))" | dd of=changed.json bs=1 seek="$at" conv=notrunc 2> /dev/null
step "One bit is changed on the way: refused" 1 "signature.invalid" lesson verify changed.json $from
step "A bundle by somebody else than expected: refused" 1 "signer.unexpected" \
  lesson verify huddle.json --trust certs/trust.json --from reg:demo-southfell
step "Southfell answers: adapted" 0 "signed" lesson respond --to huddle.json --position adapted \
  --text "Held at the safety huddle instead of before the round." \
  --key certs/southfell/seal.key --certificate certs/southfell/seal.pem --out answer.json
step "Northmere verifies the answer" 0 "VERIFIED  response by reg:demo-southfell" \
  lesson verify answer.json --expect response --trust certs/trust.json --from reg:demo-southfell
step "Northmere withdraws the second lesson" 0 "signed" lesson withdraw allergy.json --reason outdated \
  --advice "Use the supplier's own notice instead." $north --out withdrawal.json
step "... and publishes its status list" 0 "signed" \
  lesson status withdrawal.json --trust certs/trust.json $north --out status.json
step "The withdrawn lesson is named, exit status 4" 4 "reason outdated" \
  lesson verify allergy.json $from --status status.json
step "The other still stands" 0 "not withdrawn as of" \
  lesson verify huddle.json $from --status status.json --need status=72h
step "The parts are written out for other tools" 0 "VERIFIED" \
  lesson verify huddle.json $from --recipe recipe
mkdir plain
for tool in openssl jq bash cat tr awk base64 cut tail sed cmp sha256sum dirname; do
  ln -s "$(command -v "$tool")" "plain/$tool"
done
step "openssl and jq alone say the same; lesson is not on this path" 0 "payload $digest" \
  env PATH="$work/plain" bash recipe/run.sh

sized() { wc -c < "$1" | tr -d ' '; }
cat << END

Summary, from the results above
  1. $number steps ran the real program; each gave the exit status and the line that was expected.
  2. A draft that could identify somebody was refused at each place and redacted: $(jq '.decisions | length' changes.json) changes, none of the text kept.
  3. Nothing was signed that a guardian had not attested, and no author attested their own.
  4. A medicines-system lesson was written as a plain form; an unfinished one was refused, and the refusal named the question.
  5. The signed bundles have $(sized huddle.json) and $(sized allergy.json) bytes.
  6. The partner proved who issued the lesson and that it is unchanged: $digest
  7. One changed bit, or another signer than expected, and the file was refused.
  8. The partner's answer came back signed: $(jq -r '.payload' answer.json | tr -- '-_' '+/' | base64 -d 2> /dev/null | jq -r .overall.position).
  9. A withdrawn lesson is named, with the reason; the other one still stands.
 10. openssl and jq alone confirm the signature: nobody needs this program to check it.
END
