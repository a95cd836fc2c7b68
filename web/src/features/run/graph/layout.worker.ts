import { place, type Unplaced } from "./layout.ts";

// Layout off the page's thread: a large graph must not stop the clock or the scroll.
self.onmessage = ({ data }: MessageEvent<{ readonly key: string; readonly graph: Unplaced }>) => {
  self.postMessage({ key: data.key, placed: place(data.graph) });
};
