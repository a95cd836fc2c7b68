import type { Side, Work } from "./side.ts";

/** One line of the table: what is measured, and how one process' worth of it gives figures. */
export interface Item {
  readonly label: string;
  readonly unit: "ms" | "MB";
  /** Fresh processes per side. */
  readonly processes: number;
  /** Task runs one process must leave on the server, per flow run. */
  measure(side: Side): Promise<{ figures: number[]; also?: Record<string, number[]>; proof?: Proof[] }>;
}

/** What the server must know of a flow run, seen from outside after its process ended. */
export interface Proof {
  flowRunId: string;
  tasks: number;
}

/** Everything the benchmark measures; `quick` measures less of it, less often. */
export function plan(quick: boolean): Item[] {
  const many = quick ? 200 : 1000;
  return [
    {
      label: "import flow and task (a whole process)",
      unit: "ms",
      processes: quick ? 2 : 7,
      measure: async (side) => ({ figures: [await side.measureImport()] }),
    },
    wholeProcess("a 3-step flow (a whole process)", quick ? 2 : 7),
    flowRuns("3-step flow, reported", "three-steps", 3, { processes: quick ? 1 : 3, repeats: quick ? 5 : 15, perTask: false }),
    flowRuns(`${many} sequential tasks, each`, "sequential", many, { processes: quick ? 1 : 3, repeats: 1, perTask: true }),
    flowRuns(`${many} concurrent tasks, each`, "concurrent", many, { processes: quick ? 1 : 3, repeats: 1, perTask: true }),
    memory(quick ? 500 : 10_000),
  ];
}

function wholeProcess(label: string, processes: number): Item {
  return {
    label,
    unit: "ms",
    processes,
    async measure(side) {
      const { runs, processMs } = await side.measure("three-steps", 3, 1);
      return { figures: [processMs], proof: runs.map(({ flowRunId }) => ({ flowRunId, tasks: 3 })) };
    },
  };
}

function flowRuns(label: string, work: Work, tasks: number, how: { processes: number; repeats: number; perTask: boolean }): Item {
  return {
    label,
    unit: "ms",
    processes: how.processes,
    async measure(side) {
      const { runs } = await side.measure(work, tasks, how.repeats);
      const share = how.perTask ? tasks : 1;
      return {
        figures: runs.map((run) => run.returnedMs / share),
        also: {
          "… until all is recorded": runs.map((run) => run.recordedMs / share),
          "… recorded at the return, %": runs.map((run) => (100 * run.recordedAtReturn) / tasks),
        },
        proof: runs.map(({ flowRunId }) => ({ flowRunId, tasks })),
      };
    },
  };
}

function memory(tasks: number): Item {
  return {
    label: `peak memory of a flow of ${tasks} tasks`,
    unit: "MB",
    processes: 1,
    async measure(side) {
      const { runs, peakMb } = await side.measure("sequential", tasks, 1);
      return {
        figures: [peakMb],
        also: { "… its time per task, ms": runs.map((run) => run.returnedMs / tasks) },
        proof: runs.map(({ flowRunId }) => ({ flowRunId, tasks })),
      };
    },
  };
}
