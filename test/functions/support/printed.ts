import { vi } from "vitest";

/** What this process prints while the body runs, line by line, as Lambda would take it to the log. */
export async function printedBy(body: () => unknown): Promise<string[]> {
  let text = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    await body();
  } finally {
    write.mockRestore();
  }
  return text.split("\n").slice(0, -1);
}
