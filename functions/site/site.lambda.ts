import { join } from "node:path";
import { s3Client } from "#cloud/blobs/s3-client.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { clearSite, putSite } from "#cloud/site/put-site.ts";
import { answerCustomResource, type CustomResourceEvent } from "../token/custom-resource.ts";
import { putAnswer } from "../token/put-answer.ts";

const { siteBucket } = readEnvironment(process.env, "siteBucket");
const client = s3Client();

/** Puts the console, whose files lie beside this one, into its bucket; takes it out when the stack goes. */
export async function handler(event: CustomResourceEvent): Promise<void> {
  const put = async () => {
    await putSite(client, siteBucket, join(import.meta.dirname, "site"));
  };
  await answerCustomResource(event, { create: put, update: put, delete: () => clearSite(client, siteBucket) }, putAnswer);
}
