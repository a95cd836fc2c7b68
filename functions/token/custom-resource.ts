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

/**
 * Does `create` when the resource is created, nothing when it is updated or deleted, and always answers:
 * CloudFormation waits for as long as an hour for an answer that never comes.
 */
export async function answerCustomResource(event: CustomResourceEvent, create: () => Promise<void>, send: SendAnswer): Promise<void> {
  let failure: string | undefined;
  try {
    if (event.RequestType === "Create") await create();
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
