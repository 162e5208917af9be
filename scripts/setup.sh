#!/usr/bin/env bash
# Installs lurewatch with the named extras into .venv: scripts/setup.sh review,train,dev
# Does nothing when pyproject.toml, lock.txt and the extras are those of the last run.
set -euo pipefail
cd "$(dirname "$0")/.."
extras=$1
. scripts/uv.sh
stamp=$VENV/installed-$(echo "$extras" | tr ',' '-')
wanted=$(cat pyproject.toml lock.txt | sha256sum)
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
  echo "Installing lurewatch [$extras] ..."
  "$UV" pip install -q --python "$VENV/bin/python" -c lock.txt -e ".[$extras]"
  echo "$wanted" >"$stamp"
fi
