// node bench/days/replay.ts YEARS: hourly runs of 40 journeys each through the state machine of incidents, as a store hands them over, and
// prints as JSON how long that took. What makes the runs is not measured.
import { argv } from 'node:process';
import { follow, sawNew } from '../../src/history/incidents/follow.ts';
import type { ChangeSeen, Tracked } from '../../src/history/incidents/types.ts';
import { defaultRules } from '../../src/history/rules.ts';
import { toStored } from '../../src/history/stored.ts';
import type { StoredRun } from '../../src/history/types.ts';
import { hourMs, randomOf, type Fault } from './week.ts';
import { instantOf, recordOf } from './world.ts';

const [, , years = '1'] = argv;
const hours = Math.round(Number(years) * 365 * 24);
/** As many runs as the store looks through for the last good one. */
const lookedThrough = 120;
const faults: readonly Fault[] = [
  'outage',
  'thirty-signatures',
  'intermittent',
  'flap',
  'unreachable',
  'content',
  'missing',
];

const random = randomOf(1);
/** Each kind of run judged once, by the very code that judges every run; the years are made of copies. */
const kinds = new Map<Fault | 'good' | 'noisy', StoredRun>(
  ([...faults, 'good', 'noisy'] as const).map((kind) => {
    const of = { id: kind, atMs: 0, location: 'austin', change: null };
    const met = kind === 'good' || kind === 'noisy' ? [] : [kind];
    return [kind, toStored(recordOf({ ...of, faults: met, passing: (n) => kind === 'noisy' && n % 20 === 0 })).run];
  }),
);

function runAt(hour: number, kind: Fault | 'good' | 'noisy', change: string | null): StoredRun {
  const startedAt = instantOf(hour * hourMs);
  const finishedAt = instantOf(hour * hourMs + 60_000);
  const model = kinds.get(kind);
  if (!model) throw new RangeError(`there is no ${kind} run`);
  const id = `run-${String(hour)}`;
  return {
    ...model,
    ...{ id, startedAt, finishedAt, change: change === null ? null : { id: change, url: null } },
    journeys: model.journeys.map((journey) => ({ ...journey, runId: id, startedAt })),
    findings: model.findings.map((finding) => ({ ...finding, firstSeenAt: startedAt, lastSeenAt: finishedAt })),
  };
}

let tracked: readonly Tracked[] = [];
let lastNumber = 0;
let steps = 0;
let spentMs = 0;
const done: Tracked[] = [];
const earlier: StoredRun[] = [];
let changes: ChangeSeen[] = [];
let trouble: { readonly kind: Fault; readonly until: number } | null = null;

for (let hour = 0; hour < hours; hour += 1) {
  // something is wrong about twice a month, for up to a day
  if (trouble === null && random() < 1 / 360)
    trouble = {
      kind: faults[Math.floor(random() * faults.length)] ?? 'outage',
      until: hour + 1 + Math.floor(random() * 24),
    };
  if (trouble !== null && hour >= trouble.until) trouble = null;
  const isAway = trouble?.kind === 'flap' && hour % 2 === 0;
  const change = hour % 168 === 100 ? `CHG-${String(hour)}` : null;
  const run = runAt(hour, trouble === null || isAway ? (random() < 0.1 ? 'noisy' : 'good') : trouble.kind, change);
  if (change !== null) changes = [...changes.slice(-3), { id: change, url: null, firstAt: run.startedAt }];
  const windowFrom = instantOf(hour * hourMs - defaultRules.reopenWithinMs);

  const before = performance.now();
  const isNew = sawNew(tracked, run, defaultRules);
  const followed = follow(tracked, run, {
    ...{ rules: defaultRules, now: run.finishedAt, lastNumber, later: [] },
    earlier: isNew ? earlier : [],
    changes: isNew ? changes : [],
  });
  // what is resolved for long is no longer asked for
  const isOver = ({ incident }: Tracked): boolean => incident.resolvedAt !== null && incident.resolvedAt < windowFrom;
  const over = followed.tracked.filter(isOver);
  tracked = over.length === 0 ? followed.tracked : followed.tracked.filter((one) => !isOver(one));
  spentMs += performance.now() - before;

  done.push(...over);
  ({ lastNumber } = followed);
  steps += followed.steps.length;
  earlier.push(run);
  if (earlier.length > lookedThrough) earlier.shift();
}
const incidents = [...done, ...tracked].filter(({ incident }) => incident.openedAt !== null).length;
process.stdout.write(`${JSON.stringify({ runs: hours, incidents, steps, spentMs })}\n`);
