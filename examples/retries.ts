// A task that fails now and then: it is tried again, waiting longer each time, unless the error is hopeless.
import { exponentialBackoff, flow, getRunContext, getRunLogger, task } from "millrace";

class NotFoundError extends Error {}

const fetchPage = task(
  {
    retries: 4,
    retryDelaySeconds: exponentialBackoff({ base: 0.05, factor: 2 }),
    retryJitterFactor: 0.5,
    retryCondition: (error) => !(error instanceof NotFoundError),
  },
  async (path: string) => {
    if (path === "/missing") throw new NotFoundError(`there is no page ${path}`);
    if (getRunContext().attempt < 3) throw new Error("the connection was cut");
    return `<h1>${path}</h1>`;
  },
);

const crawl = flow({ name: "crawl", retries: 1 }, async () => {
  const page = await fetchPage("/home");
  const missing = await fetchPage("/missing").catch((error: Error) => `no page: ${error.message}`);
  getRunLogger().info("Crawled", { page, missing });
  return [page, missing];
});

console.log(await crawl());
