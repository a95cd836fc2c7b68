import { useEffect, useRef, useState } from "react";
import type { Placed, Unplaced } from "./layout.ts";

/** Where each box goes, worked out beside the page; the last answer stays until the next arrives. */
export function useLayout(graph: Unplaced): Placed | undefined {
  const [placed, setPlaced] = useState<Placed>();
  const worker = useRef<Worker>(null);
  const key = JSON.stringify(graph);
  useEffect(() => {
    const current = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
    worker.current = current;
    current.onmessage = ({ data }: MessageEvent<{ placed: Placed }>) => setPlaced(data.placed);
    return () => current.terminate();
  }, []);
  useEffect(() => worker.current?.postMessage({ key, graph: JSON.parse(key) }), [key]);
  return placed;
}
