import { randomUUID } from "node:crypto";
import { ConfiguredRetryStrategy } from "@smithy/core/retry";
import { inject } from "vitest";
import { dynamoDbClient } from "#cloud/clients.ts";
import { openStore } from "#cloud/store/store.ts";
import { systemClock } from "#core/ports/system.ts";
import { createTable } from "#test/cloud/support/create-table.ts";
import { clientOf } from "#test/cloud/support/dynamodb-local.ts";
import { type Fault, faultyHandler } from "#test/cloud/support/faults.ts";
import { describeStore } from "./store.contract.ts";

describeStore("DynamoDB", {
  // DynamoDB Local takes its time on a busy machine.
  timeoutMs: 90_000,
  async open() {
    const endpoint = inject("dynamoDb");
    const table = `millrace-${randomUUID()}`;
    let throttling = false;
    const faults: Fault[] = [];
    const isWrite = (operation: string) => /Put|Update|Delete|Write/.test(operation);
    const requestHandler = faultyHandler((operation) => (!isWrite(operation) ? undefined : throttling ? "throttled" : faults.shift()));
    const retryStrategy = new ConfiguredRetryStrategy(8, () => 5);
    const client = clientOf(endpoint, { requestHandler, retryStrategy });
    const other = dynamoDbClient({
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    await createTable(client, table);
    const store = openStore({ client, table, clock: systemClock });
    return {
      store,
      second: openStore({ client: other, table, clock: systemClock }),
      reopen: async () => openStore({ client, table, clock: systemClock }),
      async throttle() {
        throttling = true;
        return {
          async calm() {
            throttling = false;
          },
        };
      },
      async hiccup() {
        faults.splice(0, faults.length, "throttled", "answer lost", "half done", "throttled", "answer lost", "half done");
      },
      async close() {
        client.destroy();
        other.destroy();
      },
    };
  },
});
