import { attributes } from "#cloud/store/table.ts";
import type { WireCall } from "../lane/recorder.ts";
import { ACCOUNT, REGION } from "./grants.ts";
import type { Ask } from "./policy.ts";

/** What IAM is asked for a call as it was on the wire: the actions, since some calls need several. */
export function asksOf(call: WireCall): Ask[] {
  const service = scopeOf(call)?.[1] ?? "";
  const asks = services[service];
  if (asks === undefined)
    throw new Error(`A call to the service "${service}" is not known here; teach it to test/cloud/privileges/asks.ts.`);
  return asks(call);
}

/** Who signed: region and service of the scope of its signature. */
function scopeOf({ headers, path }: WireCall): readonly [string, string] | undefined {
  const signed = `${headers["authorization"] ?? ""} ${decodeURIComponent(/X-Amz-Credential=([^&]+)/.exec(path)?.[1] ?? "")}`;
  const [, region, service] = /\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/.exec(signed) ?? [];
  return region === undefined || service === undefined ? undefined : [region, service];
}

type Body = Readonly<Record<string, never>>;
const operationOf = (call: WireCall) => call.headers["x-amz-target"]?.split(".")[1] ?? "";
const within = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const ask = (action: string, resource: string, context: Ask["context"] = {}): Ask => ({ action, resource, context });

const services: Readonly<Record<string, (call: WireCall) => Ask[]>> = {
  dynamodb: (call) => {
    const body = JSON.parse(call.body) as Body;
    const action = `dynamodb:${operationOf(call)}`;
    const table = (name: string) => within("dynamodb", `table/${name.split("/").at(-1)}`);
    const single = body["TableName"] as string | undefined;
    if (single !== undefined) {
      const index = body["IndexName"] as string | undefined;
      return [ask(action, table(single) + (index === undefined ? "" : `/index/${index}`), leadingKeys([body["Key"] ?? body["Item"]]))];
    }
    const tables = Object.entries((body["RequestItems"] ?? {}) as Record<string, BatchOfTable>);
    if (tables.length === 0) throw new Error(`${action} names no table that is known here.`);
    return tables.map(([name, batch]) => ask(action, table(name), leadingKeys(keysOf(batch))));
  },
  sqs: (call) => {
    // a signed link says it in its address
    const query = new URLSearchParams(call.path.split("?")[1] ?? "");
    const body = (call.body === "" ? {} : JSON.parse(call.body)) as Body;
    const operation = (query.get("Action") ?? operationOf(call)).replace(/Batch$/, "");
    const place = (body["QueueUrl"] as string | undefined) ?? call.path.split("?")[0]!;
    const name = (body["QueueName"] as string | undefined) ?? place.split("/").at(-1)!;
    return [ask(`sqs:${operation}`, within("sqs", name))];
  },
  ssm: (call) => {
    const name = String((JSON.parse(call.body) as Body)["Name"]);
    return [ask(`ssm:${operationOf(call)}`, within("ssm", `parameter/${name.replace(/^\//, "")}`))];
  },
  s3: ({ method, path }) => {
    const [place = "", search = ""] = path.split("?");
    const query = new URLSearchParams(search);
    const [bucket = "", ...rest] = place.slice(1).split("/");
    const key = decodeURIComponent(rest.join("/"));
    if (key === "") {
      if (method === "GET" || method === "HEAD") return [ask("s3:ListBucket", `arn:aws:s3:::${bucket}`)];
      if (method === "POST" && query.has("delete")) return [ask("s3:DeleteObject", `arn:aws:s3:::${bucket}/*`)];
      throw new Error(`${method} ${place} is a call on a bucket that is not known here.`);
    }
    const actions: Readonly<Record<string, string>> = {
      GET: "GetObject",
      HEAD: "GetObject",
      PUT: "PutObject",
      POST: "PutObject",
      DELETE: "DeleteObject",
    };
    const action = method === "DELETE" && query.has("uploadId") ? "AbortMultipartUpload" : actions[method];
    return [ask(`s3:${action}`, `arn:aws:s3:::${bucket}/${key}`)];
  },
  lambda: ({ method, path }) => {
    const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path)?.[1];
    if (method !== "POST" || name === undefined) throw new Error(`${method} ${path} is a call to Lambda that is not known here.`);
    return [ask("lambda:InvokeFunction", within("lambda", `function:${decodeURIComponent(name)}`))];
  },
  ecs: (call) => {
    const operation = operationOf(call);
    const body = JSON.parse(call.body) as EcsBody;
    const cluster = { "ecs:cluster": [within("ecs", `cluster/${body.cluster?.split("/").at(-1) ?? "default"}`)] };
    const of = (kind: string, name = "") => (name.startsWith("arn:") ? name : within("ecs", `${kind}/${name}`));
    const inCluster = (kind: string, name = "") => of(kind, name.startsWith("arn:") ? name : `${body.cluster}/${name}`);
    switch (operation) {
      case "DescribeServices":
      case "UpdateService":
        return [ask(`ecs:${operation}`, inCluster("service", body.service ?? body.services?.[0]), cluster)];
      case "StopTask":
        return [ask("ecs:StopTask", inCluster("task", body.task), cluster)];
      case "RunTask":
        return [ask("ecs:RunTask", of("task-definition", body.taskDefinition), cluster)];
      case "RegisterTaskDefinition":
        return [
          ask("ecs:RegisterTaskDefinition", of("task-definition", `${body.family}:1`)),
          ...[body.taskRoleArn, body.executionRoleArn].map((role = "") =>
            ask("iam:PassRole", role, { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] }),
          ),
        ];
      case "DescribeTaskDefinition":
        return [ask("ecs:DescribeTaskDefinition", "*")];
      default:
        throw new Error(`${operation} is a call to ECS that is not known here.`);
    }
  },
  scheduler: ({ method, path, body }) => {
    const [place = "", search = ""] = path.split("?");
    const given = (body === "" ? {} : JSON.parse(body)) as { GroupName?: string; Target?: { RoleArn: string } };
    const group = given.GroupName ?? new URLSearchParams(search).get("groupName") ?? "default";
    const operation = { POST: "CreateSchedule", GET: "GetSchedule", PUT: "UpdateSchedule", DELETE: "DeleteSchedule" }[method];
    const name = /^\/schedules\/([^/]+)$/.exec(place)?.[1];
    if (operation === undefined || name === undefined)
      throw new Error(`${method} ${place} is a call to the scheduler that is not known here.`);
    const role = given.Target?.RoleArn;
    return [
      ask(`scheduler:${operation}`, within("scheduler", `schedule/${group}/${decodeURIComponent(name)}`)),
      ...(role === undefined ? [] : [ask("iam:PassRole", role, { "iam:PassedToService": ["scheduler.amazonaws.com"] })]),
    ];
  },
};

interface EcsBody {
  readonly cluster?: string;
  readonly service?: string;
  readonly services?: readonly string[];
  readonly task?: string;
  readonly taskDefinition?: string;
  readonly family?: string;
  readonly taskRoleArn?: string;
  readonly executionRoleArn?: string;
}

type Item = Readonly<Record<string, { readonly S?: string }>> | undefined;
type BatchOfTable =
  | { readonly Keys?: Item[] }
  | readonly { readonly PutRequest?: { Item: Item }; readonly DeleteRequest?: { Key: Item } }[];

function keysOf(batch: BatchOfTable): Item[] {
  if ("Keys" in batch) return batch.Keys ?? [];
  return (batch as Exclude<BatchOfTable, { readonly Keys?: Item[] }>).map(
    ({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key,
  );
}

/** Of the items a call names itself; what a query reads is said in an expression and not taken apart here. */
function leadingKeys(items: readonly Item[]): Ask["context"] {
  const keys = items.map((item) => item?.[attributes.pk]?.S);
  return keys.every((key) => key !== undefined) ? { "dynamodb:LeadingKeys": keys } : {};
}
