import { buildRunRecord } from '../verdict/record.ts';
import { isJourney } from '../verdict/looks.ts';
import type { Finding, JourneyInput, Policy, RunMeta, RunRecord, RunTrouble } from '../verdict/types.ts';
import { splitExpected } from './expected.ts';
import type { Part } from './part.ts';
import type { MaintenanceWindow } from './types.ts';

export interface Combining {
  readonly run: RunMeta;
  readonly policy: Policy;
  readonly parts: readonly Part[];
  /** What was met besides: while it was waited for the new revision. */
  readonly journeys: readonly JourneyInput[];
  readonly windows: readonly MaintenanceWindow[];
  readonly notes: readonly string[];
}

/** Nodes on which a finding was met. */
const nodesOf = ({ signatures }: Finding, parts: readonly Part[]): string[] =>
  parts
    .filter(
      ({ record }) => record?.findings.some((own) => own.signatures.some((one) => signatures.includes(one))) === true,
    )
    .flatMap(({ node }) => node?.name ?? []);

/** @param judged how many journeys; a surface that answers is none */
function troublesOf({ parts, windows, notes }: Combining, expected: readonly string[], judged: number): RunTrouble[] {
  const own = parts.flatMap(({ record, what }): readonly RunTrouble[] =>
    record === null ? [{ kind: 'killed', message: `The run of the ${what} left no verdict.` }] : record.troubles,
  );
  const until =
    windows
      .map(({ to }) => to)
      .toSorted((a, b) => Date.parse(a) - Date.parse(b))
      .at(-1) ?? '';
  const told: RunTrouble[] = [
    ...own,
    ...(expected.length > 0 && judged === 0
      ? [
          {
            kind: 'ran-nothing',
            message: `Everything that ran met what is expected during maintenance until ${until}: nothing was judged.`,
          } as const,
        ]
      : []),
    ...(expected.length > 0 && judged > 0
      ? [
          {
            kind: 'note',
            message: `Expected during maintenance until ${until}, and not judged: ${expected.join(', ')}.`,
          } as const,
        ]
      : []),
    ...notes.map((message) => ({ kind: 'note', message }) as const),
  ];
  return [...new Map(told.map((trouble) => [trouble.message, trouble])).values()];
}

/** All runs of a gate as the one that they are: one record, one verdict, one place in history. Pure. */
export function combineParts(combining: Combining): {
  readonly record: RunRecord;
  readonly expected: readonly string[];
} {
  const { run, policy, parts, journeys, windows } = combining;
  const seen = [...journeys, ...parts.flatMap((part) => part.journeys)];
  const { judged, expected } = splitExpected(
    seen,
    windows.flatMap(({ expects }) => expects),
    run,
    policy,
  );
  const serverLog = parts.find(({ record }) => record?.serverLog !== undefined)?.record?.serverLog;
  const record = buildRunRecord(
    {
      run,
      journeys: judged,
      troubles: troublesOf(combining, expected, judged.filter(isJourney).length),
      ...(serverLog && { serverLog }),
    },
    policy,
  );
  const findings = record.findings.map((finding) => ({ ...finding, nodes: nodesOf(finding, parts) }));
  return { record: { ...record, findings }, expected };
}
