import { Dialog } from "@base-ui/react/dialog";
import { Link } from "@tanstack/react-router";
import { Maximize2, X } from "lucide-react";
import { TaskRunDetail } from "./task-run-detail.tsx";

/** A task run beside the run it belongs to. */
export function TaskDrawer({ id, close }: { readonly id: string; readonly close: () => void }) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-(--scrim)" />
        <Dialog.Popup
          aria-label="Task run"
          className="fixed inset-y-0 right-0 z-50 flex w-full max-w-3xl flex-col border-l border-line bg-bg shadow-float outline-none animate-rise"
        >
          <div className="absolute top-3 right-3 z-10 flex items-center gap-1">
            <Link to="/task-runs/$id" params={{ id }} className={button} aria-label="Open as a page" title="Open as a page">
              <Maximize2 size={15} aria-hidden="true" />
            </Link>
            <Dialog.Close className={button} aria-label="Close">
              <X size={17} aria-hidden="true" />
            </Dialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-4 pb-8">
            <TaskRunDetail id={id} />
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const button = "inline-flex size-8 items-center justify-center rounded-md text-ink-3 hover:bg-hover hover:text-ink";
