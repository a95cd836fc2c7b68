/** What one check found. */
export interface Finding {
  readonly what: string;
  readonly status: "ok" | "failed" | "skipped";
  /** What was seen. */
  readonly saw: string;
  /** What to do about it; of a check that failed or was left out. */
  readonly todo?: string;
}

/** What the checks stand on. */
export interface Account {
  /** MILLRACE_API_URL, without a slash at its end. */
  readonly url: string;
  readonly token: string;
  /** The console's address; undefined without one. */
  readonly console: string | undefined;
  /** Stack of the core. */
  readonly stack: string;
  /** Runs the AWS command line and answers what it printed as JSON. */
  aws(...args: string[]): Promise<unknown>;
}

export const ok = (what: string, saw: string): Finding => ({ what, status: "ok", saw });
export const failed = (what: string, saw: string, todo: string): Finding => ({ what, status: "failed", saw, todo });
export const skipped = (what: string, saw: string, todo: string): Finding => ({ what, status: "skipped", saw, todo });

/** Runs a check; one that throws has failed, for the reason it gives. */
export async function guarded(what: string, todo: string, check: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await check();
  } catch (error) {
    return [failed(what, error instanceof Error ? error.message.split("\n")[0]! : String(error), todo)];
  }
}
