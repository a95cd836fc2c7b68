import * as z from "zod";
import { Artifact, ArtifactCreate, ArtifactUpdate } from "../artifacts.ts";
import { ArtifactFilter, ArtifactSort, filters } from "../filters.ts";
import type { Route } from "../route.ts";
import { optional } from "../scalars.ts";
import { byId } from "./bodies.ts";

/** Artifacts. */
export const artifactRoutes = {
  createArtifact: {
    method: "POST",
    path: "/artifacts/",
    tag: "artifacts",
    access: "agent",
    summary: "Create an artifact",
    body: ArtifactCreate,
    response: Artifact,
    status: 201,
  },
  readArtifact: {
    method: "GET",
    path: "/artifacts/{id}",
    tag: "artifacts",
    access: "read",
    summary: "Read an artifact",
    params: byId,
    response: Artifact,
  },
  updateArtifact: {
    method: "PATCH",
    path: "/artifacts/{id}",
    tag: "artifacts",
    access: "agent",
    summary: "Change an artifact",
    params: byId,
    body: ArtifactUpdate,
  },
  deleteArtifact: {
    method: "DELETE",
    path: "/artifacts/{id}",
    tag: "artifacts",
    access: "write",
    summary: "Delete an artifact",
    params: byId,
  },
  filterArtifacts: {
    method: "POST",
    path: "/artifacts/filter",
    tag: "artifacts",
    access: "read",
    summary: "List artifacts",
    body: z
      .strictObject({
        ...filters,
        artifacts: optional(ArtifactFilter),
        sort: optional(ArtifactSort),
        limit: optional(z.int().min(0).max(200)),
        offset: optional(z.int().min(0)),
      })
      .optional(),
    response: z.array(Artifact),
  },
} as const satisfies Record<string, Route>;
