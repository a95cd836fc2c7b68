import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTitle } from "../../shell/title.ts";
import { SkeletonRows } from "../../ui/notice.tsx";
import { PageTabs } from "../../ui/page-tabs.tsx";
import { parseStorageSearch } from "./search.ts";
import { StoragesTab } from "./storages-tab.tsx";

const BlocksTab = lazy(() => import("./blocks-tab.tsx").then((module) => ({ default: module.BlocksTab })));
const VariablesTab = lazy(() => import("./variables-tab.tsx").then((module) => ({ default: module.VariablesTab })));

const route = getRouteApi("/storage");

/** Where results and code lie, other blocks of configuration, and variables. */
export function StoragePage() {
  useTitle("Storage");
  const raw = route.useSearch();
  const { tab = "storage", create } = parseStorageSearch({ ...raw });
  const navigate = route.useNavigate();
  const open = (next: "new" | undefined) =>
    void navigate({ search: parseStorageSearch({ ...raw, create: next }), replace: true, resetScroll: false });
  const creating = { creating: create === "new", open };
  return (
    <div className="flex flex-col gap-3">
      <h1 className="sr-only">Storage, blocks and variables</h1>
      <PageTabs
        label="Kinds"
        current={tab}
        tabs={[
          { id: "storage", name: "Storage" },
          { id: "blocks", name: "Blocks" },
          { id: "variables", name: "Variables" },
        ]}
      />
      <Suspense fallback={<SkeletonRows rows={4} />}>
        {tab === "storage" && <StoragesTab {...creating} />}
        {tab === "blocks" && <BlocksTab />}
        {tab === "variables" && <VariablesTab {...creating} />}
      </Suspense>
    </div>
  );
}
