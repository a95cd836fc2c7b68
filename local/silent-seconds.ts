/** How long runs that report to this machine may be silent: a report costs one read of a row. */
export const SILENT_SECONDS = 2;
