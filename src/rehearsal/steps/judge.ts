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

export function judgeVirtualHosts(candidate: readonly VirtualHost[], baseline: readonly VirtualHost[] | null): Judged {
  const { worse, told } = compareVirtualHosts(candidate, baseline);
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

const written = ({ kind, directive }: DirectiveChange): string => `${kind} ${directive.name} ${directive.args}`;

const once = (changes: readonly DirectiveChange[]): DirectiveChange[] => [
  ...new Map(changes.map((change) => [JSON.stringify([written(change), change.directive.place]), change])).values(),
];

/** A change that nothing went through has not been rehearsed. */
export function judgeCoverage(changes: readonly DirectiveChange[]): Judged {
  const of = (coverage: DirectiveChange['coverage']): DirectiveChange[] =>
    changes.filter((change) => change.coverage === coverage);
  // the same line, read in several sections (an include, a macro), is told once
  const open = once([...of('missed'), ...of('unknown')]);
  const [first] = open;
  const lines = open.map((change): StepDetail => {
    const [url] = change.urls;
    const by = url === undefined ? '' : `; ${url} would go through it`;
    return {
      text: `${written(change)}: ${change.coverage === 'missed' ? 'nothing went through it' : 'it cannot be told whether anything did'}${by}`,
      place: change.directive.place,
      code: null,
    };
  });
  if (first) {
    const one =
      open.length === 1
        ? `${written(first)} was`
        : `${String(open.length)} of ${count(once(changes).length, 'changed directive')} were`;
    return { verdict: 'inconclusive', summary: `${one} not gone through by any request`, details: lines };
  }
  if (changes.length === 0) return { verdict: 'ok', summary: 'Apache reads the same from both', details: [] };
  const idle = once(of('no-request')).length;
  const done = once(of('exercised')).length;
  return {
    verdict: 'ok',
    summary: `${done === 0 ? 'No request can go through what was changed' : `${count(done, 'changed directive')} gone through`}${idle > 0 && done > 0 ? `, ${String(idle)} that no request can go through` : ''}`,
    details: once(of('no-request')).map((change) => ({
      text: `${written(change)}: no request can exercise it`,
      place: change.directive.place,
      code: null,
    })),
  };
}
