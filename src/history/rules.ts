import { resolve } from 'node:path';
import { z } from 'zod';
import { readSettingsFile } from '../target/settings-file.ts';
import { targetNames } from '../target/types.ts';
import type { HistoryRules } from './types.ts';

const hourMs = 3_600_000;

const wholeNumber = (min: number, max: number, unit: string) =>
  z
    .int(`is no whole number (${unit})`)
    .min(min, `is less than ${String(min)} (${unit})`)
    .max(max, `is more than ${String(max)} (${unit})`);

const shape = z
  .strictObject({
    runsToOpen: z.partialRecord(
      z.enum(targetNames, { error: `is no target (${targetNames.join(', ')})` }),
      wholeNumber(1, 100, 'runs'),
    ),
    cleanRunsToResolve: wholeNumber(1, 100, 'runs'),
    reopenWithinHours: wholeNumber(0, 8_760, 'hours'),
    flapsToTell: wholeNumber(1, 100, 'times'),
    longestMuteHours: wholeNumber(1, 8_760, 'hours'),
    keepRunsDays: wholeNumber(1, 36_500, 'days'),
    keepDailyDays: wholeNumber(1, 36_500, 'days'),
    objectivePercent: z
      .number('is no number (percent)')
      .min(50, 'is less than 50 (percent)')
      .lt(100, 'is not below 100 (percent): what may never fail has no budget'),
  })
  .partial();

export const defaultRules: HistoryRules = {
  runsToOpen: {},
  cleanRunsToResolve: 3,
  reopenWithinMs: 24 * hourMs,
  flapsToTell: 3,
  longestMuteMs: 24 * hourMs,
  keepRunsDays: 400,
  keepDailyDays: 3_650,
  objective: 0.999,
};

const allowed =
  'cleanRunsToResolve, flapsToTell, keepDailyDays, keepRunsDays, longestMuteHours, objectivePercent, reopenWithinHours, and runsToOpen by target; each a number, whole but for objectivePercent';

const defaultFile = resolve(import.meta.dirname, '../../history.yaml');

/**
 * The rules that `history.yaml` in the project's folder declares; what it does not name, or no file, has the default.
 *
 * @throws ConfigurationError with every fault and its line
 */
export function readHistoryRules(file = defaultFile): HistoryRules {
  const read = readSettingsFile(file, { shape, allowed, of: 'the history' });
  if (read === null) return defaultRules;
  const { data, fault, check } = read;
  const { reopenWithinHours, longestMuteHours, objectivePercent, runsToOpen, ...given } = data;
  const rules: HistoryRules = {
    ...defaultRules,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(runsToOpen === undefined ? {} : { runsToOpen }),
    ...(objectivePercent === undefined ? {} : { objective: objectivePercent / 100 }),
    ...(reopenWithinHours === undefined ? {} : { reopenWithinMs: reopenWithinHours * hourMs }),
    ...(longestMuteHours === undefined ? {} : { longestMuteMs: longestMuteHours * hourMs }),
  };
  if (rules.keepDailyDays < rules.keepRunsDays)
    fault(
      ['keepDailyDays'],
      `keepDailyDays ${String(rules.keepDailyDays)} is less than keepRunsDays ${String(rules.keepRunsDays)}: the sums would go before the runs`,
    );
  check();
  return rules;
}
