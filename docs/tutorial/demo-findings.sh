#!/usr/bin/env bash
# The third part of the demonstration: a hand-written table of findings with every fault in it goes through two trusts.
# As in demo.sh every step runs the real programs and compares exit status and a line of output; texts and names are
# invented. Usage: demo-findings.sh LESSON LESSON-GATEWAY
source "$(dirname "$0")/steps.sh"
shown=24
begin "$1" "$2" "$root/docs/tutorial/findings"

# also TEXT...: more that the last step has to have printed
also() {
  local text
  for text in "$@"; do grep -qF -- "$text" output || fail "«$text» should be there, too."; done
}
# never TEXT FILE...: what must be in no file
never() {
  local text=$1
  shift
  ! grep -rqF -- "$text" "$@" || fail "«$text» should be in none of $*."
}

port=$((10000 + RANDOM % 20000))
n="--config northmere/gateway.yaml"
s="--config southfell/gateway.yaml"
table="findings/tracker.csv --format pfd-tracker --aliases findings/aliases.json"
finding=2025-9001
attested() {
  lesson attest lesson.json --marking public --role caldicott-guardian --person "Demonstration Guardian" --author "Demonstration Author" \
    --key northmere/keys/seal.key --certificate northmere/keys/seal.pem --out lesson.attested.json < findings/answers
}
completed() { jq -s '.[0] * .[1]' draft.json findings/words.json > lesson.json; }

step "A federation with two trusts that are partners is made" 0 "" bash "$root/Tests/GatewayTestKit/federation.sh" "$port"
lesson-gateway serve $n > northmere.out 2> northmere.err &
servers+=($!)
for what in partners local operations; do until_line northmere.out "$what http"; done

step "Northmere wants to see later reports of coroners, too, although they do not name it" 0 "late-reports" \
  lesson-gateway subscription add late-reports --source coroner-pfd --since 2025-09-20 --person "Northmere Triage" $n
step "Northmere takes a table in: good rows come in, the others are listed, each with what to do" 6 \
  "in triage: 4, duties of yours: 2" lesson-gateway import $table --person "Northmere Triage" $n
also "row 4" "row 5" "set aside, finding.reference-" "repeated: 1" "which organisation is" "which issuer is"
step "The same table once more changes nothing" 6 "imported: 0" lesson-gateway import $table --person "Northmere Triage" $n
also "new versions: 0"
step "What is late is a duty: it names Northmere, and its date is the printed one" 0 "due 2025-10-30 (printed, 1 day after the statutory date)" \
  lesson-gateway finding list --overdue $n
also "$finding" "2025-9006" "days late"
! grep -qF "2025-9002" output || fail "what names others is never late."
step "The same for the meeting, as a page" 0 "written to overdue.html" \
  lesson-gateway report overdue --format html --out overdue.html $n
grep -qF "$finding" overdue.html || fail "the report should name the finding."
step "A report that is only a document waits for a reader" 0 "needs reading" lesson-gateway finding show 2025-9006 $n
step "One decision for two that do not concern Northmere, with one reason" 0 "not relevant" \
  lesson-gateway finding triage 2025-9008 2025-9010 --not-relevant --reason "We do not use that supplier or product." \
  --person "Northmere Triage" $n
step "A duty is nobody's to drop alone: that it is not Northmere's waits" 0 "waits for approval as not relevant" \
  lesson-gateway finding triage 2025-9006 --not-relevant --reason "The service went to another trust." \
  --person "Northmere Triage" $n
step "... until the chair agrees" 0 "approved as not relevant" \
  lesson-gateway finding approve 2025-9006 --person "Northmere Chair" $n
step "The first one does: which group, which role; the printed date is kept" 0 "relevant" \
  lesson-gateway finding triage $finding --relevant --group pharmacy --owner-role "Chief pharmacist" \
  --person "Northmere Triage" $n
step "Gap analysis: the first point is in place in part" 0 "C1 partial" \
  lesson-gateway finding assess $finding C1 --position partial --evidence-type audit --evidence "Audit of three lists" \
  --gap "Two old lists are still in use" --reason "One list replaces three." --person "Northmere Pharmacist" $n
step "... the second one is" 0 "C2 already-in-place" lesson-gateway finding assess $finding C2 --position already-in-place \
  --evidence-type observation --evidence "Labels were looked at" --person "Northmere Pharmacist" $n
step "An action for the gap" 0 "action A1 planned" lesson-gateway finding plan $finding A1 \
  --text "Take the two old lists out of use" --owner-role "Ward managers" --due 2025-10-20 --person "Northmere Pharmacist" $n
step "... cannot end without evidence" 0 "finding.value-unknown" bash -c '! lesson-gateway "$@"' refused \
  finding plan $finding A1 --state done --person "Northmere Pharmacist" $n
step "... and ends with it" 0 "action A1 done" lesson-gateway finding plan $finding A1 --state done --evidence-type audit \
  --evidence "No ward has an old list" --person "Northmere Pharmacist" $n
step "Who assessed may not approve" 6 "duty.separated" \
  lesson-gateway finding approve $finding --person "Northmere Pharmacist" $n
step "The chair of the group does" 0 "approved" lesson-gateway finding approve $finding --person "Northmere Chair" $n
step "A signed answer, for Southfell to read; the coroner's own reply goes by letter as before" 0 "answered partial" \
  lesson-gateway finding answer $finding --overall partial --text "One list replaces three." \
  --share-with reg:demo-southfell --person "Northmere Publisher" $n
step "The day on which that reply went is kept" 0 "the reply was sent on 2025-10-28" \
  lesson-gateway finding reply-sent $finding --on 2025-10-28 --person "Northmere Triage" $n
step "The finding is closed" 0 "closed" lesson-gateway finding close $finding --person "Northmere Chair" $n
step "Its draft becomes a lesson" 0 "draft written to draft.json" \
  lesson-gateway finding show $finding --draft-out draft.json $n
never Personone draft.json
never Coronerone draft.json
step "... with words of Northmere's own, for staff and for patients" 0 "" completed
step "... which the gate has read: for everybody, since a notice board is open" 0 "ready" \
  lesson check lesson.json --marking public
step "The guardian attests it" 0 "attested" attested
step "Somebody else publishes it" 0 "published urn:lesson:reg:demo-northmere:" lesson-gateway publish lesson.json \
  --marking public --attestation lesson.attested.json --person "Northmere Publisher" $n
id=$(grep -o 'urn:lesson:[a-z0-9:-]*' output | head -n 1)
digest=$(grep -o 'sha256:[0-9a-f]*' output | head -n 1)
step "Southfell reads Northmere's log" 0 "reg:demo-northmere" lesson-gateway sync --partner reg:demo-northmere $s
step "Southfell takes the same table in: what Northmere did is there already, with its position" 6 "already covered by: $id" \
  lesson-gateway import $table --person "Southfell Triage" $s
also "same-source" "position: partial"
step "Nobody at Southfell has to begin from nothing" 0 "position of reg:demo-northmere: partial" \
  lesson-gateway finding show $finding $s
also "C1: partial, One list replaces three." "C2: already-in-place"
step "A notice-board flyer, in the words for patients" 0 "Reading age" \
  lesson-gateway render "$id" --as flyer --out flyer.html $s
grep -qF "If you think that your dose is late" flyer.html || fail "the flyer should have the words for patients."
! grep -qF "time-critical" flyer.html || fail "the flyer should have no words for staff."
digits="${digest:7:4} ${digest:11:4} ${digest:15:4} ${digest:19:4}"
grep -qF "$digits" flyer.html || fail "the flyer should carry its digits."
step "Whoever finds the flyer on a wall checks it by its digits" 0 "It stands" lesson-gateway lesson $digits $s
also "$id"
step "The pack of Northmere's meeting" 0 "written to meeting.html" \
  lesson-gateway report meeting --since 2025-01-01 --format html --out meeting.html $n
step "The trail with every step, for whoever audits it" 0 "evidence.jsonl" \
  lesson-gateway evidence --out evidence.jsonl $n
jq -e . evidence.jsonl > /dev/null || fail "each line should be JSON."
never Personone overdue.html meeting.html flyer.html evidence.jsonl
never Coronerone overdue.html meeting.html flyer.html evidence.jsonl
kill "${servers[@]}" && wait "${servers[@]}" 2> /dev/null
servers=()
step "Northmere's store is clean" 0 "clean" lesson-gateway check $n
step "... and Southfell's" 0 "clean" lesson-gateway check $s

cat << END

Summary, from the results above
  1. $number steps ran the real programs; each gave the exit status and the line that was expected.
  2. A table with ten rows came in: what contradicts itself was set aside with what to do, and no name left its source.
  3. What names Northmere has a clock; everything else is for awareness and never late.
  4. Triage, gap analysis, action, approval, answer and closure were taken by four people, each step in the trail.
  5. One lesson came of it: $digest
  6. Southfell's import of the same table showed that it is covered already, and where Northmere stands.
  7. A flyer in plain words carries digits by which anybody can ask whether it still stands.
END
