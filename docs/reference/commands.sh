#!/usr/bin/env bash
# Writes commands.md and gateway-commands.md anew from what the programs print.
# Usage: commands.sh LESSON LESSON-GATEWAY (make pages)
set -euo pipefail
lesson=$(realpath "$1")
gateway=$(realpath "$2")
cd "$(dirname "$0")"
page() { # program, its name, the name of a command
  printf '\n## %s%s\n\n```\n' "$2" "${3:+ $3}"
  # shellcheck disable=SC2086
  COLUMNS=110 "$1" $3 --help
  printf '```\n'
}
{
  printf '# Commands\n\nAs `--help` prints them. Exit statuses: [exit status](exit-status.md).\n'
  page "$lesson" lesson ""
  for command in new check scan redact attest sign verify inspect import withdraw respond status identity "identity new" "identity show" \
    authority "authority init" "authority issue" "authority revoke" "authority crl" \
    trust "trust add" "trust remove" "trust show" "trust check" log "log verify" "log prove" canonicalise validate codes rules \
    "rules show" "rules digest" explain; do
    page "$lesson" lesson "$command"
  done
} > commands.md
{
  printf '# Commands of the gateway\n\nAs `--help` prints them. Settings: [configuration](configuration.md).\n'
  printf '\nEvery command takes `--json`. One that fails then prints one object with `code`, `message`, `at` (where there is a place) and'
  printf '\n`remedy` to standard output, beside the words on standard error; `serve` prints an object a line for each port that it'
  printf '\nlistens on: `{"listener": "partners", "url": "https://0.0.0.0:8443"}`. Codes: [error codes](error-codes.md).\n'
  page "$gateway" lesson-gateway ""
  for command in init migrate serve publish respond withdraw purge hold exposure quarantine "quarantine list" \
    "quarantine show" "quarantine dismiss" inbox search import finding "finding list" \
    "finding show" "finding triage" "finding classify" "finding read" "finding assess" "finding plan" "finding approve" "finding answer" "finding reply-sent" \
    "finding close" "finding reopen" "finding forget" subscription "subscription add" "subscription list" "subscription end" report evidence \
    render lesson partner "partner invite" "partner accept" \
    "partner confirm" "partner approve" "partner rehearse" "partner pairings" "partner rotate" "partner add" "partner list" "partner suspend" \
    "partner remove" sync export check backup restore returned trust token "token create" "token list" "token revoke"; do
    page "$gateway" lesson-gateway "$command"
  done
} > gateway-commands.md
