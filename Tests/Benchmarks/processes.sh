#!/usr/bin/env bash
# Figures of whole processes: verify of a 50 KB bundle against openssl cms -verify of the same bytes, memory of a 2 MiB
# payload against its limit, what the gate finds of the development set, and, where they are installed, jsonschema-rs on the
# same payload and joserfc's rate for the signature alone. Nothing fails: figures of shared machines are read, not asserted.
# Usage: processes.sh LESSON BENCHMARKS
set -euo pipefail
lesson=$(realpath "$1")
benchmarks=$(realpath "$2")
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
north="--key $root/certs/northmere/seal.key --certificate $root/certs/northmere/seal.pem"
text=$(head -c 1400 < <(yes 'Naming the critical doses aloud makes a gap visible before it is a late dose. ' | tr -d '\n'))
jq -n --arg t "$text" '{title:"Two-minute huddle",recordKind:"good-care",sourceType:"good-care",serviceLine:["pharmacy","acute-inpatient"],
  whatHappened:$t,whyItMattered:$t[0:700],whatWeLearned:[range(3)|{statement:"Name the doses aloud, from the chart.",level:"team"}],
  goodPractice:{strengths:"Short.",howToRecreate:"Fixed time.",conditionsNeeded:"A pharmacist."},
  contributoryThemes:["medication-monitoring"],audience:["frontline"],reviewDue:"2027-01"}' > draft.json
"$lesson" attest draft.json --role caldicott-guardian --person "Demonstration Guardian" --author "Demonstration Author" $north \
  --out attested.json < "$root/docs/tutorial/lessons/answers" > /dev/null 2>&1
"$lesson" sign $(for _ in $(seq 15); do echo draft.json; done) --together $north --out bundle.json --attestation attested.json > /dev/null 2>&1
jq -rj .payload bundle.json | tr -- '-_' '+/' | awk '{n=length($0)%4; if(n==2)$0=$0"=="; else if(n==3)$0=$0"="; print}' | base64 -d > payload
openssl cms -sign -binary -in payload -signer "$root/certs/northmere/seal.pem" -inkey "$root/certs/northmere/seal.key" \
  -certfile "$root/certs/federation/issuing.pem" -outform DER -out payload.cms -md sha256
verify=("$lesson" verify bundle.json --trust "$root/certs/trust.json" --from reg:demo-northmere --without-gate)
cms=(openssl cms -verify -binary -inform DER -in payload.cms -content payload -CAfile "$root/certs/federation/root.pem" -purpose any -out /dev/null)
"${verify[@]}" > /dev/null
"${cms[@]}" 2> /dev/null
best() { # the best of 40 runs in microseconds
  local least=999999999 begin end
  for _ in $(seq 40); do
    begin=$(date +%s%N)
    "$@" > /dev/null 2>&1
    end=$(date +%s%N)
    [ $((end - begin)) -ge $least ] || least=$((end - begin))
  done
  echo $((least / 1000))
}
ours=$(best "${verify[@]}")
theirs=$(best "${cms[@]}")
echo
echo "process, bundle of $(wc -c < payload) bytes: lesson verify $ours us, openssl cms -verify $theirs us, ratio $(awk "BEGIN{printf \"%.2f\", $ours/$theirs}")"
gated=$(best "${verify[@]:0:${#verify[@]}-1}")
echo "  the same with the gate on: $gated us, ratio $(awk "BEGIN{printf \"%.2f\", $gated/$ours}"), limit 1.6"
corpus="$root/../shared/corpus"
if [ -f "$corpus/dev.jsonl" ]; then
  echo "anonymisation gate, development set"
  "$lesson" scan --lines "$corpus/dev.jsonl" > spans.jsonl || true
  python3 "$corpus/score.py" "$corpus/dev.jsonl" spans.jsonl | sed 's/^/  /'
else
  echo "SKIPPED: no development set; recall, precision, leak, silent and alarms were not measured"
fi
"$benchmarks" --large .
if [ -x /usr/bin/time ]; then
  /usr/bin/time -f %M -o memory "$lesson" verify large.json --trust trust.json --any-member --expect status-list \
    --at 2026-02-16T00:00:00Z > out || true
  head -n 1 out
  used=$(tail -n 1 memory)
  echo "memory: $used KiB at most, limit 65536 KiB (64 MiB): $([ "$used" -le 65536 ] && echo ok || echo MISSED)"
else
  echo "SKIPPED: /usr/bin/time is not installed; the memory was not measured"
fi
"$benchmarks" --tables .
for size in small large; do
  begin=$(date +%s%N)
  /usr/bin/time -f %M -o memory "$lesson" import --format pfd-tracker "reports-$size.csv" --publisher reg:demo-northmere \
    --out "imported-$size" > out
  end=$(date +%s%N)
  bytes=$(stat -c %s "reports-$size.csv")
  echo "lesson import, $((bytes / 1000000)) MB, all of it new: $(awk "BEGIN{printf \"%.1f\", $bytes * 1000 / ($end - $begin)}") MB/s, $(tail -n 1 memory) KiB at most"
  begin=$(date +%s%N)
  "$lesson" import --format pfd-tracker "reports-$size.csv" --publisher reg:demo-northmere --out "imported-$size" > out
  end=$(date +%s%N)
  echo "  the same once more: $(awk "BEGIN{printf \"%.1f\", $bytes * 1000 / ($end - $begin)}") MB/s"
done
line=$("$benchmarks" --validate payload)
echo "$line"
ours=$(grep -oE '[0-9.]+ us' <<< "$line" | cut -d' ' -f1)
if python3 -c 'import jsonschema_rs' 2> /dev/null; then
  python3 - payload "$root/schemas" "$ours" << 'P'
import glob, json, sys, time
import jsonschema_rs
schemas = [json.load(open(f)) for f in glob.glob(sys.argv[2] + "/*.schema.json")]
registry = jsonschema_rs.Registry([(s["$id"], s) for s in schemas])
bundle = next(s for s in schemas if s["$id"].endswith("/bundle.schema.json"))
validator = jsonschema_rs.Draft202012Validator(bundle, registry=registry)
payload = json.load(open(sys.argv[1]))
assert validator.is_valid(payload)
best = 1e9
for _ in range(7):
    begin = time.perf_counter()
    for _ in range(200): validator.is_valid(payload)
    best = min(best, (time.perf_counter() - begin) / 200 * 1e6)
print(f"  jsonschema-rs from Python, the same payload: {best:.2f} us, ratio {float(sys.argv[3]) / best:.2f}")
P
else
  echo "SKIPPED: jsonschema-rs is not installed; schema validation was not compared"
fi
python3 -c 'import joserfc, cryptography' 2> /dev/null || { echo "SKIPPED: joserfc is not installed"; exit 0; }
python3 - bundle.json << 'P'
import base64, json, sys, time
from cryptography import x509
from cryptography.hazmat.primitives import serialization as s
from joserfc import jws
from joserfc.jwk import import_key
raw = open(sys.argv[1], "rb").read()
bundle = json.loads(raw)
leaf = x509.load_der_x509_certificate(base64.b64decode(bundle["signatures"][0]["header"]["x5c"][0]))
key = import_key(leaf.public_key().public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo), "EC")
def rate(work):
    best = 0
    for _ in range(5):
        begin = time.perf_counter()
        for _ in range(200): work()
        best = max(best, 200 / (time.perf_counter() - begin))
    return best
print(f"joserfc, signature alone, of parsed JSON: {rate(lambda: jws.deserialize_json(bundle, key)):.0f}/s")
print(f"  from the bytes of the file: {rate(lambda: jws.deserialize_json(json.loads(raw), key)):.0f}/s")
P
