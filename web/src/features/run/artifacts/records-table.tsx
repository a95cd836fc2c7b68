import { useState } from "react";
import { cellText, type recordsOf } from "./content.ts";

/** A table artifact; numbers are set to the right, long tables unfold in steps. */
export function RecordsTable({ records: { columns, rows } }: { readonly records: NonNullable<ReturnType<typeof recordsOf>> }) {
  const [shown, setShown] = useState(50);
  const numeric = columns.map((_, index) => rows.every((row) => row[index] == null || typeof row[index] === "number"));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard */}
      <section aria-label="Table" tabIndex={0} className="-mx-1 overflow-x-auto px-1">
        <table className="text-sm">
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th
                  key={column}
                  scope="col"
                  className={`border-b border-line-strong py-1.5 pr-6 font-medium whitespace-nowrap ${numeric[index] ? "text-right" : "text-left"}`}
                >
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a stored table have no other name
              <tr key={at}>
                {columns.map((column, index) => (
                  <td
                    key={column}
                    className={`max-w-96 truncate border-b border-line py-1.5 pr-6 ${numeric[index] ? "text-right tabular" : ""}`}
                    title={cellText(row[index])}
                  >
                    {cellText(row[index])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > shown && (
        <button type="button" className="control mt-3" onClick={() => setShown(shown + 200)}>
          Show {Math.min(200, rows.length - shown)} more of {rows.length.toLocaleString()} rows
        </button>
      )}
    </>
  );
}
