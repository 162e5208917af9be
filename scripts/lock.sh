#!/usr/bin/env bash
# Rewrites lock.txt, the constraints every set-up installs under. Run it after pyproject.toml changes.
#
# Constraints and not uv.lock: a lock of torch records either a local path or the CUDA build.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/uv.sh
"$UV" pip compile pyproject.toml --all-extras --python-version 3.11 --no-header --no-annotate -q -o lock.raw
sed 's/+cpu$//' lock.raw >lock.txt
rm lock.raw
