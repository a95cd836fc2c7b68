import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { FormEvent, ReactNode } from "react";
import { cx } from "../lib/cx.ts";

interface Props {
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
  /** Buttons below, always in sight. */
  readonly footer: ReactNode;
  /** What the form does; without it the dialog is none. */
  readonly submit?: () => void;
  readonly wide?: boolean;
}

/** A dialog with a form in it: what was typed is not lost by a click beside it, only by Escape or its own buttons. */
export function Modal({ title, close, children, footer, submit, wide = false }: Props) {
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit?.();
  };
  return (
    <Dialog.Root open disablePointerDismissal onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-(--scrim)" />
        <Dialog.Popup
          className={cx(
            "fixed left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-1rem)] -translate-x-1/2 flex-col rounded-xl border border-line bg-raised shadow-float outline-none animate-rise max-sm:bottom-2 sm:top-[7vh] sm:max-h-[86vh]",
            wide ? "max-w-3xl" : "max-w-xl",
          )}
        >
          <form noValidate onSubmit={onSubmit} className="flex min-h-0 flex-1 flex-col">
            <Dialog.Title className="px-5 pt-4 pr-14 pb-3 text-lg font-semibold break-words">{title}</Dialog.Title>
            <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-5 pt-1 pb-5">{children}</div>
            <div className="flex flex-wrap items-center justify-end gap-2 rounded-b-xl border-t border-line px-5 py-3">{footer}</div>
          </form>
          <Dialog.Close
            aria-label="Close"
            className="absolute top-3.5 right-4 inline-flex size-7 items-center justify-center rounded-md text-ink-3 hover:bg-hover"
          >
            <X size={16} aria-hidden="true" />
          </Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
