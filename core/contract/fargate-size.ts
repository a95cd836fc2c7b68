/** What Fargate offers: for each number of CPU units, the least and the most memory in MiB, and the step between. */
const SIZES: Readonly<Record<number, readonly [least: number, most: number, step: number]>> = {
  256: [512, 2048, 512],
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16_384, 1024],
  4096: [8192, 30_720, 1024],
  8192: [16_384, 61_440, 4096],
  16384: [32_768, 122_880, 8192],
};

/** Why Fargate has no task of that size, as what it has instead; undefined if it has. */
export function notOnFargate(cpu: number, memory: number): { readonly option: "cpu" | "memory"; readonly expected: string } | undefined {
  const size = SIZES[cpu];
  if (size === undefined) return { option: "cpu", expected: `CPU units, 1024 to a vCPU: one of ${Object.keys(SIZES).join(", ")}` };
  const [least, most, step] = size;
  const fits = Number.isInteger(memory) && memory >= least && memory <= most && (memory - least) % step === 0;
  // the smallest size is the only one that leaves a step out
  if (fits && !(cpu === 256 && memory === 1536)) return undefined;
  const expected = cpu === 256 ? "512, 1024 or 2048 MiB" : `${least} to ${most} MiB in steps of ${step}`;
  return { option: "memory", expected: `${expected}, which is what Fargate has for ${cpu} CPU units` };
}
