/** How rows come and which of them are wanted. */
export interface Wanted<Row> {
  readonly compare: (a: Row, b: Row) => number;
  readonly limit: number;
  readonly offset: number;
  /** True if rows come in the order of `compare`, so that reading can stop once there are enough. */
  readonly inOrder?: boolean;
  /**
   * For rows that come nearly in order: true if no row still to come can go before `last`, the last of those wanted so far.
   * Asked after each batch with that batch's last row.
   */
  readonly settled?: (last: Row, frontier: Row) => boolean;
}

/** The wanted rows, sorted. Holds no more of them in memory than a few times as many as are wanted. */
export async function take<Row>(batches: AsyncIterable<readonly Row[]>, wanted: Wanted<Row>): Promise<Row[]> {
  const { compare, limit, offset } = wanted;
  const enough = offset + limit;
  if (limit === 0) return [];
  let best: Row[] = [];
  for await (const batch of batches) {
    for (const row of batch) best.push(row);
    if (wanted.inOrder) {
      if (best.length >= enough) break;
      continue;
    }
    if (best.length > 2 * enough + 2000) best = best.sort(compare).slice(0, enough);
    const frontier = batch.at(-1);
    if (wanted.settled !== undefined && frontier !== undefined && best.length >= enough) {
      best.sort(compare);
      if (wanted.settled(best[enough - 1]!, frontier)) break;
    }
  }
  if (!wanted.inOrder) best.sort(compare);
  return best.slice(offset, enough);
}

/** How many rows there are. */
export async function count<Row>(batches: AsyncIterable<readonly Row[]>): Promise<number> {
  let rows = 0;
  for await (const batch of batches) rows += batch.length;
  return rows;
}
