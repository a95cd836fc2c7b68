import { FlowCalledOnImportError } from "../errors/flow-errors.ts";

let loading = 0;

/** Imports a module of flows by its URL, and refuses every run it would start by being imported. */
export async function loadFlowModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  loading += 1;
  try {
    return (await import(url)) as Readonly<Record<string, unknown>>;
  } finally {
    loading -= 1;
  }
}

/** @throws FlowCalledOnImportError while a module is being imported for its flows. */
export function refuseWhileLoading(flowName: string): void {
  if (loading > 0) throw new FlowCalledOnImportError(flowName);
}
