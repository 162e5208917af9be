#!/usr/bin/env bash
# What lurewatch uses beyond Python packages. `scripts/setup-system.sh tesseract` sees to what reading flyers
# needs: Tesseract's Korean data, and a Korean font to draw the sample web's flyers with. Without an argument
# also to what the tests use: a PostgreSQL server, a Redis server, Chromium, a second font.
# Installed where apt-get and root are at hand; elsewhere one sentence says what is missing, and all goes on.
set -euo pipefail
missing=()
compgen -G "/usr/share/tesseract-ocr/*/tessdata/kor.traineddata" >/dev/null || [ -e "${TESSDATA_PREFIX:-/none}/kor.traineddata" ] ||
  missing+=(tesseract-ocr-kor)
compgen -G "/usr/share/fonts/truetype/nanum/*" >/dev/null || missing+=(fontconfig fonts-nanum)
without="Pictures are not read"
if [ "${1:-all}" = all ]; then
  without="The tests that need them are skipped"
  compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null || missing+=(postgresql)
  command -v chromium >/dev/null || missing+=(chromium)
  command -v redis-server >/dev/null || missing+=(redis-server)
  compgen -G "/usr/share/fonts/opentype/noto/NotoSansCJK*" >/dev/null || missing+=(fonts-noto-cjk)
elif [ "$1" != tesseract ]; then
  echo "usage: $0 [tesseract]" >&2
  exit 2
fi
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} ..."
  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    echo "Not installed: ${missing[*]}. $without."
else
  echo "Missing: ${missing[*]}. $without; to have them: sudo apt-get install ${missing[*]}"
fi
