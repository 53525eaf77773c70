import { existsSync } from 'node:fs';
import type { HistoryOptions, OpenedHistory } from '../history/open.ts';
import { sqliteFile } from '../history/store/places.ts';
import type { RunRecord } from '../verdict/types.ts';
import { renderSince } from './console.ts';
import { askPast, type Past } from './past.ts';
import { rewritePages, type ReportFiles } from './writer.ts';
import { messageOf } from '../target/message-of.ts';

/** How long a finished run waits for what went before it: nobody looks at its page sooner, and its verdict has been told. */
const usualPatienceMs = 5_000;

const tell = (text: string): void => void process.stderr.write(`${text}\n`);

/** Rejects when the time is up; what goes on in the background bothers nobody. */
async function soon<T>(ms: number, where: string, work: Promise<T>): Promise<T> {
  work.catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The history in ${where} did not answer within ${String(Math.ceil(ms / 1000))} s.`)),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Opens the history for some work. Never rejects: a run is what it is, whatever becomes of its memory. */
async function withHistory(
  options: HistoryOptions,
  say: (text: string) => void,
  work: (history: OpenedHistory, patienceMs: number) => Promise<Past | null>,
): Promise<Past | null> {
  const { patienceMs = usualPatienceMs } = options;
  try {
    // loaded by those who have something to remember
    const { openHistory } = await import('../history/open.ts');
    const history = await openHistory(options);
    try {
      return await work(history, patienceMs);
    } finally {
      for (const trouble of history.troubles) say(trouble);
      await soon(patienceMs, history.where, history.close()).catch(() => {});
    }
  } catch (error) {
    say(`The run is not in the history: ${messageOf(error)}`);
    return { kind: 'silent', why: `What went before this run is not shown: ${messageOf(error)}` };
  }
}

/** A history that does not answer in time costs the page its past, and nothing else. */
async function ask(history: OpenedHistory, record: RunRecord, patienceMs: number): Promise<Past> {
  try {
    return await soon(patienceMs, history.where, askPast(history, record));
  } catch (error) {
    return { kind: 'silent', why: `What went before this run is not shown: ${messageOf(error)}` };
  }
}

/** Takes a run into the history, tells on stderr what went wrong there, and asks what went before it. Never rejects. */
export const remember = (record: RunRecord, options: HistoryOptions): Promise<Past | null> =>
  withHistory(options, tell, async (history, patienceMs) => {
    if ((await history.record(record)) !== 'spooled') return ask(history, record, patienceMs);
    // whoever could not write need not wait once more
    const why = history.troubles.at(-1) ?? 'the run waits for the next one.';
    return { kind: 'silent', why: `What went before this run is not shown: ${why}` };
  });

/** What went before a run that was remembered; null: it was not, or there is no history. Never rejects. */
export async function pastOf(record: RunRecord, options: HistoryOptions): Promise<Past | null> {
  if (options.databaseUrl === null && !existsSync(sqliteFile(options.reports))) return null;
  // the page says what it lacks, and whoever recorded the run has told why
  const quiet = (): void => {};
  return withHistory(options, quiet, async (history, patienceMs) => {
    const known = soon(patienceMs, history.where, history.run(record.run.id));
    return (await known) === null ? null : ask(history, record, patienceMs);
  });
}

/** The pages of a run again, now that its past is known. What goes wrong with it leaves them as they were. */
export function writePast(files: ReportFiles, past: Past | null): void {
  if (past === null) return;
  try {
    rewritePages({ ...files, past });
  } catch (error) {
    tell(`The pages stand as they were, without what went before this run: ${messageOf(error)}`);
  }
}

/** Takes a run into the history when its report has been written, and writes the pages again with what went before it; tells it on stdout. */
export async function rememberAndTell(files: ReportFiles, options: HistoryOptions): Promise<void> {
  const past = await remember(files.record, options);
  writePast(files, past);
  process.stdout.write(renderSince(files.record, past, process.stdout.isTTY && process.stdout.hasColors()));
}
