import type { BinaryRun } from '../../apache/types.ts';
import type { Judged } from '../recorder.ts';
import { detailOf, type Copies } from './place.ts';

/** Printed under "Syntax OK", and yet something will be missing, ignored or guessed. */
const warningsThatMatter: readonly string[] = [
  'AH00111', // an undefined ${VAR} stays as it is written
  'AH00112', // a DocumentRoot that does not exist
  'AH00558', // no ServerName: redirects may carry any name
  'AH00515', // limits are lowered
  'AH00507',
  'AH00548', // NameVirtualHost, which does nothing any more
  'AH01574', // a module that is loaded twice
];

/** Two lines belong together where the first only says where. */
const said = (output: string): string[] =>
  output
    .replace(/((?:Syntax error|AH00526:[^\n]*) on line \d+ of [^\n]*:)\n/g, '$1 ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== 'Syntax OK');

/**
 * What `-t` comes to. A warning that matters is an error, unless the baseline, which is deployed, prints it too.
 *
 * @param baseline what `-t` says of the baseline; null: there is none
 */
export function judgeSyntax(run: BinaryRun, baseline: BinaryRun | null, copies: Copies): Judged {
  const lines = said(run.stdout + run.stderr).map((line) => detailOf(line, copies));
  if (run.timedOut)
    return { verdict: 'no-go', summary: 'Apache did not come to an end with reading it', details: lines };
  if (run.code !== 0) {
    const first = lines.find(({ place }) => place !== null) ?? lines.find(({ code }) => code !== null) ?? lines[0];
    const where = first?.place ? ` (${first.place.file}, line ${String(first.place.line)})` : '';
    return {
      verdict: 'no-go',
      summary: `Apache refuses it: ${first?.text ?? 'without a word'}${first?.text.includes(' on line ') === true ? '' : where}`,
      details: lines,
    };
  }
  const known = new Set(
    baseline === null ? [] : said(baseline.stdout + baseline.stderr).map((line) => detailOf(line, copies).text),
  );
  const matter = lines.filter(
    ({ code, text }) => code !== null && warningsThatMatter.includes(code) && !known.has(text),
  );
  if (matter.length === 0)
    return { verdict: 'ok', summary: lines.length === 0 ? 'Syntax OK' : 'Syntax OK, with warnings', details: lines };
  return {
    verdict: 'no-go',
    summary: `Apache accepts it with a warning that matters: ${matter[0]?.text ?? ''}`,
    details: [...matter, ...lines.filter((line) => !matter.includes(line))],
  };
}
