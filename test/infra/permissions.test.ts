import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deliveryKey } from "#functions/services/documents/delivery.ts";
import { tokenKey } from "#functions/token/token-document.ts";
import { wrongTokensKey } from "#functions/token/wrong-tokens.ts";
import { allowed, type Statement, statementsOf } from "./support/policies.ts";
import { buildBundles, type Synthesized, synthesize } from "./support/synthesize.ts";

let bundles: Awaited<ReturnType<typeof buildBundles>>;
let core: Synthesized;
beforeAll(async () => {
  bundles = await buildBundles();
  core = synthesize(bundles.directory);
}, 120_000);
afterAll(() => bundles.clean());

describe("permissions", () => {
  it("are these and no others: who changes one changes this list with it", async () => {
    await expect(`${allowed(core).join("\n")}\n`).toMatchFileSnapshot("permissions.snap");
  });

  it("have a star only where names are made at run time, and never in an action", () => {
    const statements = statementsOf(core);
    expect(statements.filter(({ actions }) => isBroad(actions))).toEqual([]);
    const broad = statements.filter(({ resources }) => isBroad(resources)).map(({ role, resources }) => ({ role, resources }));
    const timers = "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}:schedule/${TimersGroup}/deployment-*";
    const hints = "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:Millrace-Hints-37091FDB-work-*";
    const objects = "${BlobsBucket.Arn}/*";
    // what each is for is said where cdk-nag asks for it: infra/acknowledgements.ts
    expect(new Set(broad.map(({ resources }) => resources.join()))).toEqual(new Set([timers, hints, objects]));
    expect(new Set(broad.map(({ role }) => role))).toEqual(new Set(["ApiHandler", "ReactHandler", "TickFunctionHandler", "SweepHandler"]));
  });

  it("let a role be passed to EventBridge Scheduler alone", () => {
    const passing = statementsOf(core).filter(({ actions }) => actions.includes("iam:PassRole"));
    expect(passing.map(({ role }) => role).sort()).toEqual(["ApiHandler", "SweepHandler", "TickFunctionHandler"]);
    for (const { condition, resources } of passing) {
      expect(condition).toEqual({ StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } });
      expect(resources).toEqual(["${TimersRole.Arn}"]);
    }
  });

  it("hold the two that touch only tokens to the keys of tokens, and of networks with wrong ones", () => {
    const onTokens = statementsOf(core).filter(
      ({ role, actions }) => /Authorizer|Mint/.test(role) && actions.some((action) => action.startsWith("dynamodb:")),
    );
    expect(onTokens.map(({ role }) => role).sort()).toEqual(["ApiAuthorizer", "ApiAuthorizer", "TokenMint"]);
    for (const { role, condition, actions } of onTokens) {
      const [pattern] = (condition as { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": string[] } })["ForAllValues:StringLike"][
        "dynamodb:LeadingKeys"
      ];
      // the authorizer writes, but no tokens
      const { pk } = /Authorizer/.test(role) && actions.includes("dynamodb:PutItem") ? wrongTokensKey("192.0.2.1") : tokenKey("digest");
      expect(pk.startsWith(pattern!.replace(/\*$/, ""))).toBe(true);
    }
  });

  it("let each function list by the indexes its bundle names, and delete many documents if it does, and no others", async () => {
    const querying = statementsOf(core).filter(({ actions }) => actions.includes("dynamodb:Query"));
    for (const [name, bundle] of Object.entries({ Api: "api", TickFunction: "tick", Sweep: "sweep", React: "react", Notify: "notify" })) {
      const places = querying.filter(({ role }) => role === `${name}Handler`).flatMap(({ resources }) => resources);
      const granted = places.flatMap((resource) => /\/index\/(\w+)$/.exec(resource)?.[1] ?? []);
      const files = (await readdir(join(bundles.directory, bundle))).filter((file) => file.endsWith(".mjs"));
      const texts = await Promise.all(files.map((file) => readFile(join(bundles.directory, bundle, file), "utf8")));
      const own = texts.join("");
      const named = new Set([...own.matchAll(/index:"(\w+)"/g)].map(([, index]) => index!));
      // documents under one key are no index
      named.delete("main");
      expect([name, granted.sort()]).toEqual([name, [...named].sort()]);
      const deletes = statementsOf(core).some(
        ({ role, actions }) => role === `${name}Handler` && actions.includes("dynamodb:BatchWriteItem"),
      );
      expect([name, deletes]).toEqual([name, own.includes(".deleteMany(")]);
    }
  });

  it("hold the one that sends notifications to their deliveries", () => {
    const writing = statementsOf(core).filter(
      ({ role, actions }) => role === "NotifyHandler" && actions.some((action) => /^dynamodb:(Put|Update|Delete|BatchWrite)/.test(action)),
    );
    const [condition, ...others] = writing.map((statement) => statement.condition);
    expect(others).toEqual([]);
    const { pk } = deliveryKey("id", { id: "state", timestamp: "2026-11-26T12:00:00Z" });
    expect(condition).toEqual({ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [pk.replace("id", "*")] } });
  });

  const isBroad = (texts: Statement["actions"]) => texts.some((text) => text.includes("*"));
});
