/** The two buttons below a form: leave it, or do what it is for. */
export function DialogButtons({
  close,
  verb,
  busy,
  disabled = false,
}: {
  readonly close: () => void;
  readonly verb: string;
  /** What the button says while it is done; undefined when nothing is under way. */
  readonly busy: string | undefined;
  readonly disabled?: boolean;
}) {
  return (
    <>
      <button type="button" className="control" onClick={close}>
        Cancel
      </button>
      <button type="submit" className="primary" disabled={busy !== undefined || disabled}>
        {busy ?? verb}
      </button>
    </>
  );
}
