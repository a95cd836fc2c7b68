/** The format of a data directory and of the database in it. Raise it when an older Millrace could not read what this one writes. */
export const FORMAT_VERSION = 1;

/** A data directory that this version cannot use as it is. */
export class DataDirectoryError extends Error {
  override readonly name = "DataDirectoryError";
  readonly code = "data-directory";
}

/** The refusal of a format from the future, worded once for the directory and for a lone database file. */
export function newerFormat(path: string, found: number): DataDirectoryError {
  return new DataDirectoryError(
    `${path} was written by a newer Millrace: its format is ${found}, this one reads up to ${FORMAT_VERSION}. Upgrade Millrace, or choose another directory with MILLRACE_DATA_DIR.`,
  );
}
