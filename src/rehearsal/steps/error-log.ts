import { closeSync, existsSync, openSync, readSync, fstatSync } from 'node:fs';
import { readLine } from '../../apache/log-lines.ts';
import type { ErrorLine } from '../../apache/types.ts';
import { childEndCodes, isIn } from '../../evidence/log-codes.ts';
import { isTelling as tellsOfRequest } from '../../evidence/log-rules.ts';
import type { Directive, DirectiveChange, StepDetail } from '../types.ts';
import { asGiven, placeIn, type Copies } from './place.ts';

/** Directives that make Apache say this, where its line names no place. */
const speakers: Readonly<Record<string, readonly string[]>> = {
  AH00124: ['RewriteRule', 'FallbackResource', 'ErrorDocument', 'DirectoryIndex', 'Action'],
  AH00035: ['DocumentRoot', 'Directory', 'Alias'],
  AH00037: ['Options', 'RewriteRule'],
  AH00670: ['Options', 'RewriteRule'],
  AH00898: ['ProxyPass', 'ProxyPassMatch', 'BalancerMember', 'RewriteRule', 'SSLProxyEngine', 'ProxyTimeout'],
  AH00957: ['ProxyPass', 'ProxyPassMatch', 'BalancerMember', 'RewriteRule'],
  AH01084: ['ProxyPass', 'SSLProxyEngine'],
  AH01097: ['ProxyPass', 'SSLProxyEngine'],
  AH01102: ['ProxyPass', 'ProxyTimeout', 'Timeout', 'BalancerMember'],
  AH01114: ['ProxyPass', 'ProxyPassMatch', 'BalancerMember', 'RewriteRule'],
  AH01144: ['LoadModule', 'ProxyPass', 'ProxyPassMatch', 'RewriteRule'],
  AH01276: ['DirectoryIndex', 'Options'],
  AH01630: ['Require', 'Deny', 'Allow', 'Order', 'LimitExcept'],
  AH01796: ['AuthType'],
  AH02032: ['SSLCertificateFile'],
};

/** The same words of many requests are one line of a step. */
const shapeOf = ({ code, text }: ErrorLine): string => code ?? text.replace(/\d+/g, '0');

/** What `explain` may point at. */
export interface Suspects {
  readonly changes: readonly Pick<DirectiveChange, 'kind' | 'directive'>[];
  readonly directives: readonly Directive[];
}

/**
 * Where a line of the error log points: where it says so itself, else the directive that makes Apache say such a thing; among several one that the change
 * has brought.
 */
export function placeOfLine(
  line: Pick<ErrorLine, 'code' | 'text'>,
  { changes, directives }: Suspects,
  copies: Copies,
): StepDetail['place'] {
  const said = placeIn(line.text, copies);
  if (said !== null) return said;
  const names = speakers[line.code ?? ''] ?? [];
  const among = (all: readonly Directive[]): Directive | undefined =>
    names.flatMap((name) => all.filter((directive) => directive.name.toLowerCase() === name.toLowerCase()))[0];
  const added = changes.filter(({ kind }) => kind === 'added').map(({ directive }) => directive);
  return (among(added) ?? among(directives))?.place ?? null;
}

/** Does it tell of something that went wrong, as opposed to how the protocol works or what an application likes to say? */
export const isTelling = (line: ErrorLine): boolean => isIn(childEndCodes, line.code) || tellsOfRequest(line);

/** A refusal of one request, which its status tells: no fault of the server. */
const refusals = ['AH01630', 'AH01276', 'AH01797', 'AH00128', 'AH02811', 'AH10244'];

/**
 * Lines that say nothing against the candidate: the baseline says them too of the same questions, or, where there is none, they tell of a refusal.
 *
 * @param baseline null: there is none
 */
export function isKnown(baseline: readonly ErrorLine[] | null): (line: ErrorLine) => boolean {
  const known = new Set(baseline?.map(shapeOf));
  return (line) => (baseline === null ? refusals.includes(line.code ?? '') : known.has(shapeOf(line)));
}

/** What went wrong, told once for all requests that met it, the most frequent first. */
export function tellErrors(lines: readonly ErrorLine[], suspects: Suspects, copies: Copies): StepDetail[] {
  const groups = [...Map.groupBy(lines.filter(isTelling), shapeOf).values()].toSorted((a, b) => b.length - a.length);
  return groups.flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const times = same.length === 1 ? '' : ` (${String(same.length)} times)`;
    const text = `${first.code === null ? '' : `${first.code}: `}${asGiven(first.text, copies)}${times}`;
    return [{ text, place: placeOfLine(first, suspects, copies), code: first.code }];
  });
}

/** More is not read of one log: a rehearsal that fills it has told enough. */
const longestLog = 8_000_000;

/** What error logs hold from these offsets on. */
export function readErrorLines(files: readonly string[], from: Readonly<Record<string, number>> = {}): ErrorLine[] {
  return files.flatMap((file) => {
    if (!existsSync(file)) return [];
    const handle = openSync(file, 'r');
    try {
      const start = from[file] ?? 0;
      const buffer = Buffer.alloc(Math.max(0, Math.min(fstatSync(handle).size - start, longestLog)));
      readSync(handle, buffer, 0, buffer.length, start);
      return buffer
        .toString('utf8')
        .split('\n')
        .flatMap((text) => {
          const line = readLine(text);
          return line?.kind === 'error' ? [line] : [];
        });
    } finally {
      closeSync(handle);
    }
  });
}
