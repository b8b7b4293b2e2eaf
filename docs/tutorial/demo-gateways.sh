#!/usr/bin/env bash
# The second half of the demonstration: two gateways on loopback with mutual TLS and throw-away data. As in demo.sh every
# step runs the real programs and compares exit status and a line of output. Usage: demo-gateways.sh LESSON LESSON-GATEWAY
source "$(dirname "$0")/steps.sh"
begin "$1" "$2" "$root/docs/tutorial/lessons"

# until_shown TEXT command...: asks again until the command shows the text, at most 30 seconds
until_shown() {
  local text=$1
  shift
  for _ in $(seq 150); do
    "$@" > shown 2>&1 < /dev/null && grep -qF -- "$text" shown && return 0
    sleep 0.2
  done
  fail "«$text» did not come in 30 s from $*: $(tail -n 3 shown)"
}

port=$((10000 + RANDOM % 20000))
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
read_out() { sed -n 's/.*Read out: *//p' output; } # the three words that the last step printed
# pattern WORD: the word as it stands in a file, and in base64url at each of the three places where it can begin
pattern() {
  local shift found=$1 size=${#1}
  for shift in 0 1 2; do
    found+="|$(printf '%.*s%s' $shift xx "$1" | basenc --base64url \
      | cut -c $(((8 * shift + 5) / 6 + 1))-$((8 * (shift + size) / 6)))"
  done
  echo "$found"
}
# traces some|none WORD FOLDER...: how often a word stands in the files of each folder, as they lie on the disk
traces() {
  local wanted=$1 word=$2 folder count found=some status=0
  shift 2
  for folder in "$@"; do
    [ -n "$(find "$folder" -type f -size +0)" ] || return 2
    count=$(grep -rhaoiE -- "$(pattern "$word")" "$folder" | wc -l)
    [ "$count" != 0 ] && found=some || found=none
    [ "$found" = "$wanted" ] || status=1
    printf '%s: «%s» %d times in %d files\n' "$folder" "$word" "$count" "$(find "$folder" -type f | wc -l)"
  done
  return $status
}

step "A federation with two trusts is made; each has its gateway" 0 "" \
  bash "$root/Tests/GatewayTestKit/federation.sh" "$port" apart
step "They are no partners yet" 0 "no partner yet" lesson-gateway partner list $n
number=$((number + 1))
printf '\n%d. Both gateways are started\n' "$number"
serve northmere
serve southfell
sed 's/^/   /' northmere.out southfell.out
step "Southfell's certificate is good, and it gets nothing: it is no partner" 0 "partner.unknown" curl -sS \
  --cacert ca/root.pem --cert southfell/keys/tls.pem --key southfell/keys/tls.key "https://localhost:$port/v1/log/checkpoint"
step "Northmere invites: a signed file" 0 "good until" lesson-gateway partner invite reg:demo-southfell \
  --url "https://localhost:$port" --out invite.json --person "Northmere Operator" $n
step "Southfell answers with another, and has three words" 0 "Read out:" lesson-gateway partner accept invite.json \
  --url "https://localhost:$((port + 1))" --out accept.json --person "Southfell Operator" $s
south_words=$(read_out)
step "Northmere takes the answer, and has the other three" 0 "Read out:" \
  lesson-gateway partner accept accept.json --person "Northmere Operator" $n
north_words=$(read_out)
step "On the telephone: the wrong words are refused and counted" 1 "2 tries are left" \
  lesson-gateway partner confirm reg:demo-northmere $south_words --person "Southfell Operator" $s
step "... Southfell types what Northmere reads out" 0 "the words are right" \
  lesson-gateway partner confirm reg:demo-northmere $north_words --person "Southfell Operator" $s
step "... and Northmere what Southfell reads out" 0 "the words are right" \
  lesson-gateway partner confirm reg:demo-southfell $south_words --person "Northmere Operator" $n
step "Who took the steps may not approve" 6 "duty.separated" \
  lesson-gateway partner approve reg:demo-southfell --person "Northmere Operator" $n
step "A second person approves at Northmere" 0 "a partner" \
  lesson-gateway partner approve reg:demo-southfell --person "Northmere Lead" $n
step "... and one at Southfell" 0 "a partner" \
  lesson-gateway partner approve reg:demo-northmere --person "Southfell Lead" $s
step "Rehearsal: an invented lesson goes to Southfell, is receipted and taken back" 0 "reg:demo-southfell: active" \
  lesson-gateway partner rehearse reg:demo-southfell --person "Northmere Operator" $n
step "... and the other way round" 0 "reg:demo-northmere: active" \
  lesson-gateway partner rehearse reg:demo-northmere --person "Southfell Operator" $s
step "Who exchanges with Northmere" 0 "reg:demo-southfell  active" lesson-gateway partner list $n
step "Northmere's guardian attests a lesson" 0 "attested" attested lessons/medicines-huddle.txt huddle.attested.json
step "Its author may not publish it" 6 "duty.separated" lesson-gateway publish lessons/medicines-huddle.txt \
  --attestation huddle.attested.json --person "Demonstration Author" $n
step "Somebody else publishes it: signed, logged, ready for partners" 0 "published urn:lesson:reg:demo-northmere:" \
  lesson-gateway publish lessons/medicines-huddle.txt --attestation huddle.attested.json --person "Demonstration Publisher" $n
digest=$(grep -o 'sha256:[0-9a-f]*' output)
until_shown "reg:demo-southfell: receipted, new" lesson-gateway exposure "$digest" $n
step "Southfell has it, checked again on arrival" 0 "bundle: new" lesson-gateway inbox $s
step "... and finds it" 0 "Two-minute medicines huddle" lesson-gateway search medicines huddle $s
id=$(grep -o 'urn:lesson:[a-z0-9:-]*' output | head -n 1)
step "Northmere has Southfell's receipt" 0 "reg:demo-southfell: receipted, new" lesson-gateway exposure "$digest" $n
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
step "Another lesson is attested; nobody has noticed a detail in it" 0 "attested" \
  attested lessons/label-printer.txt printer.attested.json
step "... and published" 0 "published urn:lesson:reg:demo-northmere:" lesson-gateway publish lessons/label-printer.txt \
  --attestation printer.attested.json --person "Demonstration Publisher" $n
second=$(grep -o 'urn:lesson:[a-z0-9:-]*' output | head -n 1)
second_digest=$(grep -o 'sha256:[0-9a-f]*' output | head -n 1)
until_shown "reg:demo-southfell: receipted, new" lesson-gateway exposure "$second_digest" $n
step "Southfell finds it by the detail" 0 "$second" lesson-gateway search zinnia $s
step "The log as plain files, for a stick" 0 "statements" lesson-gateway export stick --for reg:demo-southfell $n
step "Anybody verifies the bundle from there, offline, with its place in the log" 0 "VERIFIED" \
  lesson verify "stick/statements/${digest#sha256:}.json" --trust trust.json --from reg:demo-northmere --need log
step "... and the whole log" 0 "the entries give the root that was signed" lesson log verify stick --trust trust.json
step "A detail of it lies in the files of both, and on the stick" 0 "southfell/data: «zinnia»" \
  traces some zinnia northmere/data southfell/data stick
step "The detail could tell who somebody is: the lesson is withdrawn as disclosive" 0 \
  "0 of 1, oldest 0 h, open at reg:demo-southfell" lesson-gateway withdraw "$second" --reason disclosive \
  --person "Demonstration Publisher" $n
position=$(sed -n 's/.*, at position //p' output)
withdrawal=$(sed -n 's/.*withdrawal \(sha256:[0-9a-f]*\):.*/\1/p' output)
step "Northmere erases; a gateway that serves does so by itself, too" 0 "erased" lesson-gateway purge $n
until_shown "reg:demo-southfell: receipted, purged" lesson-gateway exposure "$second_digest" $n
step "Southfell's gateway did it by itself: its receipt for the lesson says purged" 0 \
  "reg:demo-southfell: receipted, purged" lesson-gateway exposure "$second_digest" $n
grep -qF "its bytes are erased" output || fail "Northmere's own bytes should be gone."
until_shown "reg:demo-southfell: receipted, purged" lesson-gateway exposure "$withdrawal" $n
step "... and so does that for the withdrawal" 0 "reg:demo-southfell: receipted, purged" \
  lesson-gateway exposure "$withdrawal" $n
step "So nothing is open any more: 1 of 1" 0 "$position withdrawal: 1 of 1 partners" lesson-gateway inbox $n
! grep -qF "not answered" output || fail "the withdrawal should not be open."
step "Southfell finds nothing" 0 "no lesson found" lesson-gateway search zinnia $s
step "... and knows that there was something, not what" 0 "$second version 1  [withdrawn]" lesson-gateway search --ended $s
! grep -qF "Labels of one bag" output || fail "the title should be gone."
step "The detail is in no file of either, nor on the stick" 0 "southfell/data: «zinnia» 0 times" \
  traces none zinnia northmere/data southfell/data stick
step "The lesson that nobody took back is still there" 0 "$id version 1" lesson-gateway search medicines huddle $s
kill "${servers[@]}" && wait "${servers[@]}" 2> /dev/null
servers=()
step "Both stop; Northmere's store is clean" 0 "clean" lesson-gateway check $n
step "... and Southfell's" 0 "clean" lesson-gateway check $s
step "... and the detail has not come back" 0 "northmere/data: «zinnia» 0 times" \
  traces none zinnia northmere/data southfell/data stick

cat << END

Summary, from the results above
  1. $number steps ran the real programs; each gave the exit status and the line that was expected.
  2. Two trusts that were strangers became partners by two signed files, six words and two people on each side, and rehearsed.
  3. One lesson went from Northmere to Southfell over mutual TLS: $digest
  4. The receipt and the answer "adapted" came back the same way, each an entry in Southfell's own log.
  5. Nobody without a partner's certificate got anything; a suspended partner was refused at its next request.
  6. The lesson, its signature and its place in the log were verified offline.
  7. A lesson with a detail that could tell who somebody is was taken back: Southfell's receipts say "purged", and the detail is
     in no file of the two stores nor of the export. A copy on paper cannot be taken back.
  8. Both stores were computed again from their bytes and are clean.
END
