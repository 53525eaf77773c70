import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { ConfigurationError, type ConfigurationFault } from '../target/configuration-error.ts';
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
  if (!existsSync(file)) return defaultRules;
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  const faults: ConfigurationFault[] = [];
  const fault = (offset: number, rule: string): void => {
    const variable = `history.yaml, line ${String(lines.linePos(offset).line)}`;
    faults.push({ variable, rule, allowed });
  };
  for (const error of document.errors) fault(error.pos[0], error.message.split('\n')[0] ?? 'is not YAML');
  const { contents } = document;
  if (faults.length === 0 && contents !== null && !isMap(contents)) fault(contents.range[0], 'is no list of settings');
  if (faults.length > 0) throw new ConfigurationError('history.yaml', faults);
  const result = shape.safeParse(contents === null ? {} : document.toJS());
  if (!result.success) {
    for (const { code, path, message, ...issue } of result.error.issues) {
      const keys = code === 'unrecognized_keys' && 'keys' in issue ? issue.keys : [null]; // zod's own shape
      for (const key of keys) {
        const where = key === null ? path : [...path, key];
        const rule = key === null ? message : 'is no setting of the history';
        fault(offsetOf(document, where), `${where.join('.')} ${rule}`);
      }
    }
    throw new ConfigurationError('history.yaml', faults);
  }
  const { reopenWithinHours, longestMuteHours, objectivePercent, runsToOpen, ...given } = result.data;
  const rules: HistoryRules = {
    ...defaultRules,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(runsToOpen === undefined ? {} : { runsToOpen }),
    ...(objectivePercent === undefined ? {} : { objective: objectivePercent / 100 }),
    ...(reopenWithinHours === undefined ? {} : { reopenWithinMs: reopenWithinHours * hourMs }),
    ...(longestMuteHours === undefined ? {} : { longestMuteMs: longestMuteHours * hourMs }),
  };
  if (rules.keepDailyDays >= rules.keepRunsDays) return rules;
  fault(
    offsetOf(document, ['keepDailyDays']),
    `keepDailyDays ${String(rules.keepDailyDays)} is less than keepRunsDays ${String(rules.keepRunsDays)}: the sums would go before the runs`,
  );
  throw new ConfigurationError('history.yaml', faults);
}

/** Where the setting of a path stands in the file. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let { contents: node } = document as { contents: unknown };
  let offset = 0;
  for (const key of path) {
    if (!isMap(node)) break;
    const pair = node.items.find(({ key: name }) => isScalar(name) && name.value === key);
    if (!isPair(pair) || !isNode(pair.key)) break;
    offset = pair.key.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}
