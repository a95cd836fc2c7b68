import { ProblemError } from "#core/contract/problem.ts";

/** What a `paginate` route answers. */
export interface Page<Row> {
  results: Row[];
  count: number;
  limit: number;
  pages: number;
  page: number;
}

/** One numbered page, and how many there are. Where more match than one request may read, the count stops at the rows counted so far. */
export async function pageOfRows<Row>(
  body: { readonly limit?: number; readonly page?: number },
  list: (limit: number, offset: number) => Promise<Row[]>,
  matching: AsyncIterable<readonly unknown[]>,
): Promise<Page<Row>> {
  const limit = body.limit ?? 200;
  const page = body.page ?? 1;
  const [results, count] = await Promise.all([list(limit, (page - 1) * limit), countUpToBound(matching)]);
  return { results, count, limit, pages: Math.ceil(count / limit), page };
}

async function countUpToBound(batches: AsyncIterable<readonly unknown[]>): Promise<number> {
  let rows = 0;
  try {
    for await (const batch of batches) rows += batch.length;
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === "bad-request")) throw error;
  }
  return rows;
}
