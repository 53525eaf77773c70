// node bench/status/page.ts fill RUNS FOLDER: a history of so many hourly runs of 40 journeys, and of 90 days of their steps.
// node bench/status/page.ts write FOLDER: writes the status page of it, and prints as JSON what that took.
import { argv, stdout } from 'node:process';
import { sql } from 'kysely';
import { openHistory } from '../../src/history/open.ts';
import { defaultRules } from '../../src/history/rules.ts';
import { connectSqlite } from '../../src/history/store/sqlite.ts';
import { sqliteFile } from '../../src/history/store/places.ts';
import { writeStatus } from '../../src/report/status/index.ts';
import { instantOf } from '../days/world.ts';
import { fill } from '../history/fill.ts';

const [, , what, ...rest] = argv;
/** The hour after the last run. */
const now = instantOf(0);

if (what === 'fill') {
  const [runs = '0', folder = ''] = rest;
  const store = connectSqlite(sqliteFile(folder), 60_000);
  await fill(store, Number(runs));
  const today = Math.floor(Date.parse(now) / 86_400_000);
  await store.write(async (db) => {
    await sql`
      with recursive four(n) as (select 1 union all select n + 1 from four where n < 4)
      insert into step (journey_no, title) select no, 'step ' || n from journey, four`.execute(db);
    await sql`
      with recursive days(d) as (select 0 union all select d + 1 from days where d < 89),
        buckets(b) as (select 0 union all select b + 1 from buckets where b < 7)
      insert into step_time (target, day, location, step_no, bucket, n)
      select 'production', ${sql.lit(today)} - d, 'here', no, 70 + b + no % 9, 3 from step, days, buckets`.execute(db);
  });
  await store.close();
} else {
  const [folder = ''] = rest;
  const started = performance.now();
  const history = await openHistory({ reports: folder, databaseUrl: null, rules: defaultRules });
  const options = { target: 'production', reportsDir: folder, objective: 0.999, staleAfterMs: 7_800_000, now };
  const { status } = await writeStatus(history, options);
  const ms = performance.now() - started;
  await history.close();
  const told = { ms, cpuMs: process.cpuUsage().user / 1000, mib: process.resourceUsage().maxRSS / 1024 };
  stdout.write(`${JSON.stringify({ ...told, journeys: status.journeys.length, trouble: status.trouble })}\n`);
}
