import type { ReactNode } from "react";
import { Modal } from "./modal.tsx";

interface Props {
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
  /** The link to what was made; without it the dialog can only be closed. */
  readonly next?: ReactNode;
}

/** What became of a dialog that was sent, and the way on. */
export function DoneDialog({ title, close, children, next }: Props) {
  return (
    <Modal
      title={title}
      close={close}
      submit={close}
      footer={
        <>
          <button type="submit" className={next === undefined ? "primary" : "control"}>
            Done
          </button>
          {next}
        </>
      }
    >
      {children}
    </Modal>
  );
}
