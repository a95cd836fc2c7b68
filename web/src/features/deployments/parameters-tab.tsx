import { Braces } from "lucide-react";
import type { Deployment } from "../../../../core/contract/deployments.ts";
import { readFields } from "../../form/schema.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { JsonTree } from "../../ui/json-tree.tsx";
import { Empty } from "../../ui/notice.tsx";

/** What runs of a deployment are called with: the flow's parameters, and what the deployment sets of them. */
export function ParametersTab({ deployment }: { readonly deployment: Deployment }) {
  const fields = readFields(deployment.parameter_openapi_schema);
  if (fields.length === 0 && Object.keys(deployment.parameters).length === 0)
    return (
      <Empty icon={<Braces size={28} strokeWidth={1.6} aria-hidden="true" />} title="No parameters">
        <p>The flow takes none, or says nothing of them.</p>
      </Empty>
    );
  const own = Object.keys(deployment.parameters).filter((name) => !fields.some((field) => field.name === name));
  return (
    <div className="flex flex-col gap-3">
      {fields.length > 0 && (
        <div className="card overflow-x-auto">
          <table aria-label="Parameters" className="w-full min-w-120 text-left text-sm">
            <thead className="text-xs text-ink-3">
              <tr className="border-b border-line">
                <th className="h-9 px-4 font-normal">Name</th>
                <th className="px-4 font-normal">Type</th>
                <th className="px-4 font-normal">Value of runs</th>
                <th className="px-4 font-normal">Description</th>
              </tr>
            </thead>
            <tbody>
              {fields.map((field) => (
                <tr key={field.name} className="border-b border-line align-top last:border-0">
                  <th scope="row" className="px-4 py-2 font-mono font-medium">
                    {field.name}
                    {field.required && <span className="ml-1 font-sans text-xs font-normal text-ink-3">required</span>}
                  </th>
                  <td className="px-4 py-2 text-ink-2">{field.typeText}</td>
                  <td className="max-w-80 px-4 py-2 font-mono break-words">
                    {field.name in deployment.parameters ? (
                      JSON.stringify(deployment.parameters[field.name])
                    ) : field.standard === undefined ? (
                      <span className="font-sans text-ink-3">not set</span>
                    ) : (
                      <span className="text-ink-2">
                        {JSON.stringify(field.standard)} <span className="font-sans text-xs text-ink-3">flow's default</span>
                      </span>
                    )}
                  </td>
                  <td className="px-4 py-2 text-ink-2">{field.description}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {own.length > 0 && (
        <section aria-label="Parameters the schema does not name" className="card relative p-4">
          <h2 className="mb-2 text-sm font-semibold">{fields.length === 0 ? "Parameters" : "Not in the schema"}</h2>
          <JsonTree value={Object.fromEntries(own.map((name) => [name, deployment.parameters[name]]))} />
        </section>
      )}
      {deployment.parameter_openapi_schema !== null && (
        <details className="card p-4">
          <summary className="text-sm font-semibold">
            The schema {deployment.enforce_parameter_schema ? "(enforced)" : "(not enforced)"}
          </summary>
          <div className="relative mt-3">
            <CopyButton
              text={() => JSON.stringify(deployment.parameter_openapi_schema, null, 2)}
              label="Copy JSON"
              className="absolute top-0 right-0 z-10"
            />
            <JsonTree value={deployment.parameter_openapi_schema} />
          </div>
        </details>
      )}
    </div>
  );
}
