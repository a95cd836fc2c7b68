import { lexer, type Token, type Tokens } from "marked";
import { Fragment, type ReactNode, useMemo } from "react";
import { safeHref } from "./content.ts";

/** Markdown as elements, built from tokens: HTML inside it stays text, links lead only to http(s), images are links. */
export function Markdown({ text }: { readonly text: string }) {
  const tokens = useMemo(() => lexer(text), [text]);
  return <div className="flex max-w-3xl flex-col gap-3 break-words">{blocks(tokens)}</div>;
}

function blocks(tokens: readonly Token[]): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: tokens of one text never move
  return tokens.map((token, index) => <Fragment key={index}>{block(token)}</Fragment>);
}

function block(token: Token): ReactNode {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      return <Heading depth={token["depth"]}>{inlines(token["tokens"] ?? [])}</Heading>;
    case "paragraph":
      return <p>{inlines(token["tokens"] ?? [])}</p>;
    case "code":
      return <pre className="overflow-x-auto rounded-md bg-sunken px-3 py-2 text-sm">{token["text"]}</pre>;
    case "blockquote":
      return (
        <blockquote className="flex flex-col gap-2 border-l-2 border-line-strong pl-3 text-ink-2">
          {blocks(token["tokens"] ?? [])}
        </blockquote>
      );
    case "hr":
      return <hr className="border-line" />;
    case "list":
      return <List list={token as Tokens.List} />;
    case "table":
      return <Table table={token as Tokens.Table} />;
    case "text":
      return <p>{inlines((token as Tokens.Text).tokens ?? [token])}</p>;
    default:
      return <p className="whitespace-pre-wrap">{token.raw}</p>;
  }
}

function inlines(tokens: readonly Token[]): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: tokens of one text never move
  return tokens.map((token, index) => <Fragment key={index}>{inline(token)}</Fragment>);
}

function inline(token: Token): ReactNode {
  switch (token.type) {
    case "strong":
      return <strong>{inlines(token["tokens"] ?? [])}</strong>;
    case "em":
      return <em>{inlines(token["tokens"] ?? [])}</em>;
    case "del":
      return <del>{inlines(token["tokens"] ?? [])}</del>;
    case "codespan":
      return <code className="rounded bg-sunken px-1 text-[0.92em]">{token["text"]}</code>;
    case "br":
      return <br />;
    case "link":
    case "image":
      return (
        <Anchor href={token["href"]}>
          {token.type === "image" ? `Image: ${token["text"] || token["href"]}` : inlines(token["tokens"] ?? [])}
        </Anchor>
      );
    case "escape":
      return token["text"];
    case "text":
      return "tokens" in token && token.tokens !== undefined ? inlines(token.tokens) : unescaped(token["text"]);
    default:
      return token.raw;
  }
}

function Anchor({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  const safe = safeHref(href);
  // a place no page may lead to (a file, a script) is named instead
  return safe === null ? (
    <>
      {children} <code className="rounded bg-sunken px-1 text-[0.92em] break-all">{href}</code>
    </>
  ) : (
    <a href={safe} target="_blank" rel="noopener noreferrer" className="text-water underline">
      {children}
    </a>
  );
}

function Heading({ depth, children }: { readonly depth: number; readonly children: ReactNode }) {
  if (depth === 1) return <h3 className="text-lg font-semibold">{children}</h3>;
  return depth === 2 ? <h4 className="text-base font-semibold">{children}</h4> : <h5 className="text-sm font-semibold">{children}</h5>;
}

function List({ list }: { readonly list: Tokens.List }) {
  const items = list.items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items of one text never move
    <li key={index} className="[&>p]:inline">
      {item.task && <input type="checkbox" checked={item.checked ?? false} disabled aria-label="Done" className="mr-2" />}
      {blocks(item.tokens)}
    </li>
  ));
  return list.ordered ? (
    <ol start={Number(list.start) || 1} className="flex list-decimal flex-col gap-1 pl-6">
      {items}
    </ol>
  ) : (
    <ul className="flex list-disc flex-col gap-1 pl-6">{items}</ul>
  );
}

function Table({ table }: { readonly table: Tokens.Table }) {
  const align = (index: number) =>
    table.align[index] === "right" ? "text-right tabular" : table.align[index] === "center" ? "text-center" : "text-left";
  return (
    <div className="overflow-x-auto">
      <table className="text-sm">
        {/* biome-ignore-start lint/suspicious/noArrayIndexKey: cells of one text never move */}
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              <th key={index} scope="col" className={`border-b border-line-strong py-1.5 pr-6 font-medium ${align(index)}`}>
                {inlines(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index} className={`border-b border-line py-1.5 pr-6 ${align(index)}`}>
                  {inlines(cell.tokens)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {/* biome-ignore-end lint/suspicious/noArrayIndexKey: cells of one text never move */}
      </table>
    </div>
  );
}

// marked escapes some characters in text tokens for HTML, which this never becomes
function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name] ?? "");
}
