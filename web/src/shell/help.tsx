import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { Fragment } from "react";
import { pages } from "./pages.ts";

/** The sheet of keyboard shortcuts. */
export function Help({ close }: { readonly close: () => void }) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-(--scrim)" />
        <Dialog.Popup className="fixed top-[8vh] left-1/2 z-50 w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 rounded-xl border border-line bg-raised p-5 shadow-float animate-rise">
          <div className="mb-3 flex items-center justify-between">
            <Dialog.Title className="text-lg font-semibold">Keyboard shortcuts</Dialog.Title>
            <Dialog.Close
              className="inline-flex size-7 items-center justify-center rounded-md text-ink-3 hover:bg-hover"
              aria-label="Close"
            >
              <X size={16} aria-hidden="true" />
            </Dialog.Close>
          </div>
          <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2 text-sm">
            {shortcuts.map(([keys, what]) => (
              <Fragment key={what}>
                <dt className="flex gap-1">
                  {keys.map((key) => (
                    <kbd
                      key={key}
                      className="min-w-6 rounded-md border border-line-strong bg-surface px-1.5 text-center text-xs leading-5.5"
                    >
                      {key}
                    </kbd>
                  ))}
                </dt>
                <dd className="text-ink-2">{what}</dd>
              </Fragment>
            ))}
          </dl>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const shortcuts: readonly (readonly [readonly string[], string])[] = [
  [["/"], "Search this page"],
  [["j", "k"], "Next and previous row"],
  [["↵"], "Open the row"],
  [["[", "]"], "Previous and next tab"],
  ...pages.map(({ key, goal }) => [["g", key], goal] as const),
  [["Esc"], "Close, or leave the field"],
  [["?"], "This sheet"],
];
