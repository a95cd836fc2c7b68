import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Puts a command `aws` into the directory, for a PATH that begins with it. */
export async function putAwsCommand(directory: string, python: string): Promise<void> {
  const script = `#!/bin/sh\nexec "${python}" "${join(import.meta.dirname, "aws.py")}" "$@"\n`;
  await writeFile(join(directory, "aws"), script, { mode: 0o755 });
}
