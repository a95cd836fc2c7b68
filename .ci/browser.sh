#!/usr/bin/env bash
# The console's browser tests, in Debian's Chromium.
set -eu
cd "$(dirname "$0")/.."
node scripts/install.mjs
export PATH="$PWD/node_modules/.bin:$PATH"
if ! command -v chromium >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation fonts-noto-color-emoji
fi
vite build --config web/vite.config.ts --logLevel warn
playwright test --config test/console/playwright.config.ts
