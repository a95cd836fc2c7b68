// One task run per file, so many at a time; a failure of one does not stop the rest.
import { allowFailure, ConcurrentTaskRunner, flow, task, unmapped } from "millrace";

const countWords = task({ runName: "count {file}" }, async (file: string, separator: string) => {
  if (file === "broken.txt") throw new Error(`${file} cannot be read`);
  return file.split(separator).length;
});

const total = task((counts: readonly (number | Error)[]) =>
  counts.reduce<number>((sum, count) => (count instanceof Error ? sum : sum + count), 0),
);

const words = flow({ name: "words", taskRunner: ConcurrentTaskRunner({ limit: 2 }) }, async (files: string[]) => {
  const counts = countWords.map(files, unmapped("."));
  return await total(counts.map((count) => allowFailure(count)));
});

console.log(await words(["a.txt", "b.tar.gz", "broken.txt"]));
