import { AlertDialog } from "@base-ui/react/alert-dialog";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Complaint } from "./complaint.tsx";

interface Props {
  readonly title: string;
  /** What will become of what, in a sentence. */
  readonly children: ReactNode;
  /** The verb on the button. */
  readonly verb: string;
  readonly danger?: boolean;
  readonly act: () => Promise<unknown>;
  readonly done?: () => void;
  readonly close: () => void;
}

/** Asks before what can't be taken back, does it, and stays open to say why if the server refuses. */
export function Confirm({ title, children, verb, danger = false, act, done, close }: Props) {
  const acting = useMutation({
    mutationFn: act,
    onSuccess: () => {
      close();
      done?.();
    },
  });
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && close()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-(--scrim)" />
        <AlertDialog.Popup className="fixed top-[18vh] left-1/2 z-50 flex w-[min(28rem,calc(100vw-1.5rem))] -translate-x-1/2 flex-col gap-3 rounded-xl border border-line bg-raised p-5 shadow-float outline-none animate-rise">
          <AlertDialog.Title className="text-lg font-semibold break-words">{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="text-ink-2">
            {children}
          </AlertDialog.Description>
          <Complaint error={acting.error} />
          <div className="mt-1 flex justify-end gap-2">
            <AlertDialog.Close className="control">Keep</AlertDialog.Close>
            <button
              type="button"
              className="primary"
              data-danger={danger || undefined}
              disabled={acting.isPending}
              onClick={() => acting.mutate()}
            >
              {verb}
            </button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
