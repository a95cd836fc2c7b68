import { describe, expect, it } from "vitest";
import { limitName, limitWords } from "../../../web/src/features/concurrency/words.ts";
import { parseDeploymentSearch, parseDeploymentsSearch } from "../../../web/src/features/deployments/search.ts";
import {
  bodyOf as notificationBody,
  draftOf as notificationDraft,
  problemsOf as notificationProblems,
} from "../../../web/src/features/notifications/notification-draft.ts";
import { matchWords } from "../../../web/src/features/notifications/words.ts";
import {
  configOf,
  bodyOf as storageBody,
  draftOf as storageDraft,
  problemsOf as storageProblems,
} from "../../../web/src/features/storage/storage-draft.ts";
import { agentCommand } from "../../../web/src/features/work-queues/agent-command.ts";
import { bodyOf, draftOf, problemsOf } from "../../../web/src/features/work-queues/queue-draft.ts";
import { filterWords } from "../../../web/src/features/work-queues/words.ts";

describe("the command that starts an agent", () => {
  it.each([
    ["ml", '"ml"'],
    ["my queue", '"my queue"'],
    ['a "b" $c `d`', '"a \\"b\\" \\$c \\`d\\`"'],
  ])("quotes %s for a shell", (name, quoted) => expect(agentCommand(name)).toBe(`npx millrace agent start ${quoted}`));
});

describe("a work queue", () => {
  it("says in words which runs it takes", () => {
    expect(filterWords(null, [])).toBe("Only runs that name it");
    expect(filterWords({}, [])).toBe("All runs");
    expect(filterWords({ tags: ["ml", "gpu"] }, ["nightly"])).toBe("Runs tagged ml and gpu, of nightly");
  });

  it("is sent without what was left empty", () => {
    expect(bodyOf({ ...draftOf(), name: " ml ", tags: ["ml"] })).toEqual({
      name: "ml",
      description: "",
      concurrency_limit: null,
      priority: 1,
      filter: { tags: ["ml"] },
    });
    expect(Object.keys(problemsOf({ ...draftOf(), limit: "many", priority: "0" }))).toEqual(["name", "limit", "priority"]);
  });
});

const now = "2026-11-26T12:00:00Z";
const saved = {
  id: "s",
  created: now,
  updated: now,
  name: "lake",
  type: "s3",
  is_default: true,
  location: "s3://lake",
  reach: "anywhere",
} as const;

describe("a storage", () => {
  it("asks for what its kind needs", () => {
    expect(Object.keys(storageProblems({ ...storageDraft(), keyId: "AKIA" }))).toEqual(["name", "bucket", "secret"]);
    expect(Object.keys(storageProblems({ ...storageDraft(), kind: "compatible" }))).toEqual(["name", "bucket", "endpoint"]);
    expect(Object.keys(storageProblems({ ...storageDraft(), kind: "local" }))).toEqual(["name", "path"]);
  });

  it("of Amazon has no endpoint, whatever was typed before", () => {
    const body = storageBody({ ...storageDraft(), name: "lake", bucket: "lake", endpoint: "http://minio:9000" });
    expect(body.config).toMatchObject({ type: "s3", bucket: "lake", endpoint: null, access_key_id: null, secret_access_key: null });
  });

  it("that is changed keeps its secret while that is not typed, unless the key goes", () => {
    const config = { bucket: "lake", prefix: "", endpoint: null, region: null, path_style: true };
    const kept = { access_key_id: "AKIA", secret_access_key: "********" };
    const draft = storageDraft({ ...saved, config: { type: "s3", ...config, ...kept } });
    expect(storageProblems(draft)).toEqual({});
    expect(configOf(draft)).toEqual({ type: "s3", ...config, ...kept });
    expect(configOf({ ...draft, secret: "anew" })).toMatchObject({ secret_access_key: "anew" });
    expect(configOf({ ...draft, keyId: "" })).toMatchObject({ access_key_id: null, secret_access_key: null });
    const own = storageDraft({ ...saved, config: { type: "s3", ...config, access_key_id: null, secret_access_key: null } });
    expect(Object.keys(storageProblems({ ...own, keyId: "AKIA" }))).toEqual(["secret"]);
  });
});

describe("a limit", () => {
  const limit = {
    id: "",
    created: "",
    updated: "",
    active: true,
    name: "db",
    limit: 2,
    active_slots: 0,
    denied_slots: 0,
    slot_decay_per_second: 0,
    avg_slot_occupancy_seconds: 0,
  };
  it("is told in words", () => {
    expect(limitName("tag:gpu")).toEqual({ name: "gpu", ofTag: true });
    expect(limitWords(limit)).toBe('2 slots for concurrency("db")');
    expect(limitWords({ ...limit, name: "tag:gpu", active: false })).toBe("Task runs with the tag, 2 at once; switched off");
    expect(limitWords({ ...limit, slot_decay_per_second: 0.5 })).toBe("Rate limit: 2 at once, 30 a minute come back");
  });
});

describe("a notification", () => {
  it("says when it is sent", () => {
    const none = { state_types: [], state_names: [], tags: [], flows: [], deployment_ids: [] };
    expect(matchWords(none)).toBe("When a run enters any state");
    expect(matchWords({ ...none, state_types: ["FAILED"], state_names: ["AwaitingRetry"], tags: ["ml"], flows: ["etl"] })).toBe(
      "When a run enters Failed or Awaiting retry, of etl, tagged ml",
    );
  });

  it("asks for what its channel needs", () => {
    expect(Object.keys(notificationProblems(notificationDraft()))).toEqual(["name", "url"]);
    expect(Object.keys(notificationProblems({ ...notificationDraft(), channel: "email" }))).toEqual(["name", "to", "smtpUrl"]);
    expect(notificationBody({ ...notificationDraft(), name: "n", channel: "webhook", url: " https://example.com/a " }).channel).toEqual({
      type: "webhook",
      url: "https://example.com/a",
    });
  });
});

describe("the URLs of the new pages", () => {
  it("leave out what they do not know", () => {
    expect(parseDeploymentsSearch({ q: "x", tag: "ml", status: "broken", extra: "1" })).toEqual({ q: "x", tag: ["ml"] });
    expect(parseDeploymentSearch({ tab: "schedules", run: "old" })).toEqual({ tab: "schedules" });
  });
});
