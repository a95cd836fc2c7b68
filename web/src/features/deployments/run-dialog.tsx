import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { useMemo, useState } from "react";
import type { Deployment } from "../../../../core/contract/deployments.ts";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { ApiError, api } from "../../api/client.ts";
import { runQuery } from "../../api/queries.ts";
import { localWall } from "../../form/draft.ts";
import { ParametersForm, useParameters } from "../../form/parameters-form.tsx";
import { readFields } from "../../form/schema.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { Labelled } from "../../ui/labelled.tsx";
import { Modal } from "../../ui/modal.tsx";
import { Segments } from "../../ui/segments.tsx";
import { StateBadge } from "../../ui/state.tsx";
import { TagInput } from "../../ui/tag-input.tsx";
import { WhyWaiting } from "../run/why-waiting.tsx";
import { refreshDeployment } from "./pause.ts";

/** Runs a deployment: parameters as a form, now or at a time; ends with the way to the run. */
export function RunDialog({ deployment, close }: { readonly deployment: Deployment; readonly close: () => void }) {
  const client = useQueryClient();
  const fields = useMemo(() => readFields(deployment.parameter_openapi_schema), [deployment.parameter_openapi_schema]);
  const parameters = useParameters(fields, deployment.parameters);
  const [name, setName] = useState("");
  const [tags, setTags] = useState<readonly string[]>([]);
  const [when, setWhen] = useState<"now" | "later">("now");
  const [at, setAt] = useState(() => localWall(Date.now() + 3_600_000).slice(0, 16));
  const [made, setMade] = useState<FlowRun>();
  const creating = useMutation({
    mutationFn: (values: Record<string, unknown>) =>
      api.createDeploymentRun({
        params: { id: deployment.id },
        body: {
          parameters: values,
          tags: [...tags],
          ...(name.trim() === "" ? {} : { name: name.trim() }),
          ...(when === "now" ? {} : { state: { type: "SCHEDULED", state_details: { scheduled_time: new Date(at).toISOString() } } }),
        },
      }),
    onSuccess: (run) => {
      setMade(run);
      void refreshDeployment(client, deployment.id);
      void client.invalidateQueries({ queryKey: ["deployment-runs", deployment.id] });
    },
    onError: (error) => parameters.blame(error instanceof ApiError ? error.problem?.issues : undefined),
  });
  const badTime = when === "later" && Number.isNaN(Date.parse(at)) ? "choose a date and a time" : undefined;
  const submit = () => {
    const values = parameters.read();
    if (values !== undefined && badTime === undefined) creating.mutate(values);
  };
  if (made !== undefined) return <Made run={made} close={close} />;
  return (
    <Modal
      title={`Run ${deployment.name}`}
      close={close}
      submit={submit}
      footer={
        <DialogButtons
          close={close}
          verb={when === "now" ? "Run now" : "Schedule run"}
          busy={creating.isPending ? "Creating…" : undefined}
        />
      }
    >
      <ParametersForm {...parameters} />
      <Segments
        label="Start"
        options={[
          ["now", "Now"],
          ["later", "At a time"],
        ]}
        value={when}
        change={setWhen}
      />
      {when === "later" && (
        <Labelled
          label="Start time"
          hint={`By this browser's clock (${Intl.DateTimeFormat().resolvedOptions().timeZone})`}
          problem={badTime}
        >
          {(ties) => <input {...ties} type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} className="field" />}
        </Labelled>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Labelled label="Name" hint="Left empty, it gets one">
          {(ties) => <input {...ties} value={name} maxLength={255} onChange={(event) => setName(event.target.value)} className="field" />}
        </Labelled>
        <Labelled label="More tags" hint={deployment.tags.length === 0 ? "Enter ends a tag" : `Beside ${deployment.tags.join(", ")}`}>
          {(ties) => <TagInput ties={ties} tags={tags} change={setTags} />}
        </Labelled>
      </div>
      {!parameters.blamed && <Complaint error={creating.error} />}
    </Modal>
  );
}

function Made({ run, close }: { readonly run: FlowRun; readonly close: () => void }) {
  const live = useQuery({ ...runQuery(run.id), initialData: run });
  return (
    <Modal
      title="The run is on its way"
      close={close}
      footer={
        <>
          <button type="button" className="control" onClick={close}>
            Done
          </button>
          <Link to="/runs/$id" params={{ id: run.id }} className="primary">
            Open {run.name}
          </Link>
        </>
      }
    >
      <p className="flex flex-wrap items-center gap-2">
        <CircleCheck aria-hidden="true" size={17} className="text-completed" />
        <span className="font-medium">{live.data.name}</span>
        <StateBadge soft type={live.data.state_type} name={live.data.state_name} />
      </p>
      <WhyWaiting run={live.data} />
    </Modal>
  );
}
