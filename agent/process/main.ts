import module from "node:module";
import { fileURLToPath } from "node:url";

// The program of a flow process: it warms up, serves one run, and ends. Compiled sources are kept, which halves the start.
module.enableCompileCache(fileURLToPath(new URL("../../node_modules/.cache/millrace", import.meta.url)));
const { serve } = await import("./serve.ts");
await serve();
