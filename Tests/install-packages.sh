#!/usr/bin/env bash
# Installs the Debian packages that are missing, and says which. Does nothing where all are there.
set -euo pipefail
command -v swift > /dev/null || { echo "The Swift toolchain (6.2 or later) is needed: https://www.swift.org/install/linux/"; exit 1; }
missing=()
need() { # command or file, package
  command -v "$1" > /dev/null || [ -e "$1" ] || missing+=("$2")
}
need /usr/include/openssl/evp.h libssl-dev
need pkg-config pkg-config
need openssl openssl
need jq jq
need curl curl
need python3 python3
need unshare util-linux
need awk mawk
need nm binutils
need /usr/include/csv.h libcsv-dev
need /usr/include/sqlite3.h libsqlite3-dev
[ ${#missing[@]} -gt 0 ] || exit 0
echo "Installing missing system packages: ${missing[*]}"
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
