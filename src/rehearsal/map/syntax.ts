/** One directive or section line of a file, with its continuation lines joined. */
export interface LogicalLine {
  /** Numbers of its physical lines, from 1; Apache's messages name the last one. */
  readonly first: number;
  readonly last: number;
  /** Without the space around it; empty: a blank line. */
  readonly text: string;
  /** The space before it, kept for what is written back. */
  readonly indent: string;
}

/** As Apache reads them: a backslash at the end of a line, also of a comment, takes the next one in. */
export function logicalLines(source: string): LogicalLine[] {
  const physical = source.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
  const lines: LogicalLine[] = [];
  for (let index = 0; index < physical.length; index += 1) {
    const first = index;
    let text = physical[index] ?? '';
    while (text.endsWith('\\') && index + 1 < physical.length) {
      index += 1;
      text = text.slice(0, -1) + (physical[index] ?? '');
    }
    lines.push({ first: first + 1, last: index + 1, text: text.trim(), indent: /^\s*/.exec(text)?.[0] ?? '' });
  }
  return lines;
}

/** One argument as it is written, and what it says. */
export interface Token {
  readonly start: number;
  readonly end: number;
  /** Without quotes and escapes. */
  readonly value: string;
}

/** The arguments of a line, as Apache splits them. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    while (/\s/.test(text[at] ?? '')) at += 1;
    if (at >= text.length) break;
    const start = at;
    const quote = text[at] === '"' || text[at] === "'" ? text[at] : null;
    let value = '';
    if (quote === null) {
      while (at < text.length && !/\s/.test(text[at] ?? '')) at += 1;
      value = text.slice(start, at);
    } else {
      at += 1;
      while (at < text.length && text[at] !== quote) {
        // Only the quote and the backslash itself can be escaped.
        if (text[at] === '\\' && (text[at + 1] === quote || text[at + 1] === '\\')) at += 1;
        value += text[at] ?? '';
        at += 1;
      }
      at += 1;
    }
    tokens.push({ start, end: Math.min(at, text.length), value });
  }
  return tokens;
}

export type Parsed =
  | { readonly kind: 'blank' }
  | { readonly kind: 'open' | 'directive'; readonly name: string; readonly args: string }
  | { readonly kind: 'close'; readonly name: string };

/** @param text of a logical line */
export function parseLine(text: string): Parsed {
  if (text === '' || text.startsWith('#')) return { kind: 'blank' };
  const close = /^<\/\s*([^\s>]+)/.exec(text);
  if (close) return { kind: 'close', name: close[1] ?? '' };
  const open = /^<\s*([^\s>]+)\s*(.*?)\s*>?$/s.exec(text);
  if (open) return { kind: 'open', name: open[1] ?? '', args: open[2] ?? '' };
  const [, name = '', args = ''] = /^(\S+)\s*(.*)$/s.exec(text) ?? [];
  return { kind: 'directive', name, args };
}

/** An argument as it can stand in a line. */
export const quoted = (value: string): string =>
  /[\s"'\\]/.test(value) || value === '' ? `"${value.replace(/(["\\])/g, '\\$1')}"` : value;

/** Puts arguments in the place of others; the rest of the line stays letter by letter. */
export function replaceTokens(args: string, by: ReadonlyMap<number, string>): string {
  const tokens = tokensOf(args);
  let text = args;
  for (const index of [...by.keys()].toSorted((a, b) => b - a)) {
    const token = tokens[index];
    if (token) text = text.slice(0, token.start) + (by.get(index) ?? '') + text.slice(token.end);
  }
  return text;
}
