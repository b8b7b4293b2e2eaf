#!/usr/bin/env bash
# A backup of COUNT lessons while the gateway publishes, answers its local API and is read by a partner: no request fails.
# Then the store is lost; how long a restore and a check take. Usage: backup.sh FOLDER-WITH-PROGRAMS [COUNT]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
PATH="$(realpath "$1"):$PATH"
count=${2:-100000}
work=$(mktemp -d)
cd "$work"
servers=()
trap 'kill "${servers[@]}" 2> /dev/null || true; rm -rf "$work"' EXIT
bash "$here/../GatewayTestKit/federation.sh" 19140
n="--config northmere/gateway.yaml"
sed -i 's/intervalSeconds: 300/intervalSeconds: 1/' ./*/gateway.yaml
GatewayBenchmarks fill northmere "$count"
token=$(lesson-gateway token create --for Load --scope read $n --json | jq -r .token)
for o in northmere southfell; do
  lesson-gateway serve --config $o/gateway.yaml > $o.out 2> $o.err &
  servers+=($!)
done
for _ in $(seq 200); do grep -q "local http" northmere.out && break; sleep 0.1; done

touch working
( while [ -e working ]; do GatewayBenchmarks publish-each northmere 20 > published.new || echo publish >> failed; cat published.new >> published; done ) &
publisher=$!
(
  while [ -e working ]; do
    code=$(curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" "http://127.0.0.1:19150/v1/lessons?q=handover" || true)
    echo "$code" >> asked
    [ "$code" = 200 ] || echo "search $code" >> failed
  done
) &
searcher=$!
sleep 2
before=$(wc -l < published)
start=$(date +%s.%N)
lesson-gateway backup copy.sqlite $n
end=$(date +%s.%N)
during=$(($(wc -l < published) - before))
rm working
wait $publisher $searcher
if grep -q "sync failed\|sync ended" southfell.err; then echo "sync" >> failed; fi
kill "${servers[@]}"
wait "${servers[@]}" 2> /dev/null || true
servers=()
awk -v s="$start" -v e="$end" -v d="$during" -v a="$(wc -l < asked)" 'BEGIN { printf "backup under load: %.1f s, %d lessons published meanwhile, %d searches answered\n", e - s, d, a }'
if [ -e failed ]; then echo "FAILED under load: $(sort failed | uniq -c | head -n 5)"; exit 1; fi
echo "backup under load: no request failed"

rm northmere/data/gateway.sqlite*
start=$(date +%s.%N)
lesson-gateway restore copy.sqlite --reason "Restored after a drill." --approver "chief information officer:One" \
  --approver "caldicott guardian:Two" $n | head -n 3
middle=$(date +%s.%N)
lesson-gateway check $n | tail -n 1
end=$(date +%s.%N)
awk -v s="$start" -v m="$middle" -v e="$end" 'BEGIN { printf "restore %.1f s, check %.1f s, together %.1f s (asked <= 120)%s\n", m - s, e - m, e - s, (e - s > 120 ? "  MISSED" : "") }'
