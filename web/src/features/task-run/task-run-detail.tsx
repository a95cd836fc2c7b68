import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { TaskInput, TaskRun } from "../../../../core/contract/task-runs.ts";
import { ApiError } from "../../api/client.ts";
import { taskRunQuery, taskRunStatesQuery } from "../../api/queries.ts";
import { faultOf } from "../../lib/failure.ts";
import { isFinal, toneOf } from "../../lib/tone.ts";
import { NotFound } from "../../shell/not-found.tsx";
import { Fact, Facts, IdFact } from "../../ui/fact.tsx";
import { FaultView } from "../../ui/fault.tsx";
import { Failure, SkeletonRows } from "../../ui/notice.tsx";
import { ResultView } from "../../ui/result.tsx";
import { StateBadge } from "../../ui/state.tsx";
import { Tags } from "../../ui/tags.tsx";
import { Moment, RunTime } from "../../ui/time.tsx";
import { Trail } from "../run/state-trail.tsx";
import { TaskLogs } from "./task-logs.tsx";

/** Everything about one task run: its states, its error, what it was given and what it wrote. */
export function TaskRunDetail({ id }: { readonly id: string }) {
  const task = useQuery(taskRunQuery(id));
  const states = useQuery({ ...taskRunStatesQuery(id, task.data?.state_id ?? null), enabled: task.data !== undefined });
  if (task.error instanceof ApiError && (task.error.status === 404 || task.error.status === 422)) return <NotFound what="This task run" />;
  if (task.data === undefined)
    return task.error === null ? <SkeletonRows rows={6} /> : <Failure error={task.error} retry={() => void task.refetch()} />;
  const run = task.data;
  const fault = faultOf(run.state);
  return (
    <article className="flex flex-col gap-5">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 pr-20">
        <h1 className="min-w-0 text-lg font-semibold break-words">{run.name}</h1>
        <StateBadge soft type={run.state_type} name={run.state_name} />
      </header>
      <Facts>
        <Fact name="Duration">
          <RunTime run={run} className="tabular" />
        </Fact>
        <Fact name="Started">
          <Moment at={run.start_time} />
        </Fact>
        {run.run_count > 1 && (
          <Fact name="Attempts">
            <span className="tabular">
              {run.run_count}
              {run.empirical_policy.retries != null && ` of ${run.empirical_policy.retries + 1}`}
            </span>
          </Fact>
        )}
        {run.cache_key !== null && (
          <Fact name="Cache key">
            <code className="block max-w-56 truncate text-xs leading-5" title={run.cache_key}>
              {run.cache_key}
            </code>
          </Fact>
        )}
        {run.tags.length > 0 && (
          <Fact name="Tags">
            <Tags tags={run.tags} limit={5} />
          </Fact>
        )}
        {run.state?.state_details.child_flow_run_id != null && (
          <Fact name="Subflow">
            <Link to="/runs/$id" params={{ id: run.state.state_details.child_flow_run_id }} className="text-water hover:underline">
              Open its run
            </Link>
          </Fact>
        )}
        <IdFact id={run.id} of="task run" />
      </Facts>
      <Trail states={states.data ?? (run.state === null ? [] : [run.state])} label="States of this task run" />
      {fault !== null && (
        <section
          aria-label="What went wrong"
          data-tone={toneOf(run.state_type, run.state_name)}
          className="card border-l-3 border-l-(--tone-solid) p-4"
        >
          <FaultView fault={fault} />
        </section>
      )}
      {fault === null && run.state?.message != null && run.state.message !== "" && !isFinal(run.state_type) && (
        <p className="text-sm break-words text-ink-2">{run.state.message}</p>
      )}
      <Inputs run={run} />
      <ResultView state={run.state} />
      {run.flow_run_id !== null && <TaskLogs taskRunId={run.id} flowRunId={run.flow_run_id} live={!isFinal(run.state_type)} />}
    </article>
  );
}

function Inputs({ run }: { readonly run: TaskRun }) {
  const inputs = Object.entries(run.task_inputs).filter(([, from]) => from.length > 0);
  if (inputs.length === 0) return null;
  return (
    <section aria-label="Inputs">
      <h2 className="mb-1.5 text-sm font-semibold">Inputs</h2>
      <dl className="card grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 px-4 py-3 text-sm">
        {inputs.map(([name, from]) => (
          <div key={name} className="contents">
            <dt className="font-mono text-water">{name === "__parents__" ? "called from" : name}</dt>
            <dd className="flex flex-wrap gap-x-3 gap-y-1">
              {from.slice(0, 20).map((input) => (
                <Source key={JSON.stringify(input)} input={input} />
              ))}
              {from.length > 20 && <span className="text-ink-3">and {from.length - 20} more</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Source({ input }: { readonly input: TaskInput }) {
  const name = useQuery({
    ...taskRunQuery(input.input_type === "task_run" ? input.id : ""),
    enabled: input.input_type === "task_run",
    refetchInterval: false,
    staleTime: 60_000,
  });
  if (input.input_type === "task_run")
    return (
      <Link to="/task-runs/$id" params={{ id: input.id }} className="text-water hover:underline">
        {name.data?.name ?? input.id.slice(0, 8)}
      </Link>
    );
  if (input.input_type === "flow_run")
    return (
      <Link to="/runs/$id" params={{ id: input.id }} className="text-water hover:underline">
        subflow {input.id.slice(0, 8)}
      </Link>
    );
  return <span className="text-ink-2">{input.input_type === "parameter" ? `parameter ${input.name}` : input.type}</span>;
}
