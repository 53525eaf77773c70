import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDocument, isMap, isSeq, LineCounter } from 'yaml';
import { z } from 'zod';
import { ConfigurationError, type ConfigurationFault } from './configuration-error.ts';

/** A known issue that is not to raise an alarm until its last day; see CONTRIBUTING for when that is right. */
export interface SuppressionEntry {
  readonly signature: string;
  readonly owner: string;
  /** Last day (UTC) on which it holds, `YYYY-MM-DD`. */
  readonly expires: string;
  readonly reason: string | null;
}

const entry = z.strictObject({
  signature: z.string().min(1, 'must not be empty'),
  owner: z.string().min(1, 'must not be empty'),
  expires: z.iso.date('is not a date such as 2026-12-31'),
  reason: z
    .string()
    .min(1)
    .nullish()
    .transform((reason) => reason ?? null),
});

const defaultFile = resolve(import.meta.dirname, '../../suppressions.yaml');

/**
 * The suppressions of `suppressions.yaml` in the project's folder; no file is no suppression.
 *
 * @throws ConfigurationError with every fault and its line
 */
export function readSuppressions(file = defaultFile): readonly SuppressionEntry[] {
  if (!existsSync(file)) return [];
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  const faults: ConfigurationFault[] = [];
  const fault = (offset: number, rule: string): void => {
    const where = `suppressions.yaml, line ${String(lines.linePos(offset).line)}`;
    faults.push({
      variable: where,
      rule,
      allowed: 'a list of entries with signature, owner, expires (YYYY-MM-DD) and, if wanted, reason',
    });
  };

  for (const error of document.errors) fault(error.pos[0], error.message.split('\n')[0] ?? 'is not YAML');
  const { contents } = document;
  const entries: SuppressionEntry[] = [];
  if (faults.length === 0 && contents !== null) {
    if (!isSeq(contents)) fault(contents.range[0], 'is not a list');
    else {
      for (const item of contents.items) {
        const offset = isMap(item) ? (item.range?.[0] ?? 0) : 0;
        const result = entry.safeParse(isMap(item) ? item.toJSON() : item);
        if (result.success) entries.push(result.data);
        else
          for (const issue of result.error.issues) fault(offset, `${issue.path.join('.') || 'entry'} ${issue.message}`);
      }
    }
  }
  if (faults.length > 0) throw new ConfigurationError('suppressions.yaml', faults);
  return entries;
}
