// node src/cli/soak-kill-recorder.ts REPORTS NAME: ends one generated run after the other as a reporter does, and takes it into the history, until
// it is killed. Where DATABASE_URL is given, into that database.
import { join } from 'node:path';
import { argv } from 'node:process';
import { instantOf, recordOf } from '../../bench/days/world.ts';
import { holdRun } from '../history/hold.ts';
import { openHistory } from '../history/open.ts';
import { defaultRules } from '../history/rules.ts';
import { writeWhole } from '../target/atomic.ts';
import { historyPlace } from '../target/environment.ts';

const [, , reports = '', name = ''] = argv;
// judged once: it is recording that is to be killed, and not the making of runs
const models = (['outage', 'thirty-signatures', 'intermittent'] as const).map((fault) =>
  recordOf({ id: fault, atMs: 0, location: 'here', change: null, faults: [fault], passing: () => false }),
);
const history = await openHistory({
  reports,
  databaseUrl: historyPlace().databaseUrl,
  rules: defaultRules,
  patienceMs: 60_000,
});
for (let n = 0; ; n += 1) {
  const model = models[n % models.length];
  if (!model) break;
  const id = `${name}-${String(n)}`;
  const run = { ...model.run, id, startedAt: instantOf(n * 3_600_000), finishedAt: instantOf(n * 3_600_000 + 60_000) };
  const record = { ...model, run };
  holdRun(record, reports);
  writeWhole('the verdict', join(reports, 'runs', id, 'verdict.json'), `${JSON.stringify(record)}\n`);
  if (n === 0) process.stdout.write('recording\n');
  await history.record(record);
}
