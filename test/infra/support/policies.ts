import type { Synthesized } from "./synthesize.ts";

/** One statement of a role's policy, with readable resources. */
export interface Statement {
  readonly role: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition: unknown;
}

/** Every statement that says what our roles may do. Managed policies would hide theirs, so there must be none. */
export function statementsOf(stack: Synthesized): Statement[] {
  for (const [id, role] of stack.ofType("AWS::IAM::Role")) {
    if (role.Properties?.["ManagedPolicyArns"] !== undefined) throw new Error(`The role ${id} has a managed policy.`);
  }
  return stack.ofType("AWS::IAM::Policy").flatMap(([, policy]) => {
    const { PolicyDocument, Roles } = policy.Properties as { PolicyDocument: { Statement: Raw[] }; Roles: [{ Ref?: string }] };
    return PolicyDocument.Statement.map((raw) => ({
      role: roleOf(Roles[0]),
      effect: raw.Effect,
      actions: listOf(raw.Action).map(String).sort(),
      resources: listOf(raw.Resource).map(readable),
      condition: raw.Condition,
    }));
  });
}

/** Everything our roles are allowed, one line for each role, action and place, in order. */
export function allowed(stack: Synthesized): string[] {
  const lines = statementsOf(stack).flatMap(({ role, actions, resources, condition }) =>
    actions.flatMap((action) =>
      resources.map((resource) => `${role} ${action} ${resource}${condition === undefined ? "" : ` if ${JSON.stringify(condition)}`}`),
    ),
  );
  return [...new Set(lines)].sort();
}

interface Raw {
  readonly Effect: string;
  readonly Action: unknown;
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** A role of another stack is named by that one's output. */
function roleOf(role: { readonly Ref?: string; readonly "Fn::GetStackOutput"?: { readonly OutputName: string } }): string {
  const id = role.Ref ?? /OutputRef(\w+?)[0-9A-F]{8}$/.exec(role["Fn::GetStackOutput"]?.OutputName ?? "")?.[1] ?? "";
  return shortName(id).replace(/Role$/, "");
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** A place a statement names, with logical ids in the place of what is made at deployment. */
export function readable(resource: unknown): string {
  if (typeof resource === "string") return resource;
  const {
    Ref,
    "Fn::GetAtt": attribute,
    "Fn::Join": join,
  } = resource as { Ref?: string; "Fn::GetAtt"?: string[]; "Fn::Join"?: [string, unknown[]] };
  if (Ref !== undefined) return `\${${shortName(Ref)}}`;
  if (attribute !== undefined) return `\${${shortName(attribute[0]!)}.${attribute[1]}}`;
  if (join !== undefined) return join[1].map(readable).join(join[0]);
  return JSON.stringify(resource);
}

/** A logical id without the hash at its end; "Documents"+"Table" and the like become one word once. */
export function shortName(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, "");
}
