import { z } from 'zod';
import { ConfigurationError, type ConfigurationFault } from '../target/configuration-error.ts';
import { readSettingsFile } from '../target/settings-file.ts';
import { targetNames, type TargetName } from '../target/types.ts';
import { exitCodes } from '../verdict/types.ts';
import type { StoredRun } from '../history/types.ts';
import { hasJourneys } from './before.ts';
import type { ExpectedFailure, MaintenanceWindow } from './types.ts';

/** What maintenance answers on purpose. A 500 is none of it, whatever is declared. */
const expectable = (status: number): boolean => (status >= 400 && status < 500) || [502, 503, 504].includes(status);
const expectRule = 'a status of 4xx, 502, 503 or 504 and a path, such as 503@/drug/*';
const instantRule = 'an instant with its zone, such as 2026-11-22T10:00:00Z';

/** @returns what is wrong, as half a sentence, where it is no expectation */
function parseExpect(text: string): ExpectedFailure | string {
  const [, digits, pattern] = /^(\d{3})@(\/\S*)$/.exec(text) ?? [];
  const quoted = JSON.stringify(text);
  if (digits === undefined || pattern === undefined) return `${quoted} is no STATUS@/PATH`;
  const status = Number(digits);
  if (status === 500) return `${quoted}: a 500 is a finding at any time, and cannot be expected`;
  return expectable(status) ? { status, pattern } : `${quoted}: ${digits} is nothing that maintenance answers`;
}

const instant = z.iso.datetime({ offset: true });

/** What a window is written as, in the file and on the command line. */
interface Written {
  readonly from: unknown;
  readonly to: unknown;
  readonly expect: unknown;
}

type Tell = (field: keyof Written, rule: string, allowed: string) => void;

/** Tells everything that is wrong at once. @returns null: something is */
function toWindow({ from, to, expect }: Written, tell: Tell): MaintenanceWindow | null {
  let isWhole = true;
  const wrong: Tell = (...told) => {
    isWhole = false;
    tell(...told);
  };
  const readInstant = (field: 'from' | 'to', value: unknown): string => {
    const { data } = instant.safeParse(value instanceof Date ? value.toISOString() : value);
    if (data === undefined)
      wrong(field, value === undefined ? 'is missing' : `${JSON.stringify(value)} is no instant`, instantRule);
    return data ?? '';
  };
  const [begin, end] = [readInstant('from', from), readInstant('to', to)];
  if (begin !== '' && end !== '' && Date.parse(end) <= Date.parse(begin))
    wrong('to', `${end} is not after ${begin}`, 'an instant after the beginning');
  const list: readonly unknown[] = Array.isArray(expect) ? expect : [expect];
  const read = list.map((one) =>
    typeof one === 'string' ? parseExpect(one) : `${JSON.stringify(one) ?? 'nothing'} is no STATUS@/PATH`,
  );
  for (const one of read) if (typeof one === 'string') wrong('expect', one, expectRule);
  if (list.length === 0) wrong('expect', 'is empty', expectRule);
  return isWhole ? { from: begin, to: end, expects: read.filter((one) => typeof one !== 'string') } : null;
}

/**
 * The window that a command line declares with `--expect`, `--from` and `--to`; null: none.
 *
 * @throws ConfigurationError with every fault at once
 */
export function windowOf(options: {
  readonly expect?: unknown;
  readonly from?: unknown;
  readonly to?: unknown;
}): MaintenanceWindow | null {
  const { expect, from, to } = options;
  if (expect === undefined && from === undefined && to === undefined) return null;
  const faults: ConfigurationFault[] = [];
  const window = toWindow({ from, to, expect: expect ?? [] }, (field, rule, allowed) => {
    faults.push({ variable: `--${field}`, rule, allowed });
  });
  if (window === null) throw new ConfigurationError('--expect, --from and --to', faults);
  return window;
}

const shape = z.array(
  z
    .strictObject(
      {
        target: z.unknown().optional(),
        from: z.unknown().optional(),
        to: z.unknown().optional(),
        expect: z.unknown().optional(),
      },
      'is no window',
    )
    .transform(({ target, from, to, expect }, { addIssue }) => {
      const known = targetNames.find((one) => one === target);
      if (target !== undefined && known === undefined)
        addIssue({ code: 'custom', path: ['target'], message: `is no target (${targetNames.join(', ')})` });
      const window = toWindow({ from, to, expect }, (field, message, allowed) =>
        addIssue({ code: 'custom', path: [field], message, params: { allowed } }),
      );
      return { target: known, window };
    }),
);

/**
 * The windows of a file: a list of `from`, `to` and `expect`, with the `target` where it is not for every one. No file is no window.
 *
 * @throws ConfigurationError with every fault and its line
 */
export function readWindows(file: string, name: TargetName): readonly MaintenanceWindow[] {
  const allowed = 'a list of entries with from, to, expect and, if wanted, the name of a target';
  const entries = readSettingsFile(file, { shape, isList: true, allowed, of: 'a window' })?.data ?? [];
  return entries.flatMap(({ target = name, window }) => (window !== null && target === name ? [window] : []));
}

/**
 * The windows that are open: begun, not at their end, and not closed by a run whose journeys passed since they began; that the surfaces
 * answer is not the end of maintenance. Pure.
 *
 * @param runs judged runs of the target
 */
export const openWindows = (
  windows: readonly MaintenanceWindow[],
  now: number,
  runs: readonly Pick<StoredRun, 'startedAt' | 'outcome' | 'judged' | 'journeys'>[],
): MaintenanceWindow[] =>
  windows.filter(({ from, to }) => {
    const [begin, end] = [Date.parse(from), Date.parse(to)];
    const hasPassed = runs.some(
      (run) => run.judged && hasJourneys(run) && exitCodes[run.outcome] === 0 && Date.parse(run.startedAt) >= begin,
    );
    return begin <= now && now < end && !hasPassed;
  });
