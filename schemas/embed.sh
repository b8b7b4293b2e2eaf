#!/usr/bin/env bash
# Writes Sources/CResources/resources.c anew: one entry for each schema, code list and table, and the compiled image of the
# schemas. Run it after adding a file here; a test compares the two.
set -euo pipefail
cd "$(dirname "$0")"
out=../Sources/CResources/resources.c
files=$(find . -name '*.schema.json' -o -path './codes/*.json' -o -path './mappings/*.json' -o -path './draft2020-12/*.json' -o -name compiled.bin | sed 's|^\./||' | LC_ALL=C sort -u)
{
  echo '// Made by schemas/embed.sh; not to be edited. The compiler takes the files in as they are (C23 #embed).'
  echo '#include "resources.h"'
  n=0
  for f in $files; do
    printf '\nstatic const unsigned char r%d[] = {\n#embed "../../schemas/%s"\n};\n' "$n" "$f"
    n=$((n + 1))
  done
  printf '\nstatic const lx_resource all[] = {\n'
  n=0
  for f in $files; do
    printf '    {"%s", r%d, sizeof r%d},\n' "$f" "$n" "$n"
    n=$((n + 1))
  done
  printf '};\n\nint lx_resource_count(void) { return sizeof all / sizeof all[0]; }\n\n'
  printf 'lx_resource lx_resource_at(int position) { return all[position]; }\n'
} > "$out"
echo "$out: $(echo "$files" | wc -l) files"
