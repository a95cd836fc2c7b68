import { currentScope } from "../context/scope.ts";
import { InvalidOptionsError, NoRunContextError } from "../errors/flow-errors.ts";

/** What every artifact may have. */
export interface ArtifactOptions {
  /** Names the artifact across runs: lower-case letters, digits and dashes. The newest one of a key is shown first. */
  readonly key?: string;
  /** Markdown. */
  readonly description?: string;
}

/**
 * Leaves markdown for people to read on the page of the run that calls it.
 *
 * @returns the id of the artifact.
 * @throws NoRunContextError outside of a run; InvalidOptionsError; ApiUnreachableError.
 */
export function createMarkdownArtifact(options: ArtifactOptions & { readonly markdown: string }): Promise<string> {
  return create("createMarkdownArtifact", "markdown", options.markdown, options);
}

/**
 * Leaves a table: rows as objects by column, rows as lists, or columns by name.
 *
 * @returns the id of the artifact.
 * @throws as {@link createMarkdownArtifact}.
 */
export function createTableArtifact(
  options: ArtifactOptions & {
    readonly table:
      | readonly Readonly<Record<string, unknown>>[]
      | readonly (readonly unknown[])[]
      | Readonly<Record<string, readonly unknown[]>>;
  },
): Promise<string> {
  // as Prefect: the data of a table is JSON text
  return create(
    "createTableArtifact",
    "table",
    JSON.stringify(options.table, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value)),
    options,
  );
}

/**
 * Leaves a link.
 *
 * @param options.text what is shown; default: the address.
 * @returns the id of the artifact.
 * @throws as {@link createMarkdownArtifact}.
 */
export function createLinkArtifact(options: ArtifactOptions & { readonly link: string; readonly text?: string }): Promise<string> {
  return create(
    "createLinkArtifact",
    "markdown",
    `[${(options.text ?? options.link).replace(/[[\]]/g, "\\$&")}](${options.link.replace(/[() ]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`)})`,
    options,
  );
}

/**
 * Shows how far something is.
 *
 * @param options.progress percent, 0 to 100.
 * @returns the id of the artifact, for {@link updateProgressArtifact}.
 * @throws as {@link createMarkdownArtifact}.
 */
export function createProgressArtifact(options: ArtifactOptions & { readonly progress: number }): Promise<string> {
  return create("createProgressArtifact", "progress", percent(options.progress), options);
}

/**
 * Moves a progress artifact on.
 *
 * @param id what {@link createProgressArtifact} answered.
 * @param progress percent, 0 to 100.
 * @throws as {@link createMarkdownArtifact}.
 */
export async function updateProgressArtifact(id: string, progress: number, options: { readonly description?: string } = {}): Promise<void> {
  const { client } = scopeFor("updateProgressArtifact").flowRun.runtime;
  await client.updateArtifact({ params: { id }, body: { data: percent(progress), ...options } });
}

async function create(call: string, type: string, data: unknown, { key, description }: ArtifactOptions): Promise<string> {
  const { flowRun, taskRun } = scopeFor(call);
  if (key !== undefined && !/^[a-z0-9-]{1,255}$/.test(key)) {
    throw new InvalidOptionsError({
      what: "An artifact cannot have that key.",
      got: JSON.stringify(key),
      expected: "lower-case letters, digits and dashes",
      do: "Choose another key.",
    });
  }
  const { client, ids } = flowRun.runtime;
  const id = ids.uuid();
  await client.createArtifact({ body: { id, key, type, description, data, flow_run_id: flowRun.id, task_run_id: taskRun?.id } });
  return id;
}

function scopeFor(call: string) {
  const scope = currentScope();
  if (scope === undefined) throw new NoRunContextError(`${call}()`);
  return scope;
}

function percent(progress: number): number {
  if (progress >= 0 && progress <= 100) return progress;
  throw new InvalidOptionsError({
    what: "That is no progress.",
    got: String(progress),
    expected: "a number from 0 to 100",
    do: "Give percent.",
  });
}
