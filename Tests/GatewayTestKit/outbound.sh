#!/usr/bin/env bash
# A site that nobody reaches: it listens on no port for partners and delivers its log to its partner. Publish, receipt,
# withdraw and receipt arrive in both directions. Usage: outbound.sh FOLDER-WITH-PROGRAMS
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
PATH="$(realpath "$1"):$PATH"
work=$(mktemp -d)
cd "$work"
servers=()
trap 'kill "${servers[@]}" 2> /dev/null || true; wait 2> /dev/null || true; rm -rf "$work"' EXIT
port=$((10000 + RANDOM % 20000))
fail() {
  printf 'OUTBOUND FAILED: %s\n' "$1"
  tail -n 5 ./*.err 2> /dev/null || true
  exit 1
}
until_true() { # what, command...
  local what=$1
  shift
  for _ in $(seq 300); do
    "$@" && return 0
    sleep 0.1
  done
  fail "$what did not come in 30 s"
}
bash "$here/federation.sh" "$port" apart
n="--config northmere/gateway.yaml"
s="--config southfell/gateway.yaml"
lesson-gateway partner add reg:demo-southfell --tls-certificate southfell/keys/tls.pem $n > /dev/null
lesson-gateway partner add reg:demo-northmere --url "https://localhost:$port" --deliver \
  --tls-certificate northmere/keys/tls.pem $s > /dev/null
sed -i 's/  listens: .*/  listens: false/' southfell/gateway.yaml
sed -i 's/intervalSeconds: 300/intervalSeconds: 1/' ./*/gateway.yaml
for o in northmere southfell; do
  lesson-gateway serve --config $o/gateway.yaml > $o.out 2> $o.err &
  servers+=($!)
done
until_true "the gateway at Northmere" grep -q "partners http" northmere.out
until_true "the gateway at Southfell" grep -q "local http" southfell.out
if grep -q partners southfell.out; then fail "Southfell listens for partners"; fi

publish() { # organisation: publishes one lesson, prints its id
  GatewayBenchmarks publish-each "$1" 1 | awk '{ print $2 }'
}
told() { lesson-gateway inbox --config "$1/gateway.yaml" | grep -q "$2"; } # organisation, line
state() { lesson-gateway search --config "$1/gateway.yaml" | grep -q "$2"; }
gone() { ! state "$1" "$2"; }
for pair in "northmere southfell" "southfell northmere"; do
  read -r from to <<< "$pair"
  lesson=$(publish $from)
  until_true "the lesson of $from" state $to "$lesson"
  until_true "the receipt of $to" told $from "bundle.*1 of 1 partners"
  lesson-gateway withdraw "$lesson" --reason disclosive --config $from/gateway.yaml > /dev/null
  until_true "the withdrawal of $from" gone $to "$lesson"
  until_true "the receipt of $to for it" told $from "withdrawal.*1 of 1 partners"
  answered() { ! lesson-gateway inbox --config $from/gateway.yaml | grep -q "open at"; }
  until_true "the erasure at $to" answered
done
kill "${servers[@]}"
wait "${servers[@]}" || true
servers=()
for o in northmere southfell; do lesson-gateway check --config $o/gateway.yaml > $o.check || fail "$(cat $o.check)"; done
echo "outbound: publish, receipt, withdraw and receipt came both ways, with no port open on one side"
