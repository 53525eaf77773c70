import { causeRules } from './cause-rules.ts';
import { verdictRules } from './judge.ts';
import { causes, exitCodes, type Cause, type Verdict } from './types.ts';

/** Clauses that end in a comma go on in the next; all others are parted by a semicolon. */
const joined = (clauses: readonly string[]): string =>
  clauses.reduce((text, clause) => (text === '' ? clause : `${text}${text.endsWith(',') ? '' : ';'} ${clause}`), '');

const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** Cause and evidence, in the order in which the rules are asked. */
export const causeTable: readonly { readonly cause: Cause; readonly evidence: string }[] = causes.map((cause) => ({
  cause,
  evidence: joined(causeRules.filter((rule) => rule.cause === cause).map(({ evidence }) => evidence)),
}));

/** Verdict, when and exit code, in the order in which the rules are asked. */
export const verdictTable: readonly { readonly verdict: Verdict; readonly when: string; readonly exit: number }[] = [
  ...new Set(verdictRules.map(({ verdict }) => verdict)),
].map((verdict) => ({
  verdict,
  when: joined(verdictRules.filter((rule) => rule.verdict === verdict).map(({ when }) => when)),
  exit: exitCodes[verdict],
}));

/** Both tables as Markdown, from the rules themselves, so that documentation and code cannot disagree. */
export function printTables(): string {
  return [
    row('cause', 'evidence'),
    row('---', '---'),
    ...causeTable.map(({ cause, evidence }) => row(`\`${cause}\``, evidence)),
    '',
    row('verdict', 'when', 'exit'),
    row('---', '---', '---'),
    ...verdictTable.map(({ verdict, when, exit }) => row(`\`${verdict}\``, when, String(exit))),
    '',
  ].join('\n');
}
