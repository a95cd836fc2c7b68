#!/usr/bin/env bash
# The cloud store on Amazon's own DynamoDB Local, throttling and lost answers included.
set -eu
cd "$(dirname "$0")/.."
node scripts/install.mjs
export PATH="$PWD/node_modules/.bin:$PATH"
# The launcher is compiled as it starts, so a bare runtime is not enough.
if ! java --list-modules 2>/dev/null | grep -q '^jdk.compiler@'; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends default-jdk-headless
fi
vitest run --config test/cloud/vitest.java.config.ts
