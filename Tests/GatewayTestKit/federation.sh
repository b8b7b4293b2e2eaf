#!/usr/bin/env bash
# Makes a throw-away federation with two gateways in the current folder: northmere and southfell, partners of each other;
# with "apart" they are not partners yet.
# Usage: federation.sh BASE-PORT [apart]; needs lesson and lesson-gateway on the path.
set -euo pipefail
base=$1
apart=${2:-}
[ -z "$apart" ] || [ "$apart" = apart ] || { echo "federation.sh: the second word is apart or left out" >&2; exit 2; }
# Certificates are a little older than what is signed with them, as they are anywhere.
from=$(date -u -d '-2 days' +%Y-%m-%dT%H:%M:%SZ)
lesson authority init ca --name "DEMONSTRATION federation" --no-passphrase --from "$from" > /dev/null
lesson trust add trust.json --root ca/root.pem > /dev/null
n=0
for o in northmere southfell; do
  lesson-gateway init $o --organisation reg:demo-$o --name "DEMONSTRATION $o" --contact lessons@$o.example > /dev/null
  for key in seal receipts; do lesson authority issue ca --request $o/keys/$key.csr --out $o/keys/$key.pem --from "$from" > /dev/null; done
  lesson authority issue ca --request $o/keys/tls.csr --host localhost --out $o/keys/tls.pem --from "$from" > /dev/null
  lesson trust add trust.json --member reg:demo-$o --name "DEMONSTRATION $o" --certificate $o/keys/seal.pem > /dev/null
  lesson trust add trust.json --member reg:demo-$o --certificate $o/keys/receipts.pem --kinds receipt,epoch \
    --log-key "$(cat $o/keys/log.pub)" > /dev/null
  sed -i -e "s/port: 8443/port: $((base + n))/" -e "s/port: 8081/port: $((base + 10 + n))/" \
    -e "s/port: 8082/port: $((base + 20 + n))/" -e 's/"0\.0\.0\.0"/"127.0.0.1"/' $o/gateway.yaml
  n=$((n + 1))
done
for o in northmere southfell; do
  cp trust.json $o/trust.json
  lesson-gateway migrate --config $o/gateway.yaml > /dev/null
done
[ -z "$apart" ] || exit 0
lesson-gateway partner add reg:demo-southfell --url https://localhost:$((base + 1)) --tls-certificate southfell/keys/tls.pem \
  --config northmere/gateway.yaml > /dev/null
lesson-gateway partner add reg:demo-northmere --url https://localhost:$base --tls-certificate northmere/keys/tls.pem \
  --config southfell/gateway.yaml > /dev/null
