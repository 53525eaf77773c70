import type { RunRecord } from '../verdict/types.ts';
import { Spool } from './spool.ts';
import { toStored } from './stored.ts';

/**
 * Has a run wait for the history, before its verdict is written: whoever is killed between the two, or before the store has it, loses nothing that
 * anybody has been told of. `History.record` then takes it, as it is by then.
 *
 * @throws ReportError
 */
export const holdRun = (record: RunRecord, reports: string): void => new Spool(reports).put(toStored(record));
