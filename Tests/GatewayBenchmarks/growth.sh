#!/usr/bin/env bash
# A store of COUNT lessons against one of 10,000, and the memory of an idle gateway over it.
# Usage: growth.sh FOLDER-WITH-PROGRAMS [COUNT]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
PATH="$(realpath "$1"):$PATH"
count=${2:-1000000}
work=$(mktemp -d)
cd "$work"
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null; rm -rf "$work"' EXIT
bash "$here/../GatewayTestKit/federation.sh" 19740
GatewayBenchmarks growth northmere "$count"
ls -l northmere/data | awk 'NR > 1 { print $9, int($5 / 1048576) " MB" }'
token=$(lesson-gateway token create --for Growth --scope read --config northmere/gateway.yaml --json | jq -r .token)
lesson-gateway serve --config northmere/gateway.yaml > serve.out 2> serve.err &
server=$!
for _ in $(seq 600); do grep -q "local http" serve.out && break; sleep 0.1; done
ask() { curl -sS -f -o "$2" -w "%{time_total} s: $1\n" -H "Authorization: Bearer $token" "http://127.0.0.1:19750/v1/lessons$1"; }
ask "?limit=1" first.json
# All at once, so that as many connections as there can be keep pages.
asked=()
for query in "?q=the" "?q=a%20t%20s" "?q=handover" "?q=checklist%20daily" "?theme=handover-communication" "?source=complaint" \
  "?q=insulin&theme=falls-frailty" "?publisher=reg:demo-northmere&until=2020"; do
  ask "$query" /dev/null &
  asked+=($!)
done
for one in "${asked[@]}"; do wait "$one"; done
ask "/$(jq -r '.lessons[0].lessonId | @uri' first.json)/similar" /dev/null
sleep 2
awk '/VmRSS/ { m = int($2 / 1024); printf "idle gateway: %d MB (asked <= 150)%s\n", m, (m > 150 ? "  MISSED" : "") }' /proc/$server/status
