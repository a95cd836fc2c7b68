import { readable, shortName } from "../../infra/support/policies.ts";
import type { Resource } from "../../infra/support/synthesize.ts";
import type { Grant } from "./policy.ts";

/** Where all of it is. */
export const REGION = "us-east-1";
export const ACCOUNT = "000000000000";

type Template = Readonly<Record<string, Resource>>;
/** What each logical id became. */
export type Physical = ReadonlyMap<string, string>;

/** Every grant of every role of the template, with the ARNs of what was deployed. */
export function grantsOf(resources: Template, physical: Physical): Grant[] {
  return Object.values(resources).flatMap(({ Type, Properties }) => {
    if (Type !== "AWS::IAM::Policy") return [];
    const { PolicyDocument, Roles } = Properties as { PolicyDocument: { Statement: Statement[] }; Roles: unknown[] };
    return PolicyDocument.Statement.flatMap((statement) => {
      const unknown = Object.keys(statement).filter((key) => !["Effect", "Action", "Resource", "Condition", "Sid"].includes(key));
      if (unknown.length > 0) throw new Error(`A statement has ${unknown.join(", ")}; teach it to test/cloud/privileges/grants.ts.`);
      const { Effect, Action, Resource, Condition } = statement;
      return Roles.flatMap((role) =>
        [Action].flat().flatMap((action) =>
          [Resource].flat().map((resource) => {
            const name = shortName((role as { Ref: string }).Ref).replace(/Role$/, "");
            const line = `${name} ${action} ${readable(resource)}`;
            const condition = Condition === undefined ? undefined : JSON.parse(resolveIn(Condition, resources, physical));
            return { role: name, effect: Effect, action, resource: resolve(resource, resources, physical), condition, line };
          }),
        ),
      );
    });
  });
}

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** The text an expression of CloudFormation comes to. */
export function resolve(value: unknown, resources: Template, physical: Physical): string {
  if (typeof value === "string") return value;
  const [entry, ...others] = Object.entries(value as Readonly<Record<string, never>>);
  if (entry === undefined || others.length > 0) throw new Error(`${JSON.stringify(value)} is no expression.`);
  const [name, argument] = entry;
  if (name === "Ref") return pseudo[argument] ?? physicalOf(argument, physical);
  if (name === "Fn::GetAtt") return attributeOf(argument[0], argument[1], resources, physical);
  if (name === "Fn::Join") {
    return (argument[1] as unknown[]).map((each) => resolve(each, resources, physical)).join(argument[0]);
  }
  if (name === "Fn::Sub") {
    return (argument as string).replace(/\$\{([\w:]+)\}/g, (_: string, id: string) => resolve({ Ref: id }, resources, physical));
  }
  throw new Error(`The function ${name} is not known here; teach it to test/cloud/privileges/grants.ts.`);
}

const pseudo: Readonly<Record<string, string>> = { "AWS::Partition": "aws", "AWS::Region": REGION, "AWS::AccountId": ACCOUNT };

function resolveIn(value: unknown, resources: Template, physical: Physical): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    const keys = each !== null && typeof each === "object" && !Array.isArray(each) ? Object.keys(each) : [];
    return keys.length === 1 && /^(Ref|Fn::.*)$/.test(keys[0]!) ? resolve(each, resources, physical) : each;
  });
}

function attributeOf(id: string, attribute: string, resources: Template, physical: Physical): string {
  const type = resources[id]?.Type ?? "";
  const arn = attribute === "Arn" ? arns[type] : undefined;
  if (arn === undefined) throw new Error(`${attribute} of a ${type} is not known here; teach it to test/cloud/privileges/grants.ts.`);
  return arn(physicalOf(id, physical));
}

const within = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
const arns: Readonly<Record<string, (name: string) => string>> = {
  "AWS::DynamoDB::GlobalTable": (name) => within("dynamodb", `table/${name}`),
  "AWS::S3::Bucket": (name) => `arn:aws:s3:::${name}`,
  "AWS::SQS::Queue": (url) => within("sqs", url.split("/").at(-1)!),
  "AWS::Lambda::Function": (name) => within("lambda", `function:${name}`),
  "AWS::IAM::Role": (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`,
  "AWS::ECS::Cluster": (name) => within("ecs", `cluster/${name}`),
  "AWS::Logs::LogGroup": (name) => within("logs", `log-group:${name}:*`),
};

function physicalOf(id: string, physical: Physical): string {
  const name = physical.get(id);
  if (name === undefined) throw new Error(`What became of ${id} is not known; was this template deployed?`);
  return name;
}
