import { join } from 'node:path';
import { Registry } from 'prom-client';
import { writeWhole } from '../../target/atomic.ts';
import { added, readLedger, shown, writeLedger } from './ledger.ts';
import { nowRegistry } from './now.ts';
import { observeRun, type Kept } from './observe.ts';
import type { Metrics, MetricsOptions } from './types.ts';

/** What a textfile collector reads: `reports/metrics/` holds a file for each target, and nothing else that ends so. */
export const metricsFile = (reports: string, target: string): string => join(reports, 'metrics', `${target}.prom`);
const ledgerFile = (reports: string, target: string): string => join(reports, 'metrics', `${target}.json`);

/** What happened, until it is kept. `run`: it is counted once. */
interface Event {
  readonly observe: (into: Kept) => void;
  readonly run: { readonly id: string; readonly at: string } | null;
}

/** Of a disk that stays full: a run is large. */
const mostWaiting = 50;

/** See `Metrics`. */
export function createMetrics(options: MetricsOptions): Metrics {
  const { reports, target, location, tell = () => {} } = options;
  const from = { target, location };
  const path = ledgerFile(reports, target);
  const now = nowRegistry(options);
  /** What is kept, as it is shown: put together when it changes, and not whenever somebody asks. */
  let text: Promise<string> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let waiting: Event[] = [];

  /**
   * One after the other; written before it is shown, so that no counter is seen to run backwards. What cannot be written waits for the next
   * that can.
   */
  const keep = (observe: Event['observe'], run: Event['run'] = null): Promise<void> => {
    waiting = [...waiting, { observe, run }].slice(-mostWaiting);
    const next = last.then(async () => {
      const events = waiting;
      if (events.length === 0) return; // taken along by the one before
      // read again: a single run may have been counted by another process since
      let after = readLedger(path, tell);
      for (const event of events) after = await added(after, event.observe, event.run);
      writeLedger(path, after);
      text = shown(after);
      waiting = waiting.filter((event) => !events.includes(event));
    });
    last = next.catch(() => {});
    return next;
  };

  const exposition = async (): Promise<string> => {
    text ??= shown(readLedger(path, tell));
    return `${await text}\n${await now.registry.metrics()}`;
  };

  return {
    run: (record) => {
      if (record.run.target !== target)
        return Promise.reject(new Error(`a run of ${record.run.target} among the metrics of ${target}`));
      return keep((into) => observeRun(into, record), { id: record.run.id, at: record.run.startedAt });
    },
    alerted: (channel, result) =>
      keep(({ alerts }) => {
        for (const one of ['sent', 'failed'] as const)
          alerts.inc({ ...from, channel, result: one }, one === result ? 1 : 0);
      }),
    skipped: () => keep(({ skipped }) => skipped.inc(from)),
    trouble: () => keep(({ troubles }) => troubles.inc(from)),
    incidents: now.incidents,
    pulse: now.pulse,
    budget: now.budget,
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
    exposition,
    async writeFile() {
      await last;
      const file = metricsFile(reports, target);
      writeWhole('the metrics', file, await exposition());
      return file;
    },
  };
}
