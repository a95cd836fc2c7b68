import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { Deployment } from "../../../../core/contract/deployments.ts";
import { ApiError } from "../../api/client.ts";
import { deploymentQuery } from "../../api/deployments.ts";
import { flowQuery } from "../../api/queries.ts";
import { NotFound } from "../../shell/not-found.tsx";
import { useTitle } from "../../shell/title.ts";
import { Failure, SkeletonRows } from "../../ui/notice.tsx";
import { PageTabs } from "../../ui/page-tabs.tsx";
import { DeploymentHeader } from "./deployment-header.tsx";
import { DetailsTab } from "./details-tab.tsx";
import { ParametersTab } from "./parameters-tab.tsx";
import { RunsTab } from "./runs-tab.tsx";
import { SchedulesTab } from "./schedules-tab.tsx";
import { parseDeploymentSearch } from "./search.ts";

const RunDialog = lazy(() => import("./run-dialog.tsx").then((module) => ({ default: module.RunDialog })));

const route = getRouteApi("/deployments/$id");

/** One deployment: its runs, schedules, parameters and what it is made of. */
export function DeploymentPage() {
  const { id } = route.useParams();
  const deployment = useQuery(deploymentQuery(id));
  if (deployment.data !== undefined) return <Page deployment={deployment.data} />;
  if (deployment.error instanceof ApiError && (deployment.error.status === 404 || deployment.error.status === 422))
    return <NotFound what="This deployment" />;
  return deployment.error === null ? (
    <SkeletonRows rows={8} />
  ) : (
    <Failure error={deployment.error} retry={() => void deployment.refetch()} />
  );
}

function Page({ deployment }: { readonly deployment: Deployment }) {
  const flow = useQuery(flowQuery(deployment.flow_id));
  const raw = route.useSearch();
  const { tab = "runs", run } = parseDeploymentSearch({ ...raw });
  const navigate = route.useNavigate();
  const open = (next: "new" | undefined) =>
    void navigate({ search: (old) => ({ ...old, run: next }) as never, replace: true, resetScroll: false });
  useTitle(`${flow.data?.name ?? "…"} / ${deployment.name}`);
  return (
    <article className="flex flex-col gap-4">
      <DeploymentHeader deployment={deployment} flowName={flow.data?.name} run={() => open("new")} />
      <div>
        <PageTabs
          label="Parts of this deployment"
          current={tab}
          tabs={[
            { id: "runs", name: "Runs" },
            { id: "schedules", name: "Schedules", count: deployment.schedules.length },
            { id: "parameters", name: "Parameters", count: Object.keys(deployment.parameters).length },
            { id: "details", name: "Details" },
          ]}
        />
        <div className="pt-3">
          {tab === "runs" && <RunsTab deployment={deployment} />}
          {tab === "schedules" && <SchedulesTab deployment={deployment} />}
          {tab === "parameters" && <ParametersTab deployment={deployment} />}
          {tab === "details" && <DetailsTab deployment={deployment} />}
        </div>
      </div>
      {run === "new" && (
        <Suspense>
          <RunDialog deployment={deployment} close={() => open(undefined)} />
        </Suspense>
      )}
    </article>
  );
}
