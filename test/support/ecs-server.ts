import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ecsClient } from "#cloud/ecs/ecs-client.ts";

type Values = Record<string, unknown>;
/** One request as ECS got it. */
export interface EcsCall {
  readonly action: string;
  readonly input: Values;
}
/** An error as ECS answers it. */
export interface EcsFault {
  readonly type: string;
  readonly message: string;
  readonly status?: number;
}

/** A server that speaks ECS's protocol as it is recorded in the SDK (awsJson1.1), with services that keep their number. */
export interface EcsServer extends AsyncDisposable {
  readonly client: ReturnType<typeof ecsClient>;
  readonly calls: EcsCall[];
  /** Number of tasks of each service. */
  readonly sizes: Map<string, number>;
  /** Answers to actions it does not know by itself; may answer with a fault. */
  readonly answers: Map<string, (input: Values) => Values | EcsFault | Promise<Values | EcsFault>>;
  /** Asked before each action; what it answers is the answer. */
  fault: ((call: EcsCall) => EcsFault | undefined | Promise<EcsFault | undefined>) | undefined;
}

/** Starts it on 127.0.0.1, with one service `agents` of none. */
export async function ecsServer(): Promise<EcsServer> {
  const calls: EcsCall[] = [];
  const sizes = new Map([["agents", 0]]);
  const answers: EcsServer["answers"] = new Map();
  const act = async (call: EcsCall): Promise<Values | EcsFault> => {
    const fault = await self.fault?.(call);
    if (fault !== undefined) return fault;
    const answer = answers.get(call.action);
    if (answer !== undefined) return answer(call.input);
    if (call.action === "DescribeServices") {
      const [service = ""] = call.input["services"] as string[];
      const desiredCount = sizes.get(service);
      return desiredCount === undefined
        ? { services: [], failures: [{ arn: service, reason: "MISSING" }] }
        : { services: [{ serviceName: service, status: "ACTIVE", desiredCount }], failures: [] };
    }
    if (call.action === "UpdateService") {
      const service = String(call.input["service"]);
      if (!sizes.has(service)) return { type: "ServiceNotFoundException", message: "Service not found." };
      sizes.set(service, Number(call.input["desiredCount"]));
      return { service: { serviceName: service, desiredCount: call.input["desiredCount"] } };
    }
    return { type: "InvalidParameterException", message: `no ${call.action} here` };
  };
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += chunk));
    request.on("end", async () => {
      const call = { action: String(request.headers["x-amz-target"]).split(".")[1] ?? "", input: JSON.parse(text) as Values };
      calls.push(call);
      const answer = await act(call);
      const isFault = typeof answer["type" as never] === "string";
      const { type, message, status } = answer as EcsFault;
      response.writeHead(isFault ? (status ?? 400) : 200, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(isFault ? { __type: type, message } : answer));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = ecsClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "id", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
  const self: EcsServer = {
    client,
    calls,
    sizes,
    answers,
    fault: undefined,
    async [Symbol.asyncDispose]() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}
