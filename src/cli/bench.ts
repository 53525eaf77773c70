import { markdown, rowIds, runBench, type RowId } from '../../bench/index.ts';
import { findBrowser } from '../run/browser.ts';
import { makeWritable } from '../run/writable.ts';
import { readTarget, reportsFolder } from '../target/environment.ts';
import { UsageError, say, wholeNumber, type Verb } from './verb.ts';

const notMeasured = 2;
const interrupted = 130;
const usualRepeat = '3';

function chosen(rows: unknown, known: readonly RowId[]): RowId[] {
  const asked = typeof rows === 'string' ? rows.split(',').map((row) => row.trim()) : [...known];
  for (const row of asked) {
    if (!known.some((id) => id === row))
      throw new UsageError(`--rows ${JSON.stringify(row)} is no row (known: ${known.join(', ')})`);
  }
  return known.filter((id) => asked.includes(id));
}

export const bench: Verb = {
  name: 'bench',
  summary: 'measure what the suite costs and saves beside plain Playwright, and keep it',
  example: 'npm run bench -- --rows outage,overhead --repeat 3',
  describe: (command) => {
    command
      .option('--rows <names>', `which rows, with commas: ${rowIds.join(', ')} (default: all)`)
      .option('--repeat <number>', `how often each side is measured (default: ${usualRepeat})`);
  },
  async run({ rows, repeat }) {
    const asked = chosen(rows, rowIds);
    const times = wholeNumber('--repeat', repeat ?? usualRepeat, 1, 50);
    const browser = findBrowser(readTarget({ overrides: { TARGET: 'local' } }).browserPath);
    if (browser === null)
      throw new UsageError('There is no browser to measure with. Run "node setup.mjs", then try again.');
    const reportsDir = reportsFolder();
    makeWritable(reportsDir);
    const stop = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        if (!stop.signal.aborted) say('Interrupted: the row under way is left out, the others are kept.');
        stop.abort();
      });
    }
    const done = await runBench({
      rows: asked,
      repeat: times,
      browser,
      reportsDir,
      signal: stop.signal,
      say,
    });
    if (done.rows.length > 0) process.stdout.write(`${markdown(done)}\n`);
    if (stop.signal.aborted) return interrupted;
    return done.rows.some(({ id, failed }) => asked.includes(id) && failed !== null) ? notMeasured : 0;
  },
};
