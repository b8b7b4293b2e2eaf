#!/usr/bin/env bash
# Writes commands.md anew from what the program prints. Usage: commands.sh LESSON (make pages)
set -euo pipefail
lesson=$(realpath "$1")
cd "$(dirname "$0")"
page() { # the name of a command
  printf '\n## lesson%s\n\n```\n' "${1:+ $1}"
  # shellcheck disable=SC2086
  COLUMNS=110 "$lesson" $1 --help
  printf '```\n'
}
{
  printf '# Commands\n\nAs `--help` prints them. Exit statuses: [exit status](exit-status.md).\n'
  page ""
  for command in new check scan redact attest sign verify inspect withdraw respond status identity "identity new" "identity show" \
    authority "authority init" "authority issue" "authority revoke" "authority crl" \
    trust "trust add" "trust remove" "trust show" "trust check" canonicalise validate codes rules "rules show" \
    "rules digest" explain; do
    page "$command"
  done
} > commands.md
