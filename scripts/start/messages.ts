/** What the pipeline's process tells `npm start`. */
export interface PipelineMessage {
  /** The flow run it is, as soon as it has begun. */
  readonly run?: { readonly id: string; readonly name: string };
  /** What came of it, in lines for people. */
  readonly summary?: readonly string[];
}
