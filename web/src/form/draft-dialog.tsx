import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Complaint } from "../ui/complaint.tsx";
import { DialogButtons } from "../ui/dialog-buttons.tsx";
import { Modal } from "../ui/modal.tsx";
import { type Drafted, type Problems, problemsIn, useDraft } from "./use-draft.ts";

interface Props<D, R> {
  readonly title: string;
  /** What the button that sends says, before and while it is done. */
  readonly verb: string;
  readonly busy?: string;
  readonly wide?: boolean;
  readonly first: () => D;
  readonly problemsOf: (draft: D) => Problems<D>;
  /** Asks the server, and refreshes what is shown. */
  readonly save: (draft: D) => Promise<R>;
  /** What is shown once it is saved; without it, or if it is null, the dialog closes. */
  readonly saved?: (answer: R) => ReactNode;
  readonly close: () => void;
  readonly children: (fields: Drafted<D>, saving: boolean) => ReactNode;
}

/**
 * A dialog that sends what is typed in it. What is wrong stands below its field once it was sent; when the server refuses,
 * it stays open with all that was typed.
 */
export function DraftDialog<D extends object, R>(props: Props<D, R>) {
  const { title, verb, busy = "Saving…", wide = false, first, problemsOf, save, saved, close, children } = props;
  const { fields, send, blame } = useDraft(first, problemsOf);
  const saving = useMutation({
    mutationFn: () => save(fields.draft),
    onSuccess: (answer) => saved?.(answer) ?? close(),
    onError: (error) => blame(problemsIn(error, fields.draft) ?? {}),
  });
  const after = saving.isSuccess ? (saved?.(saving.data) ?? null) : null;
  if (after !== null) return after;
  return (
    <Modal
      wide={wide}
      title={title}
      close={close}
      submit={() => send(saving.mutate)}
      footer={<DialogButtons close={close} verb={verb} busy={saving.isPending ? busy : undefined} />}
    >
      {children(fields, saving.isPending)}
      {problemsIn(saving.error, fields.draft) === undefined && <Complaint error={saving.error} />}
    </Modal>
  );
}
