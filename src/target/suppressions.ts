import { resolve } from 'node:path';
import { z } from 'zod';
import { readSettingsFile } from './settings-file.ts';

/** A known issue that is not to raise an alarm until its last day; see CONTRIBUTING for when that is right. */
export interface SuppressionEntry {
  readonly signature: string;
  readonly owner: string;
  /** Last day (UTC) on which it holds, `YYYY-MM-DD`. */
  readonly expires: string;
  readonly reason: string | null;
}

const text = z.string('is no text').min(1, 'must not be empty');
const entry = z.strictObject(
  {
    signature: text,
    owner: text,
    expires: z.iso.date('is not a date such as 2026-12-31'),
    reason: text.nullish().transform((reason) => reason ?? null),
  },
  'is no suppression',
);

const shape = z.array(entry);
const allowed = 'a list of entries with signature, owner, expires (YYYY-MM-DD) and, if wanted, reason';

const defaultFile = resolve(import.meta.dirname, '../../suppressions.yaml');

/**
 * The suppressions of `suppressions.yaml` in the project's folder; no file is no suppression.
 *
 * @throws ConfigurationError with every fault and its line
 */
export const readSuppressions = (file = defaultFile): readonly SuppressionEntry[] =>
  readSettingsFile(file, { shape, isList: true, allowed, of: 'a suppression' })?.data ?? [];
