import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A project of an author in a directory of its own. */
export interface Project extends AsyncDisposable {
  readonly path: string;
  at(file: string): string;
}

/** Writes files by path; `package.json` is there unless given. */
export async function makeProject(files: Readonly<Record<string, string>>): Promise<Project> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "millrace-project-")));
  for (const [file, text] of Object.entries({ "package.json": '{"type":"module"}', ...files })) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), text);
  }
  return { path, at: (file) => join(path, file), [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
