import type { Artifact } from "#core/contract/artifacts.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { change } from "./change.ts";
import type { Services } from "./deps.ts";
import { artifactDocument, artifactOf } from "./documents/artifact.ts";
import { listArtifacts } from "./listing/artifacts.ts";
import { findArtifact, findTaskRun } from "./lookups.ts";
import type { Parts } from "./parts.ts";
import { notFound } from "./refusals.ts";
import { Reply } from "./reply.ts";

/** Artifacts: what runs leave for people to look at. */
export function artifactServices(
  parts: Parts,
): Pick<Services, "createArtifact" | "readArtifact" | "updateArtifact" | "deleteArtifact" | "filterArtifacts"> {
  const { store, clock, ids } = parts;
  return {
    async createArtifact({ body }) {
      const now = formatTimestamp(clock.now());
      const artifact: Artifact = {
        id: body.id ?? ids.uuid(),
        created: now,
        updated: now,
        key: body.key,
        type: body.type,
        description: body.description,
        data: body.data ?? null,
        metadata_: body.metadata_,
        flow_run_id: body.flow_run_id ?? (await runOfTask(parts, body.task_run_id)),
        task_run_id: body.task_run_id,
      };
      const written = await store.put(artifactDocument(artifact), "absent");
      return written.ok || written.current === null ? artifact : new Reply(200, artifactOf(written.current));
    },
    async readArtifact({ params }) {
      const document = await findArtifact(store, params.id);
      if (document === null) throw notFound("artifact", params.id);
      return artifactOf(document);
    },
    async updateArtifact({ params, body }) {
      const place = await findArtifact(store, params.id);
      if (place === null) throw notFound("artifact", params.id);
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      await change(store, place, "artifact", (current) => {
        if (current === null) throw notFound("artifact", params.id);
        return {
          document: artifactDocument({ ...artifactOf(current), ...given, updated: formatTimestamp(clock.now()) }),
          result: undefined,
        };
      });
      return undefined;
    },
    async deleteArtifact({ params }) {
      const place = await findArtifact(store, params.id);
      if (place === null) throw notFound("artifact", params.id);
      await store.delete(place);
      return undefined;
    },
    filterArtifacts: ({ body = {} }) => listArtifacts(store, body, body.sort ?? "ID_DESC", body.limit ?? 200, body.offset ?? 0),
  };
}

// An artifact of a task lies with the task's flow run.
async function runOfTask({ store }: Parts, taskRunId: string | null): Promise<string | null> {
  if (taskRunId === null) return null;
  const task = await findTaskRun(store, taskRunId);
  return task?.pk.startsWith("RUN#") ? task.pk.slice(4) : null;
}
