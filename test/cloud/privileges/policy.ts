/** What somebody asks to do, as IAM sees it. */
export interface Ask {
  readonly action: string;
  readonly resource: string;
  /** Condition keys the call carries, by name. One that is not here is unknown, not absent. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** One action of one statement on one resource, with what it is called in our lists. */
export interface Grant {
  readonly role: string;
  readonly effect: "Allow" | "Deny";
  readonly action: string;
  /** ARN, in which `*` stands for anything and `?` for one character. */
  readonly resource: string;
  readonly condition: unknown;
  /** How test/infra/permissions.snap names it. */
  readonly line: string;
}

/** The grants that allow what is asked; none if it is denied. A deny wins over all that allow. */
export function allowing(grants: readonly Grant[], ask: Ask): Grant[] {
  const matching = grants.filter(
    (grant) =>
      matches(grant.action.toLowerCase(), ask.action.toLowerCase()) && matches(grant.resource, ask.resource) && holds(grant.condition, ask),
  );
  return matching.some(({ effect }) => effect === "Deny") ? [] : matching;
}

function matches(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${escaped}$`, "s").test(text);
}

/** Only operators our templates use: what is not understood must not pass. */
function holds(condition: unknown, { action, context }: Ask): boolean {
  const blocks = Object.entries((condition ?? {}) as Record<string, Record<string, unknown>>);
  return blocks.every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) => {
      const actual = context[key];
      if (actual === undefined) throw new Error(`A condition on ${key} decides over ${action}, and the call is not known to carry it.`);
      const allowed = [expected].flat().map(String);
      switch (operator) {
        case "StringEquals":
        case "ArnEquals":
          return actual.length === 1 && allowed.includes(actual[0]!);
        case "StringLike":
        case "ArnLike":
          return actual.length === 1 && allowed.some((pattern) => matches(pattern, actual[0]!));
        case "ForAllValues:StringEquals":
          return actual.every((value) => allowed.includes(value));
        case "ForAllValues:StringLike":
          return actual.every((value) => allowed.some((pattern) => matches(pattern, value)));
        default:
          throw new Error(`The condition operator ${operator} is not known here; teach it to test/cloud/privileges/policy.ts.`);
      }
    }),
  );
}
