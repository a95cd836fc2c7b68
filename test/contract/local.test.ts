import { describeBlobs } from "./blobs.contract.ts";
import { fileBlobs, mapBlobs } from "./local/blobs.ts";
import { fileQueue, memoryQueue } from "./local/queues.ts";
import { fileStore, memoryStore } from "./local/stores.ts";
import { fileTimers } from "./local/timers.ts";
import { describeQueue } from "./queue.contract.ts";
import { describeStore } from "./store.contract.ts";
import { describeTimers } from "./timers.contract.ts";

describeStore("SQLite file", fileStore);
describeStore("SQLite in memory", memoryStore);
describeQueue("SQLite file", fileQueue);
describeQueue("SQLite in memory", memoryQueue);
describeBlobs("files", fileBlobs);
describeBlobs("memory", mapBlobs);
describeTimers("SQLite file", fileTimers);
