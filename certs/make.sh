#!/usr/bin/env bash
# Makes the demonstration federation in this folder anew, with the tool itself. Usage: certs/make.sh [path of lesson]
# Every key here is public and worthless: it belongs to nobody and is trusted by nobody.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lesson=${1:-lesson}
cd "$here"
from=2026-01-01T00:00:00Z
rm -rf federation northmere southfell review-body trust.json
mark() {
  printf 'DEMONSTRATION KEY. It is published, seals nothing real and must never be trusted.\n' | cat - "$1" > "$1.new"
  mv "$1.new" "$1"
}
"$lesson" authority init federation --name "DEMONSTRATION federation" --years 40 --from "$from" --no-passphrase
member() { # folder, id, name, kind of key
  "$lesson" identity new --organisation "$2" --name "$3" --contact "lessons@$1.example" --kind "$4" --no-passphrase --out "$1"
  "$lesson" authority issue federation --request "$1/seal.csr" --days 3660 --from "$from" --out "$1/seal.pem"
  mark "$1/seal.key"
}
member northmere reg:demo-northmere "DEMONSTRATION Northmere Trust" p256
member southfell reg:demo-southfell "DEMONSTRATION Southfell Trust" p384
member review-body reg:demo-review-body "DEMONSTRATION Review Body" ed25519
"$lesson" trust add trust.json --root federation/root.pem
"$lesson" trust add trust.json --member reg:demo-northmere --name "DEMONSTRATION Northmere Trust" --certificate northmere/seal.pem
"$lesson" trust add trust.json --member reg:demo-southfell --name "DEMONSTRATION Southfell Trust" --certificate southfell/seal.pem
"$lesson" trust add trust.json --member reg:demo-review-body --name "DEMONSTRATION Review Body" --role external-body \
  --role authority --scope reg:demo-northmere --scope reg:demo-southfell --certificate review-body/seal.pem
mark federation/root.key
mark federation/issuing.key
