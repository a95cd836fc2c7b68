import { useQuery, useQueryClient } from "@tanstack/react-query";
import {
  ArrowUpDown,
  CalendarClock,
  CalendarRange,
  CircleDot,
  CornerDownRight,
  Layers,
  Package,
  Search,
  Tag,
  Waypoints,
  X,
} from "lucide-react";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { deploymentsQuery } from "../../api/deployments.ts";
import { flowsQuery } from "../../api/queries.ts";
import { workQueuesQuery } from "../../api/work-queues.ts";
import { stateLabel, stateTypes, toneOf } from "../../lib/tone.ts";
import { Choice } from "../../ui/choice.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { StateIcon } from "../../ui/state.tsx";
import { FilterButton } from "./filter-button.tsx";
import { countFilters, type Range, type RunsSearch, type Sort, showsUpcoming, type Within } from "./search.ts";

interface Props {
  readonly search: RunsSearch;
  readonly change: (search: RunsSearch) => void;
  readonly count: number | undefined;
  readonly within?: Within;
}

/** Every filter of the list, each a choice kept in the URL. */
export function FilterBar({ search, change, count, within = {} }: Props) {
  const client = useQueryClient();
  const set = (part: Partial<Record<keyof RunsSearch, unknown>>) =>
    change(
      Object.fromEntries(
        Object.entries({ ...search, ...part }).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
      ) as RunsSearch,
    );
  const flows = () => client.ensureQueryData(flowsQuery()).then((all) => all.map((flow) => ({ value: flow.name })));
  const deployments = useQuery({ ...deploymentsQuery(), enabled: search.deployment !== undefined, refetchInterval: false });
  const spanned = search.from !== undefined || search.to !== undefined;
  return (
    <div
      role="search"
      aria-label="Filter runs"
      className="no-print flex flex-wrap items-center gap-2 sm:max-[1400px]:[&_[aria-haspopup=dialog]>svg:first-child]:hidden"
    >
      <SearchField
        label="Search run names"
        icon={<Search aria-hidden="true" size={14} />}
        value={search.q ?? ""}
        change={(q) => set({ q: q === "" ? undefined : q })}
        className="w-full sm:w-48"
      />
      <div className="flex min-w-0 items-center gap-2 sm:contents max-sm:-m-0.5 max-sm:w-full max-sm:overflow-x-auto max-sm:p-0.5 max-sm:[scrollbar-width:none]">
        <FilterButton
          label="State"
          icon={<CircleDot aria-hidden="true" size={14} />}
          chosen={search.state}
          options={stateOptions}
          change={(state) => set({ state })}
        />
        {within.flowId === undefined && within.deploymentId === undefined && (
          <FilterButton
            label="Flow"
            icon={<Waypoints aria-hidden="true" size={14} />}
            chosen={search.flow}
            options={flows}
            change={(flow) => set({ flow })}
            searchable
          />
        )}
        {within.deploymentId === undefined && (
          <FilterButton
            label="Deployment"
            icon={<Package aria-hidden="true" size={14} />}
            chosen={search.deployment}
            options={() => client.ensureQueryData(deploymentsQuery()).then((all) => all.map(({ id, name }) => ({ value: id, text: name })))}
            text={(id) => deployments.data?.find((one) => one.id === id)?.name ?? "one"}
            change={(deployment) => set({ deployment })}
            searchable
          />
        )}
        <FilterButton
          label="Queue"
          icon={<Layers aria-hidden="true" size={14} />}
          chosen={search.queue}
          options={() => client.ensureQueryData(workQueuesQuery()).then((all) => all.map(({ name }) => ({ value: name })))}
          change={(queue) => set({ queue })}
          searchable
          free
        />
        <FilterButton
          label="Tags"
          icon={<Tag aria-hidden="true" size={14} />}
          chosen={search.tag}
          options={() =>
            knownTags(client.getQueriesData<{ pages: FlowRun[][] }>({ queryKey: ["runs"] }).flatMap(([, data]) => data?.pages.flat() ?? []))
          }
          change={(tag) => set({ tag })}
          searchable
          free
        />
        <Choice
          label="Time"
          active={spanned || search.range !== undefined}
          icon={<CalendarRange aria-hidden="true" size={14} />}
          value={spanned ? "span" : (search.range ?? "")}
          change={(range) => set({ range: range === "" ? undefined : range, from: undefined, to: undefined })}
        >
          {spanned && <option value="span">{spanLabel(search)}</option>}
          <option value="">Any time</option>
          {(Object.keys(rangeNames) as Range[]).map((range) => (
            <option key={range} value={range}>
              {rangeNames[range]}
            </option>
          ))}
        </Choice>
        <button
          type="button"
          aria-pressed={search.subflows === "hide"}
          onClick={() => set({ subflows: search.subflows === "hide" ? undefined : "hide" })}
          className="control aria-pressed:border-water aria-pressed:text-ink"
        >
          <CornerDownRight aria-hidden="true" size={14} />
          {search.subflows === "hide" ? "Subflows hidden" : "Hide subflows"}
        </button>
        <button
          type="button"
          aria-pressed={showsUpcoming(search)}
          disabled={search.state?.includes("SCHEDULED") === true}
          onClick={() => set({ upcoming: search.upcoming === "show" ? undefined : "show" })}
          title={showsUpcoming(search) ? "Runs that wait for a time to come are shown" : "Show runs that wait for a time to come"}
          className="control aria-pressed:border-water aria-pressed:text-ink"
        >
          <CalendarClock aria-hidden="true" size={14} />
          Upcoming
        </button>
        {countFilters(search) > 0 && (
          <button
            type="button"
            className="control border-transparent bg-transparent px-2"
            onClick={() => change(search.sort === undefined ? {} : { sort: search.sort })}
          >
            <X aria-hidden="true" size={14} />
            Clear
          </button>
        )}
      </div>
      <span className="ml-auto flex items-center gap-3">
        <span role="status" className="text-sm text-ink-3 tabular">
          {count === undefined ? "" : `${count.toLocaleString()} ${count === 1 ? "run" : "runs"}`}
        </span>
        <Choice
          label="Order"
          icon={<ArrowUpDown aria-hidden="true" size={14} />}
          value={search.sort ?? "newest"}
          change={(sort) => set({ sort: sort === "newest" ? undefined : sort })}
        >
          {(Object.keys(sortNames) as Sort[]).map((sort) => (
            <option key={sort} value={sort}>
              {sortNames[sort]}
            </option>
          ))}
        </Choice>
      </span>
    </div>
  );
}

const stateOptions = () =>
  stateTypes.map((type) => ({ value: type, text: stateLabel(type), tone: toneOf(type), icon: <StateIcon type={type} size={14} /> }));
const rangeNames: Readonly<Record<Range, string>> = {
  "1h": "Last hour",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
};
const sortNames: Readonly<Record<Sort, string>> = {
  newest: "Newest",
  oldest: "Oldest",
  ended: "Last ended",
  name: "Name",
};

function knownTags(runs: readonly FlowRun[]): { value: string }[] {
  return [...new Set(runs.flatMap((run) => run.tags))].sort().map((value) => ({ value }));
}

function spanLabel({ from, to }: RunsSearch): string {
  const format = (time: string | undefined) =>
    time === undefined
      ? "…"
      : new Intl.DateTimeFormat(undefined, {
          day: "numeric",
          month: "short",
          hour: "2-digit",
          minute: "2-digit",
          second: "2-digit",
          hourCycle: "h23",
        }).format(Date.parse(time));
  return `${format(from)} – ${format(to)}`;
}
