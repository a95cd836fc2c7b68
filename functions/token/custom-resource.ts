/** What CloudFormation sends to the function behind a custom resource. */
export interface CustomResourceEvent {
  readonly RequestType: "Create" | "Update" | "Delete";
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
}

/** Puts the answer where CloudFormation waits for it. */
export type SendAnswer = (url: string, body: string) => Promise<void>;

/** What is to be done for each kind of request; nothing for those left out. */
export type CustomResourceWork = Partial<Record<Lowercase<CustomResourceEvent["RequestType"]>, () => Promise<void>>>;

/**
 * Does what the request asks for, and always answers: CloudFormation waits for as long as an hour for an answer that never comes.
 */
export async function answerCustomResource(event: CustomResourceEvent, work: CustomResourceWork, send: SendAnswer): Promise<void> {
  let failure: string | undefined;
  try {
    await work[event.RequestType.toLowerCase() as Lowercase<CustomResourceEvent["RequestType"]>]?.();
  } catch (error) {
    failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  const answer = {
    Status: failure === undefined ? "SUCCESS" : "FAILED",
    ...(failure !== undefined && { Reason: failure.slice(0, 500) }),
    PhysicalResourceId: event.PhysicalResourceId ?? event.LogicalResourceId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  };
  await send(event.ResponseURL, JSON.stringify(answer));
}
