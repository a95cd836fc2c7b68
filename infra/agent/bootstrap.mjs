// Runs in the agent's container, on a plain Node image: fetches the agent that was deployed with the server, and becomes it.
// No AWS client is there, so the one request is signed by hand.

import { execFileSync } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { env } = process;
const { AccessKeyId, SecretAccessKey, Token } = await (
  await fetch(env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? `http://169.254.170.2${env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI}`)
).json();
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();
const endpoint =
  env.AWS_ENDPOINT_URL_S3 ?? `https://s3.${env.AWS_REGION}.${env.AWS_REGION.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com"}`;
const url = new URL(`${endpoint}/${env.MILLRACE_PACKAGE_BUCKET}/${env.MILLRACE_PACKAGE_KEY}`);
const stamp = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
const scope = `${stamp.slice(0, 8)}/${env.AWS_REGION}/s3/aws4_request`;
const headers = {
  host: url.host,
  "x-amz-content-sha256": sha256(""),
  "x-amz-date": stamp,
  ...(Token && { "x-amz-security-token": Token }),
};
const names = Object.keys(headers).sort();
const request = ["GET", url.pathname, "", ...names.map((name) => `${name}:${headers[name]}`), "", names.join(";"), sha256("")].join("\n");
const key = scope.split("/").reduce(hmac, `AWS4${SecretAccessKey}`);
const signature = hmac(key, ["AWS4-HMAC-SHA256", stamp, scope, sha256(request)].join("\n")).toString("hex");
const authorization = `AWS4-HMAC-SHA256 Credential=${AccessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
const { host: _, ...sent } = headers;
const answer = await fetch(url, { headers: { ...sent, authorization } });
if (!answer.ok) throw new Error(`The agent's package could not be fetched: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
const home = mkdtempSync(join(tmpdir(), "millrace-"));
writeFileSync(join(home, "agent.tgz"), new Uint8Array(await answer.arrayBuffer()));
execFileSync("tar", ["-xzf", "agent.tgz"], { cwd: home });
// by its name, what is deployed tells these agents from others
const task = await fetch(`${env.ECS_CONTAINER_METADATA_URI_V4}/task`)
  .then((told) => told.json())
  .catch(() => ({}));
const run = env.MILLRACE_FLOW_RUN_ID;
const name = typeof task.TaskARN === "string" ? ["--name", `${run ? "ecs" : "fargate"}:${task.TaskARN.split("/").at(-1)}`] : [];
const work = run ? ["--run", run, "--grace", "100"] : JSON.parse(env.MILLRACE_AGENT_ARGUMENTS);
// the agent takes this process over, so that SIGTERM of a deployment or a Spot reclaim reaches it
process.execve(process.execPath, [process.execPath, join(home, "millrace/cli/millrace.mjs"), "agent", "start", ...name, ...work], {
  ...env,
  MILLRACE_HOME: home,
});
