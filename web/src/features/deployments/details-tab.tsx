import type { ReactNode } from "react";
import type { Deployment } from "../../../../core/contract/deployments.ts";
import { isPlaced, taskSize } from "../../lib/placement.ts";
import { formatSize } from "../../lib/size.ts";
import { formatDuration } from "../../lib/time.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { JsonTree } from "../../ui/json-tree.tsx";

/** What a deployment is made of: its code, where it runs, how often it is tried, how many at once. */
export function DetailsTab({ deployment }: { readonly deployment: Deployment }) {
  const { bundle, infrastructure, retries, concurrency_limit: limit, concurrency_options: options } = deployment;
  return (
    <div className="grid grid-cols-1 items-start gap-3 lg:grid-cols-2">
      <Part title="Code">
        {bundle === null ? (
          <p className="text-sm text-ink-2">Made by another client: there is no bundle of it here, so agents can't run it.</p>
        ) : (
          <List
            items={[
              [
                "Digest",
                <span key="digest" className="flex items-center gap-1">
                  <code className="truncate text-xs" title={bundle.digest}>
                    sha256:{bundle.digest.slice(0, 16)}…
                  </code>
                  <CopyButton bare text={bundle.digest} label="Copy the digest" className="-my-1" />
                </span>,
              ],
              ["Size", formatSize(bundle.size)],
              ["Flow in it", bundle.flow],
              [
                "Kept as",
                <code key="key" className="text-xs break-all">
                  {bundle.key}
                </code>,
              ],
              ["Entrypoint", deployment.entrypoint],
            ]}
          />
        )}
      </Part>
      <Part title="Infrastructure">
        <List
          items={[
            ...placeOf(infrastructure),
            [
              "Environment",
              Object.keys(infrastructure.env ?? {}).length === 0 ? (
                isPlaced(infrastructure) ? (
                  "Nothing added"
                ) : (
                  "The agent's"
                )
              ) : (
                <JsonTree key="env" value={infrastructure.env} />
              ),
            ],
          ]}
        />
      </Part>
      <Part title="Retries">
        <List
          items={[
            ["After a failure", retries.retries == null ? "As the flow says" : times(retries.retries)],
            ["Delay", retries.retry_delay == null ? "As the flow says" : formatDuration(retries.retry_delay)],
            ["After a lost process", times(retries.crash_retries ?? 3)],
          ]}
        />
      </Part>
      <Part title="Concurrency">
        <List
          items={[
            ["Runs at once", limit === null ? "No limit" : limit.toLocaleString()],
            [
              "Beyond it",
              limit === null ? null : options?.collision_strategy === "CANCEL_NEW" ? "The new run is cancelled" : "Runs wait for a slot",
            ],
          ]}
        />
      </Part>
      <section aria-label="Deployment" className="card relative p-4 lg:col-span-2">
        <h2 className="mb-2 pr-28 text-sm font-semibold">The deployment as the API answers it</h2>
        <CopyButton text={() => JSON.stringify(deployment, null, 2)} label="Copy JSON" className="absolute top-3 right-3 z-10" />
        <JsonTree value={deployment} />
      </section>
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="card p-4">
      <h2 className="mb-2 text-sm font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function List({ items }: { readonly items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 text-sm">
      {items
        .filter(([, value]) => value != null)
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className="min-w-0">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function times(count: number): string {
  return count === 0 ? "Not tried again" : count === 1 ? "Tried once more" : `Tried ${count} more times`;
}

function placeOf(infrastructure: Deployment["infrastructure"]): [string, string][] {
  if (infrastructure.type === "subprocess")
    return [
      ["Type", "A process of the agent"],
      ["Directory", infrastructure.working_dir ?? "Its own, removed afterwards"],
    ];
  if (infrastructure.type === "lambda")
    return [
      ["Type", "The runner function, without an agent"],
      ["Each invocation", `At most ${infrastructure.timeout_seconds ?? 900} s`],
    ];
  return [
    ["Type", "A Fargate task of its own"],
    ["Size", taskSize(infrastructure)],
    ["Image", infrastructure.image ?? "That of the agents"],
  ];
}
