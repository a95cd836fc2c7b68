import { readOrMakeMasterKey } from "./master-key.ts";
import { ssmClient } from "./ssm-client.ts";

/** The secret of the parameter, through a client of its own. @see readOrMakeMasterKey */
export function openMasterKey(name: string): Promise<string> {
  return readOrMakeMasterKey(ssmClient(), name);
}
