import { createHash } from "node:crypto";
import { shortName } from "../../infra/support/policies.ts";
import type { Resource } from "../../infra/support/synthesize.ts";
import type { WireCall } from "../lane/recorder.ts";
import { asksOf } from "./asks.ts";
import { ACCOUNT, grantsOf, type Physical, REGION, resolve } from "./grants.ts";
import { allowing, type Grant } from "./policy.ts";
import { resourcesOf } from "./templates.ts";
import { reasonOf, reasons, silent } from "./unused.ts";

/** What came out: the table to print, and what is wrong, one line each. */
export interface Privileges {
  readonly table: string;
  readonly wrong: readonly string[];
}

/** Replays every call the deployed functions made, as it passed the recorder, against the roles the templates give them: files by name of the stack. */
export async function privileges(url: string, templates: Readonly<Record<string, string>>): Promise<Privileges> {
  const resources = await resourcesOf(Object.values(templates));
  const stacks = await Promise.all(Object.keys(templates).map((stack) => physicalIds(url, stack)));
  const physical: Physical = new Map(stacks.flatMap((ids) => [...ids]));
  const calls = (await (await fetch(`${url}/_recorder/calls`)).json()) as WireCall[];
  return judge(grantsOf(resources, physical), callersOf(resources, physical), calls);
}

/** A function with the access key the emulator gives it and the name of its role. */
export interface Caller {
  readonly accessKey: string;
  readonly role: string;
}

/** Holds calls to grants. */
export function judge(grants: readonly Grant[], callers: readonly Caller[], calls: readonly WireCall[]): Privileges {
  const wrong: string[] = [];
  const used = new Set<Grant>();
  const rows = callers.map(({ accessKey, role }) => {
    const own = grants.filter((grant) => grant.role === role);
    const mine = calls.filter((call) => call.accessKey === accessKey);
    if (mine.length === 0 && silent[role] === undefined) wrong.push(`${role}: made no call at all, so that nothing is proven of it`);
    const denied = new Map<string, number>();
    for (const { action, resource, context } of mine.flatMap(asksOf)) {
      const found = allowing(own, { action, resource, context });
      for (const grant of found) used.add(grant);
      if (found.length === 0) denied.set(`${role}: ${action} on ${resource}`, (denied.get(`${role}: ${action} on ${resource}`) ?? 0) + 1);
    }
    wrong.push(...[...denied].map(([what, times]) => `${what} was called ${times} times and is not allowed`));
    return { role, calls: mine.length, own, denied: [...denied.values()].reduce((sum, times) => sum + times, 0) };
  });
  const unused = grants.filter((grant) => !used.has(grant));
  wrong.push(
    ...unused.filter((grant) => reasonOf(grant.line) === undefined).map(({ line }) => `${line}: never used, and no reason is given`),
  );
  const lines = grants.map(({ line }) => line);
  wrong.push(
    ...reasons
      .filter(({ grant }) => !lines.some((line) => grant.test(line)))
      .map(({ grant }) => `a reason for ${grant}, which nobody is granted`),
  );
  return { table: tableOf(rows, used, unused), wrong };
}

interface Row {
  readonly role: string;
  readonly calls: number;
  readonly own: readonly Grant[];
  readonly denied: number;
}

function tableOf(rows: readonly Row[], used: ReadonlySet<Grant>, unused: readonly Grant[]): string {
  const cells = rows.map(({ role, calls, own, denied }) => {
    const usedOf = own.filter((grant) => used.has(grant)).length;
    return [role, calls, denied, own.length, usedOf, own.length - usedOf];
  });
  const sums = [1, 2, 3, 4, 5].map((at) => cells.reduce((sum, row) => sum + Number(row[at]), 0));
  const count = new Map<string, number>();
  for (const { line } of unused) count.set(reasonOf(line) ?? "NO REASON", (count.get(reasonOf(line) ?? "NO REASON") ?? 0) + 1);
  return [
    "least privilege: calls of the deployed functions, taken from the wire, against their roles",
    ...[["role", "calls", "denied", "grants", "used", "unused"], ...cells, ["all", ...sums]].map((row) =>
      row.map((cell, at) => (at === 0 ? String(cell).padEnd(22) : String(cell).padStart(8))).join(""),
    ),
    "",
    "granted and not used here, because:",
    ...[...count].map(([reason, times]) => `${String(times).padStart(4)}  ${reason}`),
  ].join("\n");
}

/** MiniStack derives a function's key from its ARN and that of its role; a function never heard of would show if that changed. */
export function callersOf(resources: Readonly<Record<string, Resource>>, physical: Physical): Caller[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
    if (Type !== "AWS::Lambda::Function") return [];
    const role = Properties?.["Role"] as { "Fn::GetAtt": [string, string] };
    const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${physical.get(id)}`;
    const digest = createHash("sha256")
      .update(`${arn}:${resolve(role, resources, physical)}`)
      .digest("hex");
    return [{ accessKey: `ASIA${digest.slice(0, 16).toUpperCase()}`, role: shortName(role["Fn::GetAtt"][0]).replace(/Role$/, "") }];
  });
}

/** What became of each resource of a stack. */
export async function physicalIds(url: string, stack: string): Promise<Physical> {
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      // the emulator's root needs no signature
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/cloudformation/aws4_request`,
    },
    body: new URLSearchParams({ Action: "DescribeStackResources", StackName: stack, Version: "2010-05-15" }),
  });
  const text = await answer.text();
  const found = text.matchAll(/<LogicalResourceId>([^<]+)<\/LogicalResourceId><PhysicalResourceId>([^<]+)<\/PhysicalResourceId>/g);
  return new Map([...found].map(([, logical, physical]) => [logical!, physical!]));
}
