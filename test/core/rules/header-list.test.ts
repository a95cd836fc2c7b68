import { describe, expect, it } from "vitest";
import { readHeaderList } from "#core/rules/header-list.ts";

describe("a list of headers", () => {
  it.each<[string, Record<string, string>]>([
    ["authorization=Bearer abc", { authorization: "Bearer abc" }],
    ["Authorization=Basic%20dXNlcjpwdw==, x-api-key = k1 ", { authorization: "Basic dXNlcjpwdw==", "x-api-key": "k1" }],
    ["x-scope=one%2Ctwo,", { "x-scope": "one,two" }],
    ["x-a=1,x-a=2", { "x-a": "2" }],
    ["", {}],
    [" , ", {}],
  ])("%j is read", (text, headers) => {
    expect(readHeaderList(text)).toEqual(headers);
  });

  it.each([
    ["no pair", "s3cret"],
    ["no name", "=s3cret"],
    ["a name with a space", "x y=s3cret"],
    ["no value", "x-a=ok,x-b="],
    ["a line break", "x-a=s3cret%0d%0ax-b: 1"],
    ["half an escape", "x-a=s3cret%2"],
    ["a letter HTTP does not carry", "x-a=s3crét"],
    ["what the sender says itself", "content-length=12345"],
  ])("with %s is refused, and what it says is not repeated", (_, text) => {
    const read = () => readHeaderList(`first=1,${text}`);
    expect(read).toThrow(/^Header [23] of the list is none: expected pairs/);
    expect(read).not.toThrow(/s3cr|12345/);
  });
});
