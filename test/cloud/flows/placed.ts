import { deployment, ecs, flow } from "millrace";

export const placed = flow({ name: "placed" }, async (word: string) => `${word} from a process of its own`);
const given = { flow: placed, parameters: { word: "hello" } };

/** For the agents on Fargate, whose number follows the runs that wait in this queue. */
export const served = deployment({ ...given, name: "served", workQueue: "fargate" });

/** In a Fargate task of its own. */
export const sized = deployment({ ...given, name: "sized", infrastructure: ecs({ cpu: 1024, memory: 4096 }), crashRetries: 0 });
