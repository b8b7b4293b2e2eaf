#!/usr/bin/env bash
# A partner that is suspended is refused at its next request: on a live connection, on a resumed TLS session, on a new
# connection, and nothing is asked of it either. Usage: revocation.sh FOLDER-WITH-PROGRAMS
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
PATH="$(realpath "$1"):$PATH"
work=$(mktemp -d)
cd "$work" || exit 1
server=
trap 'kill $(jobs -p) 2> /dev/null; exec 3>&-; rm -rf "$work"' EXIT
fail() { echo "revocation: FAILED: $1"; tail -n 5 serve.err; exit 1; }
port=$((10000 + RANDOM % 20000))
bash "$here/federation.sh" "$port" || exit 1
n="--config northmere/gateway.yaml"
lesson-gateway serve $n > serve.out 2> serve.err &
server=$!
for _ in $(seq 100); do grep -q partners serve.out && break; sleep 0.1; done
tls=(openssl s_client -quiet -connect "localhost:$port" -CAfile ca/root.pem -cert southfell/keys/tls.pem -cert_chain ca/issuing.pem
  -key southfell/keys/tls.key)
ask() { printf 'GET /v1/log/checkpoint HTTP/1.1\r\nHost: localhost\r\n\r\n'; }
until_status() { # file, count of answers, status of the last
  for _ in $(seq 100); do
    [ "$(grep -c '^HTTP/1.1 ' "$1")" -ge "$2" ] && break
    sleep 0.1
  done
  [ "$(grep '^HTTP/1.1 ' "$1" | sed -n "$2p" | cut -d' ' -f2)" = "$3" ] || fail "$1: wanted answer $2 to be $3: $(cat "$1")"
}

# try FILE command...: asks once in the background; the answer is waited for in the file.
try() {
  local file=$1
  shift
  { ask; exec sleep 30; } | timeout 30 "$@" > "$file" 2> "$file.err" &
}

mkfifo wire
"${tls[@]}" -sess_out session < wire > live 2> live.err &
exec 3> wire
ask >&3
until_status live 1 200
[ -s session ] || fail "no session was saved"
try resumed "${tls[@]}" -sess_in session
until_status resumed 1 200
try reused "${tls[@]/-quiet/-ign_eof}" -sess_in session
for _ in $(seq 100); do grep -q '^Reused' reused && break; sleep 0.1; done
grep -q '^Reused' reused || fail "the session is not resumed"

lesson-gateway partner suspend reg:demo-southfell $n > /dev/null || fail "suspend"
ask >&3
until_status live 2 403
try resumed.after "${tls[@]}" -sess_in session
until_status resumed.after 1 403
try fresh "${tls[@]}"
until_status fresh 1 403
lesson-gateway sync --partner reg:demo-southfell $n > out 2>&1 && fail "a suspended partner was read"
grep -q partner.unknown out || fail "$(cat out)"

lesson-gateway partner add reg:demo-southfell $n > /dev/null || fail "add"
try again "${tls[@]}"
until_status again 1 200
# A key that is not the pinned one, of the same organisation and authority.
lesson-gateway init other --organisation reg:demo-southfell --name Other --contact a@b.example > /dev/null
lesson authority issue ca --request other/keys/tls.csr --host localhost --out other/keys/tls.pem > /dev/null
try stranger openssl s_client -quiet -connect "localhost:$port" -CAfile ca/root.pem -cert other/keys/tls.pem \
  -cert_chain ca/issuing.pem -key other/keys/tls.key
until_status stranger 1 403
# A seal certificate is no TLS certificate.
try seal openssl s_client -quiet -connect "localhost:$port" -CAfile ca/root.pem -cert southfell/keys/seal.pem \
  -cert_chain ca/issuing.pem -key southfell/keys/seal.key
for _ in $(seq 100); do grep -q alert seal.err && break; sleep 0.1; done
{ grep -q alert seal.err && ! grep -q HTTP seal; } || fail "a seal certificate was let in"
# A key that the federation revoked.
lesson trust remove trust.json --member reg:demo-southfell --revoke southfell/keys/tls.pem --reason "a drill" > /dev/null
lesson-gateway trust trust.json $n > out || fail "trust"
grep -q "0 statements of partners are worth something else" out || fail "nothing was judged again: $(cat out)"
try revoked "${tls[@]}" -sess_in session
until_status revoked 1 403
lesson-gateway trust northmere/trust.json $n > /dev/null || fail "the same file again"
echo "revocation: a suspended or revoked partner was refused on live, resumed and new connections"
