#!/usr/bin/env bash
# Proves that the program needs no network and cannot use one: what it imports holds no way to open a connection, verify
# works in a network namespace without interfaces, and it makes no system call of the network. What a machine does not
# permit is SKIPPED, loudly. Usage: offline.sh LESSON
set -euo pipefail
lesson=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "FAILED: $*"; exit 1; }

# A program gets a socket from libc, or from libcrypto's BIO and HTTP, by a name that it imports. The Swift runtime that is
# linked in brings only getsockopt, sendfile and socketpair, which connect nothing. Code that opened a socket, ours or a
# package's, would show here, also where no test reaches it; FoundationNetworking, libcurl and libssl would show as needed.
names='socket|connect|bind|listen|accept4?|send(to|m?msg)?|recv(from|m?msg)?|getaddrinfo|gethostby[a-z_0-9]+|res_n?query'
names="$names"'|BIO_(new_|s_)?(socket|connect|accept|datagram|dgram)[a-z_]*|BIO_(bind|listen|lookup)(_ex)?|OSSL_HTTP_[a-z_]+|X509(_CRL)?_load_http'
connecting() { # program: the imported names that can open a connection
  nm -D --undefined-only "$1" | awk '{sub(/@.*/, "", $NF); print $NF}' | grep -xE "$names" || true
}
[ -n "$(connecting "$(command -v openssl)")" ] || fail "the check of imports does not see the sockets of openssl itself"
[ -z "$(connecting "$lesson")" ] || fail "the program imports $(connecting "$lesson" | tr '\n' ' ')"
needed=$(readelf -d "$lesson" | grep NEEDED || true)
! grep -E 'Networking|libcurl|libssl' <<< "$needed" || fail "the program needs a library of the network"
echo "offline: the program imports nothing that opens a connection"

north="--key $root/certs/northmere/seal.key --certificate $root/certs/northmere/seal.pem"
lessons="$root/docs/tutorial/lessons"
"$lesson" attest "$lessons/medicines-huddle.txt" --role caldicott-guardian --person "Demonstration Guardian" \
  --author "Demonstration Author" $north --out attested.json < "$lessons/answers" > /dev/null 2>&1
"$lesson" sign "$lessons/medicines-huddle.txt" $north --out bundle.json --attestation attested.json > /dev/null 2>&1
verify=("$lesson" verify bundle.json --trust "$root/certs/trust.json" --from reg:demo-northmere)
space=()
if unshare --net true 2> /dev/null; then
  space=(unshare --net)
elif unshare --user --net true 2> /dev/null; then
  space=(unshare --user --net)
fi
if [ ${#space[@]} -gt 0 ]; then
  "${space[@]}" "${verify[@]}" > out || { cat out; fail "verify does not work without a network"; }
  grep -q '^VERIFIED' out || fail "verify did not accept the bundle"
  echo "offline: verified without any network interface"
else
  echo "SKIPPED: this machine does not permit network namespaces; verify did NOT run without a network"
fi
if strace -f -qq -e trace=%network -o /dev/null true 2> /dev/null; then
  strace -f -qq -e trace=%network -e signal=none -o calls "${verify[@]}" > out || { cat out; fail "verify does not work under strace"; }
  [ ! -s calls ] || { cat calls; fail "verify made a system call of the network"; }
  echo "offline: no system call of the network"
else
  echo "SKIPPED: strace is not installed or not permitted; system calls were NOT watched"
fi
