/** A setting, or the file of profiles, cannot be understood. Nothing was changed. */
export class SettingError extends Error {
  override readonly name = "SettingError";
  readonly code: "setting-invalid" | "profile-unknown" | "profiles-unreadable";
  readonly what: string;
  readonly got: string | undefined;
  readonly expected: string | undefined;
  /** What to do about it. */
  readonly do: string;

  constructor(code: SettingError["code"], about: { what: string; got?: string; expected?: string; do: string; cause?: unknown }) {
    const expected = about.expected === undefined ? "" : ` Expected ${about.expected}.`;
    const got = about.got === undefined ? "" : ` Got ${about.got}.`;
    super(`${about.what}${got}${expected} ${about.do}`, { cause: about.cause });
    this.code = code;
    this.what = about.what;
    this.got = about.got;
    this.expected = about.expected;
    this.do = about.do;
  }
}
