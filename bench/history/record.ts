// node bench/history/record.ts RUNS FOLDER: fills a history with so many runs (in DATABASE_URL where that is given, else in a SQLite file below
// the folder), takes some more into it as a run does when it ends, and prints as JSON what that took.
import { argv } from 'node:process';
import { openHistory } from '../../src/history/open.ts';
import { defaultRules } from '../../src/history/rules.ts';
import { sqliteFile } from '../../src/history/store/places.ts';
import { historyPlace } from '../../src/target/environment.ts';
import { fill, laterRun, now } from './fill.ts';

const [, , runs = '0', reports = ''] = argv;
const { databaseUrl } = historyPlace();
const store =
  databaseUrl === null
    ? (await import('../../src/history/store/sqlite.ts')).connectSqlite(sqliteFile(reports), 60_000)
    : (await import('../../src/history/store/postgres.ts')).connectPostgres(databaseUrl, 60_000);
await fill(store, Number(runs));
await store.close();

const timed = async <T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> => {
  const started = performance.now();
  const value = await work();
  return { ms: performance.now() - started, value };
};

// nothing is old yet
const rules = { ...defaultRules, keepRunsDays: 36_500, keepDailyDays: 36_500 };
const history = await openHistory({ reports, databaseUrl, rules });
const first = await timed(() => history.record(laterRun(0)));
const recordMs: number[] = [];
for (let n = 1; n <= 40; n += 1) {
  const record = laterRun(n);
  recordMs.push((await timed(() => history.record(record))).ms);
}
const last = await timed(() => history.lastResults('production', now(), 30));
const signatures = (await history.runs({ limit: 10 })).flatMap(({ findings }) =>
  findings.flatMap((one) => one.signatures),
);
const seen = await timed(() => history.firstSeen('production', signatures));
const days90 = new Date(Date.parse(now()) - 90 * 86_400_000).toISOString();
const daily = await timed(() => history.daily('production', days90));
const { bytes } = await history.overview();
const { troubles } = history;
await history.close();
process.stdout.write(
  `${JSON.stringify({ firstMs: first.ms, recordMs, lastMs: last.ms, seenMs: seen.ms, dailyMs: daily.ms, bytes, journeys: last.value.size, troubles })}\n`,
);
