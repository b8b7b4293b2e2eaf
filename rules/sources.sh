#!/usr/bin/env bash
# Fetches what the gazetteer is made from into a folder, as NameModelTrainer reads it. Usage: sources.sh FOLDER
set -euo pipefail
out=$(mkdir -p "$1" && realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
pip download --quiet --no-deps --no-binary names names==0.3.0
pip download --quiet --no-deps nomquamgender==0.1.4
tar -xzf names-0.3.0.tar.gz
cp names-0.3.0/names/dist.{all.last,female.first,male.first} "$out"
python3 -m zipfile -e nomquamgender-0.1.4-*.whl wheel
cp wheel/nomquamgender/name_data.json "$out/nomquamgender.json"
mkdir debian && (cd debian && apt-get download -qq scowl=2020.12.07-\* 2> /dev/null && dpkg-deb -x scowl_*.deb .)
for size in 10 20 35 40 50; do
  cat debian/usr/share/dict/scowl/{english,british}-words.$size > "$out/words.$size"
done
