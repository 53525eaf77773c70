import { tokensOf } from '../map/syntax.ts';
import type { Directive } from '../types.ts';

/** Which paths of a URL a directive is about. */
export interface PathRule {
  readonly covers: (path: string) => boolean;
  /** A path of that kind, for somebody to ask; null: it cannot be told. */
  readonly example: string | null;
}

/** `/app` is about `/app` and `/app/x`, not about `/apples`; `/app/` is about what lies below. */
export const prefixRule = (prefix: string): PathRule => ({
  covers: (path) => path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`),
  example: prefix,
});

/** `^/old/(.*)$` begins with `/old/`; as far as no character means anything else, a path can be told. */
function literalStart(pattern: string): string | null {
  const [, start = '', rest = ''] = /^\^((?:[\w/-]|\\\.)*)(.*)$/s.exec(pattern) ?? [];
  const literal = start.replaceAll('\\.', '.');
  if (literal === '' && pattern !== '^/') return null;
  // `^/news?`: the last character is not certain.
  return /^[?*{]/.test(rest) ? literal.slice(0, -1) || null : literal;
}

export function regexRule(pattern: string, flags = ''): PathRule {
  try {
    const regex = new RegExp(pattern, flags);
    const start = literalStart(pattern);
    const candidates = start === null ? [] : ['', '/', 'x', '1', '/x'].map((end) => start + end);
    return { covers: (path) => regex.test(path), example: candidates.find((path) => regex.test(path)) ?? null };
  } catch {
    // Not every expression of PCRE is one of JavaScript.
    return { covers: () => false, example: null };
  }
}

/** `/img/*.png` */
const wildcards = (text: string): PathRule =>
  /[*?[]/.test(text)
    ? {
        covers: (path) =>
          new RegExp(
            `^${text
              .replace(/[.+^${}()|\\]/g, '\\$&')
              .replace(/\*/g, '[^/]*')
              .replace(/\?/g, '[^/]')}(/|$)`,
          ).test(path),
        example: text.replace(/[*?]/g, 'x').replace(/\[(.).*?\]/g, '$1'),
      }
    : prefixRule(text);

/** What a section's own argument says of the path; null: nothing. */
export function sectionRule(name: string, args: string): PathRule | null {
  const [first = '', second] = tokensOf(args).map(({ value }) => value);
  switch (name.toLowerCase()) {
    case 'location':
      return first === '~' ? regexRule(second ?? '') : wildcards(first);
    case 'locationmatch':
      return regexRule(first);
    case 'files':
      return first === '~'
        ? regexRule(second ?? '')
        : {
            covers: (path) => wildcards(`/${first}`).covers(`/${path.slice(path.lastIndexOf('/') + 1)}`),
            example: /[*?[]/.test(first) ? null : `/${first}`,
          };
    default:
      return null;
  }
}

/** ProxyPass, Alias, Redirect and their like where they stand outside of a Location: their first argument is of the path. */
export function ownPathRule({ name, args }: Pick<Directive, 'name' | 'args'>): PathRule | null {
  const values = tokensOf(args).map(({ value }) => value);
  const lower = name.toLowerCase();
  switch (lower) {
    case 'proxypass':
    case 'alias':
    case 'scriptalias':
      return values.length > 1 && values[0]?.startsWith('/') === true ? prefixRule(values[0]) : null;
    case 'proxypassmatch':
    case 'aliasmatch':
    case 'scriptaliasmatch':
      return values.length > 1 ? regexRule(values[0] ?? '') : null;
    case 'proxypassreverse':
      return values.length > 1 && values[0]?.startsWith('/') === true ? prefixRule(values[0]) : null;
    case 'redirect':
    case 'redirectpermanent':
    case 'redirecttemp':
    case 'redirectmatch': {
      const path = values.find((value, index) => index < 2 && /^[/^]/.test(value));
      if (path === undefined) return null;
      return lower === 'redirectmatch' ? regexRule(path) : prefixRule(path);
    }
    default:
      return null;
  }
}
