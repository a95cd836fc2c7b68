/** The two buttons below a form: leave it, or do what it is for. */
export function DialogButtons({
  close,
  verb,
  busy,
  leave = "Cancel",
}: {
  readonly close: () => void;
  readonly verb: string;
  /** What the button says while it is done; undefined when nothing is under way. */
  readonly busy: string | undefined;
  /** What the other one says. */
  readonly leave?: string;
}) {
  return (
    <>
      <button type="button" className="control" onClick={close}>
        {leave}
      </button>
      <button type="submit" className="primary" disabled={busy !== undefined}>
        {busy ?? verb}
      </button>
    </>
  );
}
