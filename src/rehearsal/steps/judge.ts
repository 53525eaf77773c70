import { count } from '../../report/format.ts';
import type { ErrorLine } from '../../apache/types.ts';
import { childEndCodes } from '../../evidence/log-codes.ts';
import type { RunRecord } from '../../verdict/types.ts';
import type { Judged } from '../recorder.ts';
import type { DirectiveChange, MappedCopy, StepDetail } from '../types.ts';
import { isKnown, readErrorLines, tellErrors, type Suspects } from './error-log.ts';
import type { JourneysRan } from './journeys.ts';
import type { Copies } from './place.ts';
import { compareVirtualHosts, type VirtualHost } from './virtual-hosts.ts';

/** What was copied; a fault that the configuration has wherever it is deployed is the candidate's. */
export function judgeCopy({ copy, faults }: MappedCopy): Judged {
  const [first] = faults;
  if (first) return { verdict: 'no-go', summary: first.text, details: faults };
  const not = copy.mapped.filter(({ to }) => to === null);
  return {
    verdict: 'ok',
    summary: `${count(copy.mapped.length - not.length, 'directive')} made private${not.length === 0 ? '' : `, ${String(not.length)} could not be`}`,
    details: not.map(({ directive, from, why, place }) => ({
      text: `${directive} ${from}: ${why}`,
      place,
      code: null,
    })),
  };
}

export function judgeVirtualHosts(
  candidate: readonly VirtualHost[],
  baseline: readonly VirtualHost[] | null,
  changes: readonly Pick<DirectiveChange, 'kind' | 'directive'>[],
): Judged {
  const { worse, told } = compareVirtualHosts(candidate, baseline, changes);
  const [first] = worse;
  if (first) return { verdict: 'no-go', summary: first.text, details: [...worse, ...told] };
  const names = count(new Set(candidate.map(({ name }) => name)).size, 'name');
  const as = baseline === null ? '' : told.length === 0 ? ', each as in the baseline' : ', none lost';
  return { verdict: 'ok', summary: `${names}${as}`, details: told };
}

/**
 * The error log of the whole window, all of which is ours.
 *
 * @param before the baseline's; null: there is none
 */
export function judgeErrorLog(
  files: readonly string[],
  before: readonly string[] | null,
  suspects: Suspects,
  copies: Copies,
): Judged {
  const lines = readErrorLines(files);
  const known = isKnown(before === null ? null : readErrorLines(before));
  const tell = (some: readonly ErrorLine[]): StepDetail[] => tellErrors(some, suspects, copies);
  const details = tell(lines.filter((line) => !known(line)));
  const [first] = details;
  const usual = tell(lines.filter(known));
  if (!first) {
    const words = usual.length === 0 ? 'none of them an error' : `no error but ${count(usual.length, 'usual one')}`;
    return { verdict: 'ok', summary: `${count(lines.length, 'line')}, ${words}`, details: usual };
  }
  const ended = details.some(({ code }) => code !== null && Object.hasOwn(childEndCodes, code));
  return { verdict: 'no-go', summary: `${ended ? 'A child was ended by a signal: ' : ''}${first.text}`, details };
}

/** Without a journey nobody says GO. @param missing surfaces that the configuration has no name of */
export const noJourney = (missing: readonly string[]): Judged => ({
  verdict: 'inconclusive',
  summary: `No journey could be gone: no virtual host is called ${missing.slice(0, 2).join(', nor ')}${missing.length > 2 ? `, nor as ${String(missing.length - 2)} more surfaces` : ''}`,
  details: missing.map((name) => ({ text: `No virtual host is called ${name}`, place: null, code: null })),
});

export function judgeJourneys({ record, output }: JourneysRan): Judged {
  if (record === null)
    return {
      verdict: 'inconclusive',
      summary: 'The journeys left no verdict',
      details: [{ text: `Their output: ${output}`, place: null, code: null }],
    };
  const details = tellFindings(record);
  if (record.exitCode === 0) return { verdict: 'ok', summary: record.headline, details };
  return { verdict: record.exitCode === 2 ? 'inconclusive' : 'no-go', summary: record.headline, details };
}

/** The findings of a run as lines of a step. */
const tellFindings = ({ findings }: Pick<RunRecord, 'findings'>): StepDetail[] =>
  findings.map(({ headline, errorText }) => ({
    text: headline,
    place: null,
    code: /\bAH\d{5}\b/.exec(errorText ?? headline)?.[0] ?? null,
  }));
