#!/usr/bin/env bash
# What the tests use beyond Python packages: a PostgreSQL server, Chromium and a Korean font.
# Installed where apt-get and root are at hand; elsewhere the tests that need them are skipped by name.
set -euo pipefail
missing=()
compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null || missing+=(postgresql)
command -v chromium >/dev/null || missing+=(chromium)
fc-list 2>/dev/null | grep -qi nanum || missing+=(fontconfig fonts-nanum)
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} ..."
  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    echo "Not installed: ${missing[*]}. The tests that need them are skipped."
else
  echo "Missing: ${missing[*]}. The tests that need them are skipped; to run them: sudo apt-get install ${missing[*]}"
fi
