import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Draws docs/images/architecture-aws.svg from the templates: what sets each function off, and what it may reach. Run: node scripts/architecture.ts

/** A resource as a template has it. */
interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}
type Template = Readonly<Record<string, Resource>>;

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** One function as the picture shows it. */
export interface Row {
  readonly name: string;
  readonly what: string;
  /** What sets it off. */
  readonly by: readonly string[];
  /** What its role lets it reach, in short. */
  readonly reaches: readonly string[];
}

/** Every function of the templates with its triggers and its reach, as the resources say. */
export function rowsOf(templates: readonly Template[]): Row[] {
  const all = Object.entries(Object.assign({}, ...templates) as Template);
  const of = (type: string) => all.filter(([, resource]) => resource.Type === type);
  const names = (value: unknown, id: string) => JSON.stringify(value).includes(`"${id}"`);
  const statementsOf = (properties: Record<string, unknown>) =>
    of("AWS::IAM::Policy")
      .filter(([, { Properties: p }]) => names(p?.["Roles"], roleOf(properties)))
      .flatMap(([, { Properties: p = {} }]) => (p["PolicyDocument"] as { Statement: Statement[] }).Statement);
  const queueOf = (value: unknown) =>
    of("AWS::SQS::Queue")
      .find(([id]) => names(value, id))?.[0]
      .replace(/Queue[0-9A-F]{8}$/, "");
  return of("AWS::Lambda::Function")
    .map(([id, { Properties = {} }]): Row => {
      const by = [
        ...of("AWS::ApiGatewayV2::Integration").flatMap(([, { Properties: p }]) => (names(p, id) ? ["HTTP API"] : [])),
        ...of("AWS::ApiGatewayV2::Authorizer").flatMap(([, { Properties: p }]) => (names(p, id) ? ["HTTP API, before a request"] : [])),
        ...of("AWS::Lambda::EventSourceMapping").flatMap(([, { Properties: p }]) =>
          names(p?.["FunctionName"], id) ? [`queue ${queueOf(p?.["EventSourceArn"])}`] : [],
        ),
        ...of("AWS::Scheduler::Schedule").flatMap(([, { Properties: p }]) =>
          names(p?.["Target"], id) ? [`schedule ${String(p?.["ScheduleExpression"]).replace(/^rate\((?:1 )?(.*)\)$/, "every $1")}`] : [],
        ),
        ...of("AWS::Events::Rule").flatMap(([, { Properties: p }]) => (names(p?.["Targets"], id) ? ["events of AWS"] : [])),
        ...all.flatMap(([, { Type, Properties: p }]) =>
          Type === "AWS::CloudFormation::CustomResource" && names(p?.["ServiceToken"], id) ? ["deployment"] : [],
        ),
      ];
      const invokers = of("AWS::Lambda::Function").filter(([, { Properties: other = {} }]) =>
        statementsOf(other).some(({ Action, Resource }) => [Action].flat().includes("lambda:InvokeFunction") && names(Resource, id)),
      );
      by.push(...invokers.map(([invoker]) => `function ${nameOf(invoker)}`));
      const reaches = statementsOf(Properties).flatMap(({ Action, Resource }) =>
        [Action].flat().flatMap((action) => [Resource].flat().flatMap((resource) => placeOf(action, queueOf(resource)))),
      );
      const what = String(Properties["Description"] ?? "").replace(/^Millrace: /, "");
      return {
        name: nameOf(id),
        what,
        by: by.length === 0 ? ["called"] : [...new Set(by)],
        reaches: [...new Set(reaches)].sort(),
      };
    })
    .sort((a, b) => a.by[0]!.localeCompare(b.by[0]!) || a.name.localeCompare(b.name));
}

function nameOf(id: string): string {
  return id.replace(/(Handler)?Function[0-9A-F]{8}$/, "").replace(/Function$/, "");
}

function roleOf(properties: Record<string, unknown>): string {
  return /"Fn::GetAtt":\["(\w+)"/.exec(JSON.stringify(properties["Role"] ?? ""))?.[1] ?? "";
}

function placeOf(action: string, queue: string | undefined): string[] {
  const [service = "", verb = ""] = action.split(":");
  if (service === "dynamodb") return ["table"];
  if (service === "s3") return ["bucket"];
  if (service === "sqs") return verb === "SendMessage" ? [queue === undefined ? "work queues" : `→ ${queue}`] : [];
  if (service === "scheduler") return ["timers"];
  if (service === "ssm") return ["parameters"];
  if (service === "ecs") return ["Fargate"];
  return service === "lambda" ? ["functions"] : [];
}

const WIDTH = 1100;
const ROW = 62;
const COLOURS: Readonly<Record<string, string>> = {
  table: "a",
  bucket: "b",
  timers: "c",
  parameters: "d",
  Fargate: "e",
  "work queues": "f",
};

/** The picture: a row for each function, its trigger on the left, its reach on the right; readable in light and dark. */
export function draw(rows: readonly Row[]): string {
  const height = 64 + rows.length * ROW;
  const lines = rows.map((row, index) => drawRow(row, 52 + index * ROW));
  const label = rows.map(({ name, by, reaches }) => `${name}: set off by ${by.join(", ")}; reaches ${reaches.join(", ")}`).join(". ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(label)}">
<style>${STYLE}</style>
<rect class="ground" width="${WIDTH}" height="${height}" rx="12"/>
<text class="head" x="24" y="34">set off by</text><text class="head" x="276" y="34">function</text><text class="head" x="612" y="34">may reach</text>
${lines.join("\n")}
</svg>
`;
}

function drawRow({ name, what, by, reaches }: Row, y: number): string {
  const middle = y + 24;
  let x = 612;
  let line = 0;
  const chips = reaches.map((place) => {
    const width = 16 + place.length * 6.6;
    if (x + width > WIDTH - 16) {
      x = 612;
      line += 1;
    }
    const top = (reaches.length > 4 ? y + 1 : y + 13) + line * 25;
    const chip = `<rect class="chip ${COLOURS[place] ?? "q"}" x="${x}" y="${top}" width="${width.toFixed(1)}" height="22" rx="11"/><text class="small" x="${x + 8}" y="${top + 15}">${escaped(place)}</text>`;
    x += width + 6;
    return chip;
  });
  return [
    `<rect class="by" x="20" y="${y + 6}" width="212" height="36" rx="8"/><text x="32" y="${middle + 5}">${escaped(by.join(", "))}</text>`,
    `<path class="arrow" d="M232 ${middle}H264m-7-5l7 5l-7 5"/>`,
    `<rect class="box" x="268" y="${y}" width="312" height="48" rx="8"/><text class="name" x="282" y="${y + 20}">${escaped(name)}</text><text class="small" x="282" y="${y + 37}">${escaped(cut(what, 45))}</text>`,
    ...chips,
  ].join("");
}

const STYLE =
  `text{font:13px system-ui,sans-serif;fill:#1f2430}.head{font-size:12px;fill:#667085;letter-spacing:.04em}.name{font-weight:600}.small{font-size:11.5px}
.ground{fill:#fff}.by{fill:#f2f4f7;stroke:#d0d5dd}.box{fill:#eef4ff;stroke:#84a9f5}.arrow{fill:none;stroke:#98a2b3;stroke-width:1.5}
.chip{stroke-width:1;fill:#f2f4f7;stroke:#d0d5dd}.a{fill:#e6f6ec;stroke:#8fd0a8}.b{fill:#fff3e0;stroke:#efc27f}.c{fill:#f3ebff;stroke:#c4a6f2}.d{fill:#fdeaea;stroke:#eda9a9}.e{fill:#e3f6f8;stroke:#8acdd6}
@media(prefers-color-scheme:dark){text{fill:#e4e7ec}.head{fill:#98a2b3}.ground{fill:#14171f}.by{fill:#1f2430;stroke:#3a4150}.box{fill:#17264a;stroke:#3f62ad}.arrow{stroke:#667085}
.chip{fill:#1f2430;stroke:#3a4150}.a{fill:#12301f;stroke:#2f7a4c}.b{fill:#3a2a10;stroke:#8a6425}.c{fill:#2a1d42;stroke:#6b4aa3}.d{fill:#3a1c1c;stroke:#8f4444}.e{fill:#10313a;stroke:#2f7684}}`.replaceAll(
    "\n",
    "",
  );

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
}

/** Where the picture lies. */
export const PICTURE = fileURLToPath(new URL("../docs/images/architecture-aws.svg", import.meta.url));
const STACKS = ["Millrace", "MillraceConsole", "MillraceAgents"];

/** The templates of all stacks, from an assembly that was synthesized with `all=true`. */
export function templatesOf(assembly: {
  readonly stacks: readonly { readonly stackName: string; readonly template: { Resources: Template } }[];
}): Template[] {
  return assembly.stacks.filter(({ stackName }) => STACKS.includes(stackName)).map(({ template }) => template.Resources);
}

if (import.meta.main) {
  const [{ createApp }, { bundleFunctions }] = await Promise.all([import("../infra/create-app.ts"), import("./bundle.ts")]);
  const work = await mkdtemp(join(tmpdir(), "millrace-picture-"));
  await bundleFunctions(`${work}/functions`);
  await mkdir(`${work}/site`);
  await writeFile(`${work}/site/index.html`, "<!doctype html>");
  await writeFile(`${work}/agent.tgz`, "agent");
  const context = { all: "true", bundles: `${work}/functions`, site: `${work}/site`, agent: `${work}/agent.tgz` };
  const assembly = createApp({ context, outdir: `${work}/out`, builtinCloudFormationValidation: false }).synth();
  await writeFile(PICTURE, draw(rowsOf(templatesOf(assembly))));
  await rm(work, { recursive: true, force: true });
  console.log(`${PICTURE} is drawn`);
}
