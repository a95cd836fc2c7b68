import { join } from "node:path";
import { readEnvironment } from "#cloud/environment.ts";
import { answerCustomResource, type CustomResourceEvent } from "../token/custom-resource.ts";
import { putAnswer } from "../token/put-answer.ts";

const { siteBucket } = readEnvironment(process.env, "siteBucket");

/** Puts the console, whose files lie beside this one, into its bucket; takes it out when the stack goes. */
export async function handler(event: CustomResourceEvent): Promise<void> {
  // loaded where a failure is answered
  const site = () => import("#cloud/site/put-site.ts");
  const put = async () => void (await (await site()).putSite(siteBucket, join(import.meta.dirname, "site")));
  const clear = async () => (await site()).clearSite(siteBucket);
  await answerCustomResource(event, { create: put, update: put, delete: clear }, putAnswer);
}
