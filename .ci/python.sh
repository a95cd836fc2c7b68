#!/usr/bin/env bash
# Queue, blobs and timers on an AWS emulator; then a real bootstrap and deployment on it, the end-to-end suite, and what each role was used for.
set -euo pipefail
cd "$(dirname "$0")/.."
ministack=1.5.33
node scripts/install.mjs
export PATH="$PWD/node_modules/.bin:$PATH"

venv="$PWD/.cache/python"
if ! "$venv/bin/pip" show ministack 2>/dev/null | grep -qx "Version: $ministack"; then
  if ! python3 -c 'import ensurepip' 2>/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv
  fi
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "ministack==$ministack"
fi

exec node test/cloud/lane/main.ts "$venv/bin/python"
