import { HttpRequest } from "@smithy/core/protocols";
import { describe, expect, it } from "vitest";
import { sqsClient } from "#cloud/clients.ts";
import { presignReceive } from "#cloud/queue/presign.ts";
import { openQueue } from "#cloud/queue/queue.ts";
import { QueueSendError } from "#core/ports/errors.ts";
import { type Asked, answering, nowhere } from "./support.ts";

type Entry = { Id: string; MessageBody: string; DelaySeconds: number };

/** A queue whose service refuses, in each batch, the entries that `refused` names. */
function queueOf(refused: (entry: Entry, attempt: number) => boolean = () => false) {
  const batches: Entry[][] = [];
  const requestHandler = answering((asked: Asked) => {
    const entries = asked.input["Entries"] as Entry[];
    batches.push(entries);
    const failed = entries.filter((entry) => refused(entry, batches.length));
    const sent = entries.filter((entry) => !failed.includes(entry));
    return {
      body: {
        Successful: sent.map(({ Id }) => ({ Id, MessageId: Id, MD5OfMessageBody: "" })),
        Failed: failed.map(({ Id }) => ({ Id, SenderFault: false, Code: "InternalError" })),
      },
    };
  });
  const client = sqsClient({ ...nowhere, requestHandler, md5: false });
  return { batches, queue: openQueue({ client, urls: { work: "https://sqs.us-east-1.amazonaws.com/1/work" } }) };
}

const messages = (count: number, body = "{}") => Array.from({ length: count }, () => ({ body }));

describe("sending", () => {
  it("makes batches of ten, and of 250 KB", async () => {
    const many = queueOf();
    await many.queue.send("work", messages(25));
    expect(many.batches.map((batch) => batch.length)).toEqual([10, 10, 5]);
    const large = queueOf();
    await large.queue.send("work", messages(3, "x".repeat(120_000)));
    expect(large.batches.map((batch) => batch.length)).toEqual([2, 1]);
  });

  it("tries once more what was not accepted, and names what still was not", async () => {
    const once = queueOf((entry, attempt) => attempt === 1 && entry.Id === "3");
    await once.queue.send("work", messages(5));
    expect(once.batches.map((batch) => batch.map(({ Id }) => Id))).toEqual([["0", "1", "2", "3", "4"], ["3"]]);
    const always = queueOf((entry) => entry.Id === "11" || entry.Id === "3");
    const failure = await always.queue.send("work", messages(12)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(QueueSendError);
    expect((failure as QueueSendError).failed).toEqual([3, 11]);
  });

  it("rounds a delay up to whole seconds, so that nothing comes early", async () => {
    const { batches, queue } = queueOf();
    await queue.send(
      "work",
      [0, 1, 1000, 1001, 900_000].map((delayMs) => ({ body: "{}", delayMs })),
    );
    expect(batches.flat().map(({ DelaySeconds }) => DelaySeconds)).toEqual([0, 1, 1, 2, 900]);
  });

  it("escapes whatever is not ASCII into the same JSON", async () => {
    const { batches, queue } = queueOf();
    const value = { text: "流れ 😀 \u007f\uffff é" };
    await queue.send("work", [{ body: JSON.stringify(value) }]);
    const sent = batches[0]![0]!.MessageBody;
    expect(sent).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(sent)).toEqual(value);
  });

  it("refuses a name the stack does not know, naming those it does", async () => {
    await expect(queueOf().queue.send("wrok", messages(1))).rejects.toThrow('There is no queue "wrok"; known are work.');
  });
});

describe("a queue made when it is first used", () => {
  const made = { names: "work-", urlPrefix: "https://sqs.us-east-1.amazonaws.com/1/millrace-" };

  /** A service that has no queue until one is created. */
  function emptyAccount() {
    const asked: { operation: string; input: Record<string, unknown> }[] = [];
    const requestHandler = answering(({ operation, input }) => {
      asked.push({ operation, input });
      const isThere = asked.some((before) => before.operation === "CreateQueue");
      if (operation === "CreateQueue") return { body: { QueueUrl: "ignored" } };
      if (!isThere) return { status: 400, body: { __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "no such queue" } };
      return { body: { Successful: [{ Id: "0", MessageId: "0", MD5OfMessageBody: "" }], Failed: [], Messages: [] } };
    });
    const client = sqsClient({ ...nowhere, requestHandler, md5: false });
    return { asked, queue: openQueue({ client, urls: {}, made }) };
  }

  it("is created under the deployment's prefix when a message finds none, and the message is sent then", async () => {
    const { asked, queue } = emptyAccount();
    await queue.send("work-1", messages(1));
    await queue.send("work-1", messages(1));
    expect(asked.map(({ operation }) => operation)).toEqual(["SendMessageBatch", "CreateQueue", "SendMessageBatch", "SendMessageBatch"]);
    expect(asked[1]!.input).toEqual({
      QueueName: "millrace-work-1",
      Attributes: { MessageRetentionPeriod: "3600", VisibilityTimeout: "30", SqsManagedSseEnabled: "true" },
    });
    expect(asked[0]!.input["QueueUrl"]).toBe(`${made.urlPrefix}work-1`);
  });

  it("is created by a look into it as well", async () => {
    const { asked, queue } = emptyAccount();
    expect(await queue.receive("work-1")).toEqual([]);
    expect(asked.map(({ operation }) => operation)).toEqual(["ReceiveMessage", "CreateQueue", "ReceiveMessage"]);
  });

  it("is no way to a name of another kind", async () => {
    await expect(emptyAccount().queue.send("tick", messages(1))).rejects.toThrow('There is no queue "tick"');
  });
});

describe("a link at which an agent waits", () => {
  it("is signed as the SDK signs, and asks for what stays away for longer than it is kept", async () => {
    const client = sqsClient({ ...nowhere, credentials: { ...nowhere.credentials, sessionToken: "a/b+c=" } });
    const address = { client, name: "work-1", url: "https://sqs.us-east-1.amazonaws.com/1/millrace-work-1", isMade: true };
    const now = new Date("2026-11-26T10:00:00Z");
    const link = new URL(await presignReceive(address, { max: 3, waitMs: 20_000, expiresIn: 300 }, now));
    const asked = Object.fromEntries(link.searchParams);
    expect(asked).toMatchObject({ Action: "ReceiveMessage", MaxNumberOfMessages: "3", WaitTimeSeconds: "20", VisibilityTimeout: "43200" });

    const query = Object.fromEntries(Object.entries(asked).filter(([name]) => !name.startsWith("X-Amz-")));
    const signer = (await client.config.signer({ name: "sigv4", signingName: "sqs", signingRegion: "us-east-1" } as never)) as unknown as {
      presign(request: HttpRequest, options: object): Promise<HttpRequest>;
    };
    const request = new HttpRequest({ hostname: link.hostname, path: link.pathname, query, headers: { host: link.hostname } });
    const signed = await signer.presign(request, { expiresIn: 300, signingDate: now });
    expect(asked).toEqual(signed.query);
  });
});
