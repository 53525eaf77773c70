import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { alertsDue, digestsDue, dueOfLate, type Played } from '../../bench/days/alerts.ts';
import { startReceivers, type Received } from '../../bench/days/receivers.ts';
import {
  changeAt,
  faultsAt,
  heldBackTo,
  hourMs,
  locations,
  minuteMs,
  randomOf,
  weekHours,
  weekOf,
} from '../../bench/days/week.ts';
import type { Expected, Week } from '../../bench/days/week.ts';
import { instantOf, journeyCount, recordOf } from '../../bench/days/world.ts';
import { deliver } from '../alert/deliver/index.ts';
import { slackPayload } from '../alert/channels/slack.ts';
import type { AlertSettings } from '../alert/types.ts';
import { openHistory } from '../history/open.ts';
import { defaultRules } from '../history/rules.ts';
import { startPostgres, type ThrowawayPostgres } from '../history/throwaway-postgres.ts';
import type { Incident } from '../history/types.ts';
import { writeWhole } from '../target/atomic.ts';
import { count, duration } from '../report/format.ts';
import { makeWritable } from '../run/writable.ts';
import { historyPlace, reportsFolder } from '../target/environment.ts';
import type { RunRecord } from '../verdict/types.ts';
import { lockFolder, say } from './verb.ts';

/** How many of a hundred journeys fail once and pass, in every run. */
const noisePercent = 2;
const stores = ['sqlite', 'postgres'] as const;

/** One week on one store. */
interface WeekSoaked {
  readonly seed: number;
  readonly store: (typeof stores)[number];
  readonly runs: number;
  /** Runs that were repeated because something was suspected. */
  readonly repeated: number;
  readonly incidents: number;
  /** Messages that each channel took, and how often one was refused before. */
  readonly alerts: number;
  readonly refused: number;
  readonly durationMs: number;
  /** In what the incidents, or what people were told, differ from what was put in; empty: in nothing. */
  readonly wrong: readonly string[];
}

/** What `reports/soak.json` holds after `--days`. */
interface DaysSoak {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly asked: number;
  readonly weeks: readonly WeekSoaked[];
}

type Told = Omit<Expected, 'firstRunAt' | 'fault'>;

const toldOf = ({ origin, verdict, state, reopened, flapping, onlyAt, after }: Incident): Told => ({
  ...{ cause: origin.cause, what: origin.what, layer: origin.layer, journey: origin.journey },
  ...{ verdict, state, reopened, onlyAt },
  flapped: flapping,
  after: after?.change ?? null,
});

const nameOf = ({ cause, what, layer, journey }: Told): string =>
  [cause, what, layer, journey].filter((word) => word !== null).join(' ');

/** In what the incidents of a week are not those that were put in. */
export function differences(week: Week, incidents: readonly Incident[]): string[] {
  const found = incidents.map((incident) => ({ incident, told: toldOf(incident) }));
  const missing = week.expected.flatMap((put) => {
    const { firstRunAt, fault: _, ...expected } = put;
    const own = found.filter(({ told }) => nameOf(told) === nameOf(expected));
    const [one] = own;
    if (!one || own.length > 1) return [`${nameOf(expected)}: ${count(own.length, 'incident')} in place of one`];
    const fields = (Object.keys(expected) as (keyof Told)[]) // its own keys
      .filter((field) => one.told[field] !== expected[field])
      .map((field) => `${field} is ${String(one.told[field])} and not ${String(expected[field])}`);
    const late = Date.parse(one.incident.firstSeenAt) - Date.parse(instantOf(firstRunAt));
    if (late < 0 || late > minuteMs)
      fields.push(`first seen ${one.incident.firstSeenAt}, by another run than the first`);
    return fields.map((field) => `${nameOf(expected)}: ${field}`);
  });
  const names = new Set(week.expected.map(nameOf));
  const extra = found.filter(({ told }) => !names.has(nameOf(told))).map(({ told }) => `${nameOf(told)}: never put in`);
  return [...missing, ...extra];
}

const runAt = (week: Week, atMs: number, id: string, location: string, passing: (n: number) => boolean) => ({
  ...{ id, location, passing },
  atMs,
  change: changeAt(week, atMs),
  faults: faultsAt(week, atMs, location),
});

/** Takes a run into a history; in which time it wants to be run again. */
type Take = (record: RunRecord) => Promise<number | null>;

/** How often what is suspected is looked at again. */
const mostRepeats = 3;

/** Every run of a week, those that come late at their later time, repeated where that is asked for; `isOver` ends it before its end. */
export async function live(week: Week, take: Take, isOver = (): boolean => false) {
  const random = randomOf(week.seed + 1);
  let [runs, repeated] = [0, 0];
  const held: { readonly until: number; readonly record: RunRecord }[] = [];
  for (let hour = 0; hour < weekHours && !isOver(); hour += 1) {
    for (const { name, minute } of locations) {
      const atMs = hour * hourMs + minute * minuteMs;
      const make = (ms: number, id: string): RunRecord => {
        const noisy = new Set(
          Array.from({ length: journeyCount }, (_, n) => n).filter(() => random() * 100 < noisePercent),
        );
        return recordOf(runAt(week, ms, id, name, (n) => noisy.has(n)));
      };
      while (held[0] && held[0].until <= atMs) {
        const [late] = held.splice(Math.floor(random() * held.length), 1);
        if (late) await take(late.record);
      }
      const id = `${String(week.seed)}-${name}-${String(hour)}`;
      const record = make(atMs, id);
      runs += 1;
      const until = heldBackTo(week, atMs);
      if (until !== null) {
        held.push({ until, record });
        continue;
      }
      let again = await take(record);
      for (let times = 1; again !== null && times <= mostRepeats; times += 1) {
        repeated += 1;
        again = await take(make(atMs + times * again, `${id}-again-${String(times)}`));
      }
    }
  }
  return { runs: runs + repeated, repeated };
}

const remindEveryMs = 3 * hourMs;
const digestHour = 7;
/** So often, a quarter of an hour apart, what was refused last is tried again when the week is over. */
const lastCalls = 8;

const listed = (kinds: readonly string[]): string => (kinds.length === 0 ? 'nothing' : kinds.join(' '));

/** In what those who were told, and of what, are not those that were due. */
export function alertDifferences(
  week: Week,
  incidents: readonly Incident[],
  played: readonly Played[],
  { webhook, slack, email, fired, firing }: Received,
): string[] {
  const kindsOf = (id: string): string[] =>
    webhook.flatMap(({ message }) => (message.incident?.id === id ? [message.kind] : []));
  const named = new Map(incidents.map((incident) => [nameOf(toldOf(incident)), incident.id]));
  const life = week.expected.flatMap((expected) => {
    const kinds = listed(kindsOf(named.get(nameOf(expected)) ?? ''));
    const due = listed(alertsDue(expected.fault, played, remindEveryMs));
    const isDue = expected.fault === 'late' ? dueOfLate.test(kinds) : kinds === due;
    return isDue ? [] : [`${nameOf(expected)}: told ${kinds}, and due was ${due}`];
  });
  const ids = new Set(named.values());
  const extra = webhook.filter(({ message }) => message.incident !== null && !ids.has(message.incident.id));
  const digests = listed(
    webhook.flatMap(({ key, message }) => (message.kind === 'digest' ? [key.split('/')[2] ?? ''] : [])),
  );
  const digestsExpected = listed(digestsDue(played, digestHour));
  const same = (channel: string, got: readonly string[], wanted: readonly string[]): string[] =>
    got.toSorted().join('\n') === wanted.toSorted().join('\n')
      ? []
      : [`${channel} was told ${String(got.length)} messages, and not the same ${String(wanted.length)} as webhook`];
  const keys = webhook.map(({ key }) => key);
  return [
    ...life,
    ...extra.map(({ key }) => `${key}: of what was never put in`),
    ...(digests === digestsExpected ? [] : [`digests of ${digests}, and due were ${digestsExpected}`]),
    ...keys.filter((key, at) => keys.indexOf(key) !== at).map((key) => `${key}: told twice`),
    ...same(
      'slack',
      slack,
      webhook.map(({ message }) => String(slackPayload(message)['text'])),
    ),
    ...same(
      'email',
      email,
      keys.map((key) => key.replace(/webhook$/, 'email')),
    ),
    ...same('alertmanager', [...fired], [...ids]),
    ...(firing.size === 0 ? [] : [`alertmanager: ${count(firing.size, 'alert')} not ended`]),
  ];
}

async function soakWeek(
  week: Week,
  store: (typeof stores)[number],
  postgres: ThrowawayPostgres,
  isOver: () => boolean,
): Promise<WeekSoaked> {
  mkdirSync(reportsFolder(), { recursive: true });
  const reports = mkdtempSync(join(reportsFolder(), 'soak-days-'));
  const began = performance.now();
  const clock = { now: 0 };
  const { channels, received, stop } = await startReceivers();
  const settings: AlertSettings = {
    ...{ channels, routes: [], fallback: channels.map(({ name }) => name), remindEveryMs },
    ...{ digestAt: `0 ${String(digestHour)} * * *`, tries: 100, keepTryingMs: weekHours * hourMs },
  };
  const played: Played[] = [];
  const troubles: string[] = [];
  const history = await openHistory({
    reports,
    databaseUrl: store === 'sqlite' ? null : await postgres.database('soak_days'),
    rules: defaultRules,
    now: () => clock.now,
  });
  try {
    const tell = async (): Promise<void> => {
      const { troubles: some } = await deliver(history, settings, {
        ...{ target: 'production', location: 'austin', reportsUrl: null, runbook: () => null },
        now: () => clock.now,
      });
      troubles.push(...some);
    };
    const take: Take = async (record) => {
      clock.now = Math.max(clock.now, Date.parse(record.run.finishedAt));
      await history.record(record);
      const { id, location, startedAt } = record.run;
      const stored = await history.run(id);
      const startedAtMs = Date.parse(startedAt);
      const faults = faultsAt(week, startedAtMs - Date.parse(instantOf(0)), location);
      played.push({ startedAtMs, location, faults, toldAtMs: clock.now });
      await tell();
      return stored === null ? null : (await history.followed(stored)).repeatWithinMs;
    };
    const { runs, repeated } = await live(week, take, isOver);
    for (let calls = 0; calls < lastCalls; calls += 1) {
      clock.now += 15 * minuteMs;
      await tell();
    }
    const incidents = (await history.incidents({ target: 'production', state: 'any', limit: 1_000 })).filter(
      ({ openedAt }) => openedAt !== null,
    );
    return {
      ...{ seed: week.seed, store, runs, repeated, incidents: incidents.length },
      ...{ alerts: received.webhook.length, refused: received.refused },
      durationMs: Math.round(performance.now() - began),
      wrong: [
        ...[...history.troubles, ...troubles, ...differences(week, incidents)],
        ...alertDifferences(week, incidents, played, received),
      ],
    };
  } finally {
    await history.close();
    await stop();
    rmSync(reports, { recursive: true, force: true });
  }
}

const lineOf = ({ seed, store, runs, repeated, incidents, alerts, refused, durationMs, wrong }: WeekSoaked): string =>
  [
    `seed ${String(seed)}, ${store.padEnd(8)} ${count(runs, 'run')} (${String(repeated)} repeated): ${count(incidents, 'incident')} and ${count(alerts, 'alert')} on each channel (${count(refused, 'refusal')} on the way), ${wrong.length === 0 ? 'exactly what was put in' : 'NOT what was put in'} (${duration(durationMs)})`,
    ...wrong.map((why) => `  WRONG: ${why}`),
  ].join('\n');

const interrupted = 130;

/**
 * Weeks of hourly runs from two locations, with all that may happen put in: do they end with exactly the incidents that were put in, on both
 * stores, and is each channel told exactly what was due, though each refuses every other message at first?
 *
 * @returns the exit code: 0 yes, 1 no
 */
export async function soakDays(seed: number, times: number): Promise<number> {
  makeWritable(reportsFolder());
  const release = lockFolder(join(reportsFolder(), 'soak'), 'soak');
  const startedAt = new Date().toISOString();
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, abort);
  const weeks: WeekSoaked[] = [];
  const path = join(reportsFolder(), 'soak.json');
  const postgres = await startPostgres(historyPlace().databaseUrl);
  try {
    for (let n = 0; n < times; n += 1) {
      for (const store of stores) {
        const soaked = await soakWeek(weekOf(seed + n), store, postgres, () => stop.signal.aborted);
        if (stop.signal.aborted) return interrupted;
        weeks.push(soaked);
        say(lineOf(soaked));
        const kept: DaysSoak = { startedAt, finishedAt: new Date().toISOString(), asked: times, weeks };
        writeWhole('what the soak measured', path, `${JSON.stringify(kept, null, 2)}\n`);
      }
    }
    const wrong = weeks.filter((week) => week.wrong.length > 0).length;
    process.stdout.write(
      `${count(weeks.length, 'week')} on SQLite and PostgreSQL, ${count(
        weeks.reduce((sum, { runs }) => sum + runs, 0),
        'run',
      )}: ` +
        `${wrong === 0 ? 'each ended with exactly the incidents that were put in, and every channel with exactly the alerts that were due' : `${String(wrong)} ended with other incidents or alerts than were put in`}\n${path}\n`,
    );
    return wrong === 0 ? 0 : 1;
  } finally {
    await postgres.stop();
    for (const name of signals) process.off(name, abort);
    release();
  }
}
