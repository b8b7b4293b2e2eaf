#!/usr/bin/env bash
# Two gateways under load on loopback: publish, feed, sync of COUNT bundles, an empty poll.
# Usage: load.sh FOLDER-WITH-PROGRAMS GATEWAY-BENCHMARKS [COUNT]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
PATH="$(realpath "$1"):$PATH"
bench=$(realpath "$2")
count=${3:-10000}
work=$(mktemp -d)
cd "$work"
trap 'kill $server 2> /dev/null || true; rm -rf "$work"' EXIT
server=
bash "$here/../GatewayTestKit/federation.sh" 19440
mkdir spare && cp -r northmere spare/
"$bench" publish spare/northmere 3000
"$bench" fill northmere "$count"
"$bench" feed northmere
lesson-gateway serve --config northmere/gateway.yaml > serve.out 2> serve.err &
server=$!
for _ in $(seq 100); do grep -q partners serve.out && break; sleep 0.1; done
start=$(date +%s.%N)
lesson-gateway sync --partner reg:demo-northmere --config southfell/gateway.yaml
end=$(date +%s.%N)
awk -v c="$count" -v s="$start" -v e="$end" 'BEGIN { r = c / (e - s); printf "sync of %d bundles: %d/s (asked >= 1000)%s\n", c, r, r < 1000 ? "  MISSED" : "" }'
poll() { curl -s -o /dev/null -w '%{time_starttransfer} %{time_pretransfer}\n' --cacert ca/root.pem --cert southfell/keys/tls.pem --key southfell/keys/tls.key https://localhost:19440/v1/log/checkpoint https://localhost:19440/v1/log/checkpoint; }
for _ in $(seq 20); do poll | tail -n 1; done | awk '{ t = ($1 - $2) * 1000; if (NR == 1 || t < m) m = t; s += t } END { printf "poll with nothing new: %.2f ms, best %.2f (asked <= 5)\n", s / NR, m }'
awk '/VmHWM|VmRSS/ { print "serve " $1, int($2 / 1024) " MB" }' /proc/$server/status
