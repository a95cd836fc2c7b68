import { openBlobs } from "#cloud/blobs/blobs.ts";
import { dynamoDbClient, s3Client } from "#cloud/clients.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { openStore } from "#cloud/store/store.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import about from "../../package.json" with { type: "json" };
import { createServices } from "../services/services.ts";
import { judgedByGateway } from "./callers.ts";
import { createApiHandler } from "./handler.ts";

const { table, bucket } = readEnvironment(process.env, "table", "bucket");

const services = createServices({
  store: openStore({ client: dynamoDbClient(), table, clock: systemClock }),
  blobs: openBlobs({ client: s3Client(), bucket }),
  clock: systemClock,
  ids: systemIds,
  settings: { version: about.version, place: "aws" },
});

/** Serves every route of the API behind the HTTP API. */
export const handler = createApiHandler(services, { version: about.version, callers: judgedByGateway, compress: true });
