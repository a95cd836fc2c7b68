import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ConfiguredRetryStrategy } from "@smithy/core/retry";
import { afterEach, describe, expect, it } from "vitest";
import { openService } from "#cloud/wire/service.ts";
import { ServiceError } from "#cloud/wire/service-error.ts";
import { settingsOf } from "#cloud/wire/settings.ts";
import { answering, nowhere } from "./support.ts";

const retryStrategy = new ConfiguredRetryStrategy(3, () => 1);

describe("where a service is", () => {
  it.each([
    ["eu-west-1", {}, "https://sqs.eu-west-1.amazonaws.com/"],
    ["cn-north-1", {}, "https://sqs.cn-north-1.amazonaws.com.cn/"],
    ["eusc-de-east-1", {}, "https://sqs.eusc-de-east-1.amazonaws.eu/"],
    ["us-isob-east-1", {}, "https://sqs.us-isob-east-1.sc2s.sgov.gov/"],
    ["us-east-1", { AWS_ENDPOINT_URL: "http://127.0.0.1:4566" }, "http://127.0.0.1:4566/"],
    ["us-east-1", { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ENDPOINT_URL_SQS: "http://127.0.0.1:2" }, "http://127.0.0.1:2/"],
  ])("is told by the region and the environment: %s %j", (AWS_REGION, env, address) => {
    expect(settingsOf("sqs", nothing, { AWS_REGION, ...env }).endpoint.href).toBe(address);
  });

  it("is not guessed without a region", () => {
    expect(() => settingsOf("sqs", nothing, {})).toThrow("Nothing says in which region sqs is asked.");
  });
});

describe("an answer that refuses", () => {
  it.each([
    [{ __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "no such queue" }, {}, "QueueDoesNotExist", undefined],
    [{ Message: "there" }, { "x-amzn-errortype": "ConflictException:http://internal/" }, "ConflictException", undefined],
    [{ __type: "X" }, { "x-amzn-query-error": "InvalidParameterValue;Sender" }, "X", "InvalidParameterValue"],
    [{}, {}, "UnknownError", undefined],
  ])("is named as the service names it: %j", async (body, headers, name, Code) => {
    const requestHandler = answering(() => ({ status: 400, body, headers }));
    const failure = await openService("sqs", { ...nowhere, retryStrategy, requestHandler })
      .ask({ body: {} })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ServiceError);
    expect(failure).toMatchObject({ name, Code, $fault: "client", $metadata: { httpStatusCode: 400, attempts: 1 } });
    // what was stored must not reach a log with the error
    expect(Object.keys(failure as object)).not.toContain("answer");
  });

  it("is tried again when it is the service's fault, each time signed anew", async () => {
    const signatures = new Set<string>();
    const requestHandler = answering(({ headers }) => {
      signatures.add(`${headers["amz-sdk-request"]} ${headers["authorization"]}`);
      return { status: 503, body: { __type: "ServiceUnavailable", message: "later" } };
    });
    const asked = openService("sqs", { ...nowhere, retryStrategy, requestHandler }).ask({ body: {} });
    await expect(asked).rejects.toMatchObject({ name: "ServiceUnavailable", $fault: "server", $metadata: { attempts: 3 } });
    expect([...signatures].map((each) => each.slice(0, 16))).toEqual(["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"]);
    expect([...signatures][0]).toMatch(/AWS4-HMAC-SHA256 Credential=nobody\/\d{8}\/us-east-1\/sqs\/aws4_request/);
  });
});

describe("a real connection", () => {
  let close = async () => {};
  afterEach(() => close());

  async function served(answer: Parameters<typeof createServer>[1]) {
    const server = createServer(answer as never);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const service = openService("sqs", { ...nowhere, retryStrategy, endpoint });
    close = async () => {
      service.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    return service;
  }

  it("carries text of every script there and back", async () => {
    const service = await served((request, response) => request.pipe(response));
    const body = { text: "流れ 😀 é", left: undefined };
    expect(await service.ask({ body })).toEqual({ text: body.text });
  });

  it("is given up at once by whoever no longer waits", async () => {
    const service = await served(() => {});
    const waiting = new AbortController();
    const asked = service.ask({ body: {} }, waiting.signal);
    waiting.abort();
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  });

  it("that answers for the service what is no JSON, is told by its status", async () => {
    const service = await served((_, response) => response.writeHead(502).end("<html>bad gateway</html>"));
    await expect(service.ask({ body: {} })).rejects.toMatchObject({ $metadata: { httpStatusCode: 502, attempts: 3 } });
  });
});

const nothing = { credentials: nowhere.credentials };
