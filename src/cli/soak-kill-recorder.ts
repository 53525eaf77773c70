// node src/cli/soak-kill-recorder.ts REPORTS NAME HOUR RECEIVER: ends one generated run after the other as a reporter does, takes it into the
// history, and tells the receiver what has come to pass, until it is killed. Where DATABASE_URL is given, into that database.
import { join } from 'node:path';
import { argv } from 'node:process';
import { killSettings } from '../../bench/days/kill-receiver.ts';
import { hourMs } from '../../bench/days/week.ts';
import { instantOf, recordOf } from '../../bench/days/world.ts';
import { deliver } from '../alert/deliver/index.ts';
import { holdRun } from '../history/hold.ts';
import { openHistory } from '../history/open.ts';
import { defaultRules } from '../history/rules.ts';
import { writeWhole } from '../target/atomic.ts';
import { historyPlace } from '../target/environment.ts';

const [, , reports = '', name = '', hour = '0', receiver = ''] = argv;
// judged once: it is recording that is to be killed, and not the making of runs; what is broken is over after three, and comes again
const models = (['outage', null, null, null, 'thirty-signatures', 'intermittent', null, null, null] as const).map(
  (fault) =>
    recordOf({
      ...{ id: fault ?? 'clean', atMs: 0, location: 'here', change: null, passing: () => false },
      faults: fault === null ? [] : [fault],
    }),
);
const history = await openHistory({
  reports,
  databaseUrl: historyPlace().databaseUrl,
  rules: defaultRules,
  patienceMs: 60_000,
});
const settings = killSettings(receiver, name);
for (let n = 0; ; n += 1) {
  const model = models[n % models.length];
  if (!model) break;
  const id = `${name}-${String(n)}${model.findings.length === 0 ? '-clean' : ''}`;
  const atMs = (Number(hour) + n) * hourMs;
  const run = { ...model.run, id, startedAt: instantOf(atMs), finishedAt: instantOf(atMs + 60_000) };
  const record = { ...model, run };
  holdRun(record, reports);
  writeWhole('the verdict', join(reports, 'runs', id, 'verdict.json'), `${JSON.stringify(record)}\n`);
  // so far it has come: whoever kills it counts
  process.stdout.write('.');
  await history.record(record);
  await deliver(history, settings, { target: 'production', location: 'here', reportsUrl: null, runbook: () => null });
}
