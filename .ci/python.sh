#!/usr/bin/env bash
# Queue, blobs and timers on an AWS emulator; then a real bootstrap and deployment on it, and a flow run through what was deployed.
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

# Nothing of this may ever reach a real account: no profile, no instance role, made-up keys, and one address for all services.
unset AWS_PROFILE AWS_SESSION_TOKEN
work=$(mktemp -d)
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
export CDK_DISABLE_CLI_TELEMETRY=true CDK_DISABLE_VERSION_CHECK=true
port=$(node -e 'const server = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); })')
export AWS_ENDPOINT_URL="http://127.0.0.1:$port"

# A process group of its own, so that the functions it starts end with it.
TMPDIR="$work" BIND_HOST=127.0.0.1 MINISTACK_HOST=127.0.0.1 GATEWAY_PORT=$port setsid "$venv/bin/ministack" >"$work/emulator.log" 2>&1 &
emulator=$!
trap 'status=$?; [ $status -eq 0 ] || tail -n 40 "$work/emulator.log"; kill -- -$emulator 2>/dev/null || true; wait $emulator 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 150); do
  curl --silent --fail --output /dev/null "$AWS_ENDPOINT_URL/_ministack/health" && break
  kill -0 $emulator || exit 1
  sleep 0.2
done
echo "emulator: ministack $ministack on $AWS_ENDPOINT_URL"

vitest run --config test/cloud/vitest.python.config.ts test/contract test/cloud/storage.test.ts

# Outside the checkout, the CLI has no app to synthesize first.
(cd "$work" && cdk bootstrap --ci aws://000000000000/us-east-1 2>&1 | tail -n 1)
cdk deploy Millrace --ci --require-approval never --progress events -c retain=false --output "$work/cdk.out" --outputs-file "$work/outputs.json" >"$work/deploy.log" 2>&1 \
  || { tail -n 60 "$work/deploy.log"; exit 1; }
echo "deployed: $(grep -c 'CREATE_COMPLETE' "$work/deploy.log") resources; $(grep 'Deployment time' "$work/deploy.log" | tr -d '✨ ')"

# What is deployed already is left as it is.
cdk deploy Millrace --ci --require-approval never --progress events -c retain=false --output "$work/cdk.out" 2>&1 | tee "$work/again.log" | grep '(no changes)' \
  || { tail -n 20 "$work/again.log"; exit 1; }

MILLRACE_TEST_OUTPUTS="$work/outputs.json" vitest run --config test/cloud/vitest.python.config.ts test/cloud/deployed
