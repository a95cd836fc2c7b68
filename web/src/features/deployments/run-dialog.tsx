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
import { type Problems, useDraft } from "../../form/use-draft.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { DoneDialog } from "../../ui/done-dialog.tsx";
import { Labelled } from "../../ui/labelled.tsx";
import { Modal } from "../../ui/modal.tsx";
import { Segments } from "../../ui/segments.tsx";
import { StateBadge } from "../../ui/state.tsx";
import { TagInput } from "../../ui/tag-input.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { WhyWaiting } from "../run/why-waiting.tsx";
import { refreshDeployment } from "./pause.ts";

/** Runs a deployment: parameters as a form, now or at a time; ends with the way to the run. */
export function RunDialog({ deployment, close }: { readonly deployment: Deployment; readonly close: () => void }) {
  const client = useQueryClient();
  const fields = useMemo(() => readFields(deployment.parameter_openapi_schema), [deployment.parameter_openapi_schema]);
  const parameters = useParameters(fields, deployment.parameters);
  const { fields: run, send } = useDraft(fresh, problemsOf);
  const [made, setMade] = useState<FlowRun>();
  const creating = useMutation({
    mutationFn: (values: Record<string, unknown>) =>
      api.createDeploymentRun({
        params: { id: deployment.id },
        body: {
          parameters: values,
          ...bodyOf(run.draft),
        },
      }),
    onSuccess: (run) => {
      setMade(run);
      void refreshDeployment(client, deployment.id);
      void client.invalidateQueries({ queryKey: ["deployment-runs", deployment.id] });
    },
    onError: (error) => parameters.blame(error instanceof ApiError ? error.problem?.issues : undefined),
  });
  const { when, at, tags } = run.draft;
  const submit = () => {
    const values = parameters.read();
    send(() => values !== undefined && creating.mutate(values));
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
        change={(next) => run.set({ when: next })}
      />
      {when === "later" && (
        <Labelled
          label="Start time"
          hint={`By this browser's clock (${Intl.DateTimeFormat().resolvedOptions().timeZone})`}
          problem={run.problems.at}
        >
          {(ties) => (
            <input {...ties} type="datetime-local" value={at} onChange={(event) => run.set({ at: event.target.value })} className="field" />
          )}
        </Labelled>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label="Name" maxLength={255} hint="Left empty, it gets one" {...run.text("name")} />
        <Labelled label="More tags" hint={deployment.tags.length === 0 ? "Enter ends a tag" : `Beside ${deployment.tags.join(", ")}`}>
          {(ties) => <TagInput ties={ties} tags={tags} change={(next) => run.set({ tags: next })} />}
        </Labelled>
      </div>
      {!parameters.blamed && <Complaint error={creating.error} />}
    </Modal>
  );
}

interface RunDraft {
  readonly name: string;
  readonly tags: readonly string[];
  readonly when: "now" | "later";
  /** By this browser's clock. */
  readonly at: string;
}

function fresh(): RunDraft {
  return { name: "", tags: [], when: "now", at: localWall(Date.now() + 3_600_000).slice(0, 16) };
}

function problemsOf({ when, at }: RunDraft): Problems<RunDraft> {
  return when === "later" && Number.isNaN(Date.parse(at)) ? { at: "choose a date and a time" } : {};
}

function bodyOf({ name, tags, when, at }: RunDraft) {
  return {
    tags: [...tags],
    ...(name.trim() === "" ? {} : { name: name.trim() }),
    ...(when === "now" ? {} : { state: { type: "SCHEDULED" as const, state_details: { scheduled_time: new Date(at).toISOString() } } }),
  };
}

function Made({ run, close }: { readonly run: FlowRun; readonly close: () => void }) {
  const live = useQuery({ ...runQuery(run.id), initialData: run });
  return (
    <DoneDialog
      title="The run is on its way"
      close={close}
      next={
        <Link to="/runs/$id" params={{ id: run.id }} className="primary">
          Open {run.name}
        </Link>
      }
    >
      <p className="flex flex-wrap items-center gap-2">
        <CircleCheck aria-hidden="true" size={17} className="text-completed" />
        <span className="font-medium">{live.data.name}</span>
        <StateBadge soft type={live.data.state_type} name={live.data.state_name} />
      </p>
      <WhyWaiting run={live.data} />
    </DoneDialog>
  );
}
