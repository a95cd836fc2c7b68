import { join } from "node:path";
import type { Blobs } from "#core/ports/blobs.ts";
import { openBlobs } from "#local/blobs/blobs.ts";
import { memoryBlobs } from "#local/blobs/memory.ts";
import type { PresignSettings } from "#local/blobs/presign.ts";
import { serveBlobs } from "#test/support/blob-server.ts";
import { manualClock } from "#test/support/manual-clock.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import type { BlobsFixture, BlobsSubject } from "../blobs.contract.ts";

/** Blobs in files, with a server that answers their links. */
export const fileBlobs: BlobsSubject = {
  async open() {
    const directory = await tempDirectory();
    const fixture = await served((settings) => openBlobs(join(directory.path, "blobs"), settings));
    return {
      ...fixture,
      async close() {
        await fixture.close();
        await directory[Symbol.asyncDispose]();
      },
    };
  },
};

/** Blobs in memory, with a server that answers their links. */
export const mapBlobs: BlobsSubject = { persistent: "they are in memory", open: () => served(memoryBlobs) };

async function served(open: (settings: PresignSettings) => Blobs): Promise<BlobsFixture> {
  const clock = manualClock();
  const server = await serveBlobs(() => ({ clock, secret: "s3cret", blobs }));
  const settings: PresignSettings = { clock, secret: "s3cret", baseUrl: () => server.url };
  const blobs = open(settings);
  return { blobs, reopen: async () => open(settings), pass: (ms) => clock.advance(ms), close: () => server.close() };
}
