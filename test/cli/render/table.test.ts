import { describe, expect, it } from "vitest";
import { type Column, renderPairs, renderTable } from "#cli/render/table.ts";
import { displayWidth } from "#cli/render/text.ts";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly tags: string;
  readonly duration: string;
}
const columns: Column<Row>[] = [
  { title: "NAME", value: ({ name }) => name, min: 8 },
  { title: "TAGS", value: ({ tags }) => tags, drop: 2 },
  { title: "DURATION", value: ({ duration }) => duration, align: "right", drop: 1 },
  { title: "ID", value: ({ id }) => id, short: ({ id }) => id.slice(0, 13), min: 13 },
];
const rows: Row[] = [
  { id: "019ab3c4-11d2-7000-8abc-000000000001", name: "funny-otter", tags: "nightly,prod", duration: "1.2s" },
  {
    id: "019ab3c4-11d3-7000-8abc-000000000002",
    name: "a name much longer than any terminal would like it to be, and then some",
    tags: "",
    duration: "2m 5s",
  },
  { id: "019ab3c4-11d4-7000-8abc-000000000003", name: "漢字の名前がここにあります🎉🎉 café", tags: "x", duration: "350ms" },
];
const plain = (_style: string, text: string) => text;
const draw = (width: number) => renderTable(columns, rows, { width, paint: plain });

describe("a table", () => {
  it.each([40, 80, 120, 200])("never has a line wider than a terminal of %i columns", (width) => {
    for (const line of draw(width).split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(width);
  });

  it("shows everything where there is room", () => {
    const lines = draw(200).split("\n");
    expect(lines[0]).toMatch(/^NAME +TAGS +DURATION +ID$/);
    expect(lines[1]).toMatch(/^funny-otter +nightly,prod +1\.2s {2}019ab3c4-11d2-7000-8abc-000000000001$/);
    expect(lines[2]).toContain(rows[1]!.name);
  });

  it("takes the short form of ids before it cuts, and marks what it cut", () => {
    const lines = draw(80).split("\n");
    expect(lines[1]).toMatch(/ 019ab3c4-11d2$/);
    expect(lines[2]).toContain("…");
    expect(lines[1]).toContain("funny-otter");
  });

  it("leaves out the least important column when cutting is not enough", () => {
    const narrow = draw(34);
    expect(narrow).not.toContain("TAGS");
    expect(narrow).toContain("DURATION");
    expect(draw(26)).not.toContain("DURATION");
    expect(draw(26)).toContain("019ab3c4-11d2");
  });

  it("cuts nothing where output is no terminal", () => {
    expect(draw(Number.POSITIVE_INFINITY)).toContain(rows[1]!.name);
    expect(draw(Number.POSITIVE_INFINITY)).not.toContain("…");
  });

  it("keeps columns aligned under wide characters", () => {
    const at = draw(200)
      .split("\n")
      .map((line) => displayWidth(line.slice(0, line.search(/019ab3c4|ID$/))));
    expect(new Set(at).size).toBe(1);
  });

  it("does not count colour codes as columns", () => {
    const painted = renderTable([{ ...columns[0]!, style: () => "red" as const }, columns[3]!], rows, {
      width: 60,
      paint: (_style, text) => `\u001b[31m${text}\u001b[39m`,
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes under test
    expect(painted.replace(/\u001b\[\d+m/g, "")).toBe(renderTable([columns[0]!, columns[3]!], rows, { width: 60, paint: plain }));
  });

  it("keeps one row on one line, and strangers' escape sequences out", () => {
    const evil = { id: "1", name: "a\nb\u001b[2Jc\u0007", tags: "", duration: "" };
    expect(renderTable([columns[0]!], [evil], { width: 80, paint: plain })).toBe("NAME\na ⏎ bc");
  });
});

describe("pairs", () => {
  it("leaves out what is not there", () => {
    expect(
      renderPairs(
        [
          ["Name", "x"],
          ["Long name", undefined],
          ["ID", "1"],
        ],
        plain,
      ),
    ).toBe("Name  x\nID    1");
  });
});
