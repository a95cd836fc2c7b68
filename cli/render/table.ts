import { displayWidth, oneLine, pad, truncate } from "./text.ts";

/** Colours a text, or leaves it as it is where colours are not wanted. */
export type Paint = (style: Style, text: string) => string;
/** The styles used, as `util.styleText` names them. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "magenta" | "cyan" | "gray";

/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  /** A shorter form of all values, used when the table does not fit; the id of a run has one. */
  readonly short?: (row: Row) => string;
  readonly align?: "left" | "right";
  /** Never cut below this many columns; default 6. */
  readonly min?: number;
  /** Left out first, highest number first, when cutting is not enough. Default: never left out. */
  readonly drop?: number;
  readonly style?: (row: Row) => Style | undefined;
}

/** How a table is to be drawn. */
export interface TableOptions {
  /** Columns of the terminal; infinite where output is no terminal. */
  readonly width: number;
  readonly paint: Paint;
}

/** Draws rows under a header line; no line is wider than the terminal unless every column is at its minimum. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], { width, paint }: TableOptions): string {
  const laid = layOut(columns, rows, width);
  const line = (cells: readonly { text: string; style: Style | undefined }[]) =>
    cells
      .map(({ text, style }, index) => {
        const { size, column } = laid[index]!;
        const cut = truncate(text, size);
        const painted = style === undefined ? cut : paint(style, cut);
        const gap = pad("", size - displayWidth(cut));
        if (column.align === "right") return gap + painted;
        return index === laid.length - 1 ? painted : painted + gap;
      })
      .join(separator);
  const header = line(laid.map(({ column }) => ({ text: column.title, style: "dim" })));
  return [
    header,
    ...rows.map((row, index) => line(laid.map(({ column, cells }) => ({ text: cells[index]!, style: column.style?.(row) })))),
  ].join("\n");
}

/** Draws names and values, one pair a line; values are not cut. */
export function renderPairs(pairs: readonly (readonly [name: string, value: string | undefined])[], paint: Paint): string {
  const shown = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
  const width = Math.max(0, ...shown.map(([name]) => displayWidth(name)));
  return shown.map(([name, value]) => `${paint("dim", pad(name, width))}  ${value}`).join("\n");
}

const separator = "  ";

interface Laid<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly string[];
  readonly size: number;
}

function layOut<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): Laid<Row>[] {
  const measure = (column: Column<Row>, value: (row: Row) => string): Laid<Row> => {
    const cells = rows.map((row) => oneLine(value(row)));
    return { column, cells, size: Math.max(displayWidth(column.title), ...cells.map(displayWidth)) };
  };
  let laid = columns.map((column) => measure(column, column.value));
  if (total(laid) > width)
    laid = laid.map((entry) => (entry.column.short === undefined ? entry : measure(entry.column, entry.column.short)));
  while (total(laid.map(atMinimum)) > width) {
    const least = laid.filter(({ column }) => column.drop !== undefined).sort((a, b) => b.column.drop! - a.column.drop!)[0];
    if (least === undefined) break;
    laid = laid.filter((entry) => entry !== least);
  }
  return shrink(laid, width);
}

/** Takes columns of text from the widest until the line fits. */
function shrink<Row>(laid: readonly Laid<Row>[], width: number): Laid<Row>[] {
  const sizes = laid.map(({ size }) => size);
  const least = laid.map((entry) => atMinimum(entry).size);
  for (let over = total(laid) - width; over > 0; over--) {
    const widest = sizes.reduce((best, size, index) => (size > least[index]! && (best === -1 || size > sizes[best]!) ? index : best), -1);
    if (widest === -1) break;
    sizes[widest]!--;
  }
  return laid.map((entry, index) => ({ ...entry, size: sizes[index]! }));
}

function atMinimum<Row>(entry: Laid<Row>): Laid<Row> {
  return { ...entry, size: Math.min(entry.size, Math.max(entry.column.min ?? 6, displayWidth(entry.column.title))) };
}

function total(laid: readonly { size: number }[]): number {
  return laid.reduce((sum, { size }) => sum + size, 0) + separator.length * Math.max(0, laid.length - 1);
}
