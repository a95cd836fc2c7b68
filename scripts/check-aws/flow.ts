import { deployment, ecs, flow, lambda, task } from "millrace";

/** Too large for a document, so that it goes to the bucket by a signed link. */
const result = task({ persistResult: true }, async () => "checked ".repeat(20_000));

export const check = flow({ name: "check-aws" }, async () => (await result()).length);

export const agent = deployment({ flow: check, name: "agent", workQueue: "check-aws" });
export const onLambda = deployment({ flow: check, name: "lambda", infrastructure: lambda() });
export const onFargate = deployment({ flow: check, name: "ecs", infrastructure: ecs({ cpu: 256, memory: 512 }) });
