import { createReadStream, createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { availability, bySurface } from '../history/availability.ts';
import { HistoryError } from '../history/history-error.ts';
import { LineError, readLine, type Line } from '../history/lines.ts';
import { openHistory, type OpenedHistory } from '../history/open.ts';
import { readHistoryRules } from '../history/rules.ts';
import { bytes, count, utc } from '../report/format.ts';
import { writeStatus } from '../report/status/index.ts';
import { readMonitorSettings } from '../monitor/settings.ts';
import { historyPlace } from '../target/environment.ts';
import { ReportError } from '../target/atomic.ts';
import { targetNames } from '../target/types.ts';
import { UsageError, say, type Verb } from './verb.ts';

/** An export that is read by a person and corrected is rarely wrong in more places. */
const mostFaults = 20;
const toldDays = 30;

async function* linesIn(file: string): AsyncGenerator<readonly [line: number, text: string]> {
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    number += 1;
    if (text.trim() !== '') yield [number, text];
  }
}

/** @throws UsageError with every fault and its line, before anything is taken */
async function check(file: string): Promise<void> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new UsageError(`There is no file ${file} to import.`);
  const faults: string[] = [];
  let more = 0;
  for await (const [number, text] of linesIn(file)) {
    try {
      readLine(text);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      if (faults.length < mostFaults) faults.push(`  line ${String(number)} ${error.message}`);
      else more += 1;
    }
  }
  if (faults.length === 0) return;
  const rest = more > 0 ? [`  and ${count(more, 'more line')}`] : [];
  throw new UsageError([`Nothing of ${file} was imported:`, ...faults, ...rest].join('\n'));
}

async function* parsed(file: string): AsyncGenerator<Line> {
  for await (const [, text] of linesIn(file)) yield readLine(text);
}

async function importFrom(history: OpenedHistory, file: string): Promise<void> {
  await check(file);
  const { runs, known } = await history.imported(parsed(file));
  say(`${count(runs, 'run')} taken into ${history.where}; ${String(known)} were there already.`);
}

/** Written whole or not at all. */
async function exportTo(history: OpenedHistory, file: string): Promise<void> {
  const part = `${file}.${String(process.pid)}.part`;
  const out = createWriteStream(part);
  const written = finished(out);
  // awaited below; a full disk in the middle is no unhandled rejection
  written.catch(() => {});
  let runs = 0;
  try {
    for await (const line of history.exported()) {
      if (line.kind === 'run') runs += 1;
      if (!out.write(`${JSON.stringify(line)}\n`)) await Promise.race([once(out, 'drain'), written]);
    }
    out.end();
    await written;
    renameSync(part, file);
  } catch (error) {
    out.destroy();
    rmSync(part, { force: true });
    if (error instanceof HistoryError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The history could not be written to ${file}: ${why}. Nothing was left there.`);
  }
  say(`${count(runs, 'run')} of ${history.where} written to ${file}.`);
}

const percent = (share: number | null): string => (share === null ? '-' : `${(share * 100).toFixed(2)} %`);

async function tell(history: OpenedHistory, now: number): Promise<void> {
  const { targets, summed, waiting, bytes: size } = await history.overview();
  const lines = [`${history.where}, ${bytes(size)}`];
  for (const { target, runs, judged, first, last } of targets) {
    lines.push('', `${target}: ${count(runs, 'run')} (${String(judged)} judged), ${utc(first)} to ${utc(last)}`);
    const days = await history.daily(target, new Date(now - toldDays * 86_400_000).toISOString());
    if (days.length === 0) continue;
    const rows = [...bySurface(days)].toSorted(([a], [b]) => a.localeCompare(b, 'en'));
    lines.push(`  last ${String(toldDays)} days   verdicts   attempts  transient    of journeys run`);
    for (const [surface, some] of rows) {
      const { onVerdicts, onAttempts, transientRate, runs: all } = availability(some);
      const cells = [onVerdicts, onAttempts, transientRate].map((share) => percent(share).padStart(10));
      lines.push(`  ${surface.padEnd(12)} ${cells.join(' ')} ${String(all).padStart(17)}`);
    }
  }
  if (targets.length === 0) lines.push('No run is in it yet: "npm start" makes one.');
  if (summed > 0) lines.push('', `${count(summed, 'older run')}: daily sums only.`);
  if (waiting > 0) lines.push('', `${count(waiting, 'run')} in the spool, for the next run to take.`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Writes the status page of a target. @returns 2 where the history could not be read, which the page says too */
async function writePage(history: OpenedHistory, reportsDir: string, name: string): Promise<number> {
  const target = targetNames.find((known) => known === name);
  if (target === undefined)
    throw new UsageError(`--status ${JSON.stringify(name)} is no target (known: ${targetNames.join(', ')}).`);
  const { staleAfterMs } = readMonitorSettings(target);
  const { objective } = readHistoryRules();
  const { page, status } = await writeStatus(history, { target, reportsDir, objective, staleAfterMs });
  if (status.trouble !== null) say(status.trouble.text);
  say(`The status of ${target} is in ${page}.`);
  return status.trouble === null ? 0 : 2;
}

export const history: Verb = {
  name: 'history',
  summary:
    'what is remembered, where, and how available each surface was; write the status page; export it, and import it, as JSON lines',
  example: 'npm run history -- --export history.jsonl',
  describe: (command) => {
    command
      .option('--export <file>', 'write all of it, one JSON object a line')
      .option('--import <file>', 'take what an export holds; what is there already stays as it is')
      .option('--status <target>', 'write the status page of a target again: status.html and status.json');
  },
  async run({ export: to, import: from, status }) {
    if ([to, from, status].filter((one) => typeof one === 'string').length > 1)
      throw new UsageError('One at a time: --export FILE, --import FILE or --status TARGET.');
    const place = historyPlace();
    const opened = await openHistory({ ...place, rules: readHistoryRules() });
    try {
      if (typeof status === 'string') return await writePage(opened, place.reports, status);
      if (typeof from === 'string') await importFrom(opened, resolve(from));
      else if (typeof to === 'string') await exportTo(opened, resolve(to));
      else await tell(opened, Date.now());
      return 0;
    } catch (error) {
      if (error instanceof HistoryError || error instanceof ReportError) throw new UsageError(error.message);
      throw error;
    } finally {
      for (const trouble of opened.troubles) say(trouble);
      await opened.close();
    }
  },
};
