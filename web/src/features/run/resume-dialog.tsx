import { useMutation, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { FlowRun } from "../../../../core/contract/flow-runs.ts";
import { ApiError } from "../../api/client.ts";
import { runInputQuery } from "../../api/queries.ts";
import { ParametersForm, useParameters } from "../../form/parameters-form.tsx";
import { type Field, readFields } from "../../form/schema.ts";
import { Complaint } from "../../ui/complaint.tsx";
import { DialogButtons } from "../../ui/dialog-buttons.tsx";
import { Modal } from "../../ui/modal.tsx";
import { SkeletonRows } from "../../ui/notice.tsx";
import { resumeRun, waitsForInput } from "./act.ts";

interface Props {
  readonly run: FlowRun;
  readonly done: () => unknown;
  readonly close: () => void;
}

/** Asks for the values a paused run waits for, as its schema says, and lets it go on. */
export function ResumeDialog(props: Props) {
  const schema = useQuery(runInputQuery(props.run.id, waitsForInput(props.run)));
  const description = useQuery(runInputQuery(props.run.id, props.run.state?.state_details.run_input_keyset?.["description"]));
  const fields = useMemo(() => (schema.data === undefined ? undefined : readFields(schema.data)), [schema.data]);
  if (fields === undefined)
    return (
      <Modal title={`Resume ${props.run.name}`} close={props.close} footer={null}>
        {schema.error === null ? <SkeletonRows rows={3} /> : <Complaint error={schema.error} />}
      </Modal>
    );
  return <Form {...props} fields={fields} description={typeof description.data === "string" ? description.data : undefined} />;
}

function Form({
  run,
  done,
  close,
  fields,
  description,
}: Props & { readonly fields: readonly Field[]; readonly description: string | undefined }) {
  const input = useParameters(fields, {});
  const resuming = useMutation({
    mutationFn: (values: Record<string, unknown>) => resumeRun(run, values),
    onSuccess: () => {
      close();
      done();
    },
    onError: (error) => input.blame(error instanceof ApiError ? error.problem?.issues : undefined),
  });
  return (
    <Modal
      title={`Resume ${run.name}`}
      close={close}
      submit={() => {
        const values = input.read();
        if (values !== undefined) resuming.mutate(values);
      }}
      footer={<DialogButtons close={close} leave="Not yet" verb="Resume" busy={resuming.isPending ? "Resuming…" : undefined} />}
    >
      {description !== undefined && <p className="text-ink-2 whitespace-pre-wrap">{description}</p>}
      <ParametersForm {...input} title="Input" />
      {!input.blamed && <Complaint error={resuming.error} />}
    </Modal>
  );
}
