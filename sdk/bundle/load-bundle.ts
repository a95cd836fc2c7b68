import { pathToFileURL } from "node:url";
import { loadFlowModule } from "../flow/load-module.ts";
import { resolveHere } from "./resolve-here.ts";

/**
 * Imports a bundle for its flows (`findFlowInModule` finds one by name). Stack traces from then on name the author's files and lines.
 *
 * @throws FlowCalledOnImportError, and whatever the bundle throws.
 */
export function loadBundle(path: string): Promise<Readonly<Record<string, unknown>>> {
  process.setSourceMapsEnabled(true);
  resolveHere();
  return loadFlowModule(pathToFileURL(path).href);
}
