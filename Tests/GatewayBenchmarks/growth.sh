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
lesson-gateway serve --config northmere/gateway.yaml > serve.out 2> serve.err &
server=$!
for _ in $(seq 600); do grep -q partners serve.out && break; sleep 0.1; done
sleep 2
awk '/VmRSS/ { m = int($2 / 1024); printf "idle gateway: %d MB (asked <= 150)%s\n", m, (m > 150 ? "  MISSED" : "") }' /proc/$server/status
