#!/usr/bin/env bash
# Runs one fuzzer for a time, from seeds of the project. Usage: run.sh NAME SECONDS
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
corpus="$root/.build-fuzz/corpus/$1"
mkdir -p "$corpus"
case $1 in
  JSON | Schema | Envelope) cp "$root"/schemas/examples/valid/*.json "$root"/schemas/common.schema.json "$corpus" ;;
  Certificate)
    for f in "$root"/certs/*/*.pem; do
      openssl x509 -in "$f" -outform DER -out "$corpus/$(echo "$f" | md5sum | cut -c1-8).der"
    done ;;
  Regex) printf '^(a|b)*[0-9]{2,4}\\p{Lu}$aab12Z' > "$corpus/seed" ;;
  Base64) printf 'Zm9vYmFy' > "$corpus/seed" ;;
  Log)
    log="$root/Tests/LessonToolTests/Scripts/fixtures/log"
    cp "$log/checkpoint" "$log/addressed/0" "$corpus"
    cp "$log"/tile/entries/000.p/2 "$corpus/entries"
    jq -r '.evidence.log[0].proof' "$(ls "$log"/statements/*.json | head -n 1)" | head -c -1 > "$corpus/proof"
    jq -j '.members[0].logKey' "$log-trust.json" > "$corpus/key"
    printf 'tile/0/x001/x234/067.p/9' > "$corpus/path" ;;
  Table)
    cp "$root"/Tests/LessonToolTests/Scripts/fixtures/findings/*.csv "$corpus"
    # A fuzzer takes short inputs: the header and one row.
    head -n 5 "$root/Tests/LessonToolTests/Scripts/fixtures/findings/reports.csv" > "$corpus/row"
    printf '2025-0001,"a ""b"" c",,\n' > "$corpus/quotes" ;;
  Scanner)
    printf 'Mr Tibbett (1048263), NHS number 999 312 4575, born 3 March 1948, lives at Flat 4, 19 Quarry Lane.' > "$corpus/person"
    printf 'Ring 07700 900417, m.tibbett@example.org, @heron, ///lamp.river.spoon, 2001:db8::1.' > "$corpus/contact"
    printf 'J o h n &#84;ibbett\xe2\x80\x8b; nine nine nine three one two; PSII-2024-019; TWFybG9uIFRpYmJldHQ=' > "$corpus/hidden" ;;
esac
log=$(mktemp)
if ! ASAN_OPTIONS=detect_leaks=0 "$root/.build-fuzz/release/Fuzz$1" -max_total_time="$2" -max_len=8192 -timeout=10 \
  -rss_limit_mb=2048 -artifact_prefix="$root/.build-fuzz/" "$corpus" > "$log" 2>&1; then
  tail -n 40 "$log"
  echo "FAILED: fuzzer $1"
  exit 1
fi
echo "fuzzer $1: $(grep -o 'Done [0-9]* runs.*' "$log"), no finding"
