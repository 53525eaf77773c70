import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { killChannels, killSettings, startKillReceiver, type KillReceiver } from '../../bench/days/kill-receiver.ts';
import { randomOf } from '../../bench/days/week.ts';
import { journeyCount } from '../../bench/days/world.ts';
import { deliver } from '../alert/deliver/index.ts';
import { openHistory } from '../history/open.ts';
import { defaultRules } from '../history/rules.ts';
import { startPostgres, type ThrowawayPostgres } from '../history/throwaway-postgres.ts';
import { writeWhole } from '../target/atomic.ts';
import { count } from '../report/format.ts';
import { makeWritable } from '../run/writable.ts';
import { surfaces } from '../target/types.ts';
import { environmentWith, historyPlace, reportsFolder } from '../target/environment.ts';
import { lockFolder, say } from './verb.ts';

const stores = ['sqlite', 'postgres'] as const;
type StoreName = (typeof stores)[number];

/** What so many kills on one store came to. */
export interface Killed {
  readonly store: StoreName;
  readonly kills: number;
  /** Runs whose verdict was written by then. */
  readonly finished: number;
  /** Runs that waited in the spool after a kill, over all kills: what was killed between the two. */
  readonly waited: number;
  /** Alerts that were due, and how many came twice, because their sender was killed before it had marked them. */
  readonly alerts: number;
  readonly again: number;
  readonly wrong: readonly string[];
}

/** A look at everything, and preflights are looks of each surface. */
const resultsOfEach = journeyCount + surfaces.length;
/** Two at once, of which one is killed and the other goes on for a moment. */
const recorders = 2;
/** A recorder is killed in one of so many runs, whatever the machine, and within so long after that was begun. */
const mostRuns = 8;
const longestWaitMs = 120;
/** Runs of one kill begin so much later than those of the one before it. */
const hoursOfEach = 60;
/** So much later nobody who was killed holds a message any more. */
const afterClaimsMs = 600_000;

interface Recorder {
  readonly child: ChildProcess;
  /** Resolves when it has begun so many runs; rejects where it ends before. */
  readonly reached: (runs: number) => Promise<void>;
}

async function startRecorder(
  {
    reports,
    databaseUrl,
    url,
  }: { readonly reports: string; readonly databaseUrl: string | null; readonly url: string },
  name: string,
  hour: number,
): Promise<Recorder> {
  const script = join(import.meta.dirname, 'soak-kill-recorder.ts');
  const child = spawn(process.execPath, [script, reports, name, String(hour), url], {
    env: environmentWith({ DATABASE_URL: databaseUrl ?? '' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let begun = 0;
  child.stdout.on('data', (dots: Buffer) => (begun += dots.length));
  const reached = async (runs: number): Promise<void> => {
    while (begun < runs) {
      const more =
        child.exitCode !== null || child.signalCode !== null
          ? null
          : await Promise.race([once(child.stdout, 'data'), once(child, 'close').then(() => null)]);
      if (more === null) throw new Error('a recorder ended by itself; its reason stands above');
    }
  };
  await reached(1);
  return { child, reached };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = child.exitCode === null && child.signalCode === null ? once(child, 'close') : null;
  child.kill('SIGKILL');
  await gone;
}

/** Whoever comes next takes what waits, and has every finished run once and whole. */
export async function differences(
  reports: string,
  databaseUrl: string | null,
): Promise<{ finished: number; wrong: string[] }> {
  const finished = existsSync(join(reports, 'runs')) ? readdirSync(join(reports, 'runs')) : [];
  const written = new Set(finished.filter((id) => existsSync(join(reports, 'runs', id, 'verdict.json'))));
  const history = await openHistory({ reports, databaseUrl, rules: defaultRules, patienceMs: 60_000 });
  try {
    const runs = await history.runs({ limit: 1_000_000 });
    const ids = new Set(runs.map(({ id }) => id));
    const lost = [...written].filter((id) => !ids.has(id));
    const partial = runs.filter(
      ({ id, journeys, findings }) =>
        journeys.length !== resultsOfEach || (findings.length === 0) !== id.endsWith('-clean'),
    );
    return {
      finished: written.size,
      wrong: [
        ...lost.map((id) => `${id} is lost`),
        ...(runs.length === ids.size ? [] : [`${count(runs.length - ids.size, 'run')} are there twice`]),
        ...partial.map(({ id }) => `${id} is there in part`),
        ...history.troubles,
      ],
    };
  } finally {
    await history.close();
  }
}

const toldKinds: readonly string[] = ['opened', 'reopened', 'escalated', 'resolved'];

/** In order, each once. */
const firsts = (keys: readonly string[]): string[] => [...new Set(keys)];

/**
 * Whoever comes next sends what waits, and then everything that has come to pass was told, in its order, and nothing twice that was marked.
 *
 * @param marked keys that the store knew to be sent before the last kill, with how much had come by then; those of this one are added
 */
export async function alertDifferences(
  reports: string,
  databaseUrl: string | null,
  { url, got }: KillReceiver,
  marked: Map<string, number>,
): Promise<{ alerts: number; again: number; wrong: string[] }> {
  const history = await openHistory({ reports, databaseUrl, rules: defaultRules, patienceMs: 60_000 });
  try {
    const sent = await history.outbox.messages({ state: 'sent', limit: 1_000_000 });
    for (const { key } of sent) if (!marked.has(key)) marked.set(key, got.length);
    const { troubles, waiting } = await deliver(history, killSettings(url, 'survivor'), {
      ...{ target: 'production', location: 'here', reportsUrl: null, runbook: () => null, forMs: 600_000 },
      now: () => Date.now() + afterClaimsMs,
    });
    const messages = (await history.outbox.messages({ limit: 1_000_000 })).toReversed();
    const keys = got.map(({ key }) => key);
    const due: string[] = [];
    for (const { id } of await history.incidents({ state: 'any', limit: 1_000_000 }))
      for (const { kind } of await history.steps(id))
        if (toldKinds.includes(kind)) due.push(...killChannels.map((channel) => `${id}/${kind}/${channel}`));
    const shortKey = (key: string): string => key.replace(/\/[^/]*(?=\/[^/]*$)/, '');
    const isSame = (a: readonly string[], b: readonly string[]): boolean => a.join('\n') === b.join('\n');
    const lanes = Map.groupBy(messages, ({ incident, channel }) => `${incident ?? '-'} ${channel}`);
    const came = new Map(firsts(keys).map((key, at) => [key, at]));
    const disordered = [...lanes].filter(([, lane]) => {
      const order = lane.map(({ key }) => came.get(key) ?? Infinity);
      return !isSame(order.map(String), order.toSorted((a, b) => a - b).map(String));
    });
    const bySender = got.map(({ key, by }) => `${key} by ${by}`);
    return {
      alerts: came.size,
      again: keys.length - came.size,
      wrong: [
        ...troubles,
        ...(waiting === 0 ? [] : [`${count(waiting, 'alert')} still waits`]),
        ...messages.filter(({ key }) => !came.has(key)).map(({ key }) => `${key} is lost`),
        ...(isSame(due.toSorted(), messages.map(({ key }) => shortKey(key)).toSorted())
          ? []
          : [`${String(messages.length)} messages were made, and ${String(due.length)} were due`]),
        ...disordered.map(([lane]) => `${lane}: told out of order`),
        ...[...marked]
          .filter(([key, before]) => keys.indexOf(key, before) !== -1)
          .map(([key]) => `${key} was acknowledged, and came again`),
        ...bySender.filter((one, at) => bySender.indexOf(one) !== at).map((one) => `${one}: twice by one process`),
      ],
    };
  } finally {
    await history.close();
  }
}

export interface KillOptions {
  /** Takes what the recorders leave, which is removed where nothing is wrong. */
  readonly folder: string;
  /** Null: the embedded store. */
  readonly postgres: ThrowawayPostgres | null;
  readonly kills: number;
  readonly seed: number;
}

/** Kills recorders at random moments, so many times. */
export async function killOn(
  store: StoreName,
  { folder, postgres, kills, seed }: KillOptions,
  isOver: () => boolean = () => false,
): Promise<Killed> {
  const random = randomOf(seed);
  mkdirSync(folder, { recursive: true });
  const reports = mkdtempSync(join(folder, `kill-${store}-`));
  const databaseUrl = postgres === null ? null : await postgres.database(`soak_kill_${String(process.pid)}`);
  const receiver = await startKillReceiver(random);
  const marked = new Map<string, number>();
  let told = { ...{ finished: 0, wrong: [] as string[] }, waited: 0, alerts: 0, again: 0 };
  let done = 0;
  try {
    for (; done < kills && told.wrong.length === 0 && !isOver(); done += 1) {
      const children = await Promise.all(
        Array.from({ length: recorders }, (_, n) =>
          startRecorder(
            { reports, databaseUrl, url: receiver.url },
            `kill-${String(done)}-${String(n)}`,
            done * hoursOfEach,
          ),
        ),
      );
      for (const { child, reached } of children) {
        await reached(1 + Math.floor(random() * mostRuns));
        await sleep(random() * longestWaitMs);
        await kill(child);
      }
      const spool = join(reports, 'history', 'spool');
      const waited = existsSync(spool) ? readdirSync(spool).filter((name) => /^[^.].*\.json$/.test(name)).length : 0;
      const recorded = await differences(reports, databaseUrl);
      const alerted = await alertDifferences(reports, databaseUrl, receiver, marked);
      told = {
        ...{ finished: recorded.finished, waited: told.waited + waited, alerts: alerted.alerts, again: alerted.again },
        wrong: [...recorded.wrong, ...alerted.wrong],
      };
      say(
        `${store}, kill ${String(done + 1)} of ${String(kills)}: ${count(told.finished, 'finished run')}, ${String(waited)} waited; ${count(told.alerts, 'alert')}, ${String(told.again)} came twice`,
      );
      for (const why of told.wrong) say(`  WRONG: ${why}`);
    }
  } finally {
    await receiver.stop();
    if (told.wrong.length === 0) rmSync(reports, { recursive: true, force: true });
    else say(`What is wrong lies in ${reports}.`);
  }
  return { store, kills: done, ...told };
}

const interrupted = 130;

/**
 * Kills recording and alerting at random moments, two recorders at once, on both stores: is a finished run lost, doubled or there in part, is an
 * alert lost, or told twice that was acknowledged?
 *
 * @returns the exit code: 0 no, 1 yes, 130 interrupted
 */
export async function soakKill(kills: number, seed: number): Promise<number> {
  makeWritable(reportsFolder());
  const folder = join(reportsFolder(), 'soak');
  const release = lockFolder(folder, 'soak');
  const startedAt = new Date().toISOString();
  let isOver = false;
  const stop = (): void => void (isOver = true);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, stop);
  const path = join(reportsFolder(), 'soak.json');
  const all: Killed[] = [];
  const postgres = await startPostgres(historyPlace().databaseUrl);
  try {
    for (const store of stores) {
      if (isOver) break;
      const options = { folder, postgres: store === 'postgres' ? postgres : null, kills, seed };
      all.push(await killOn(store, options, () => isOver));
      const kept = { kind: 'kill', startedAt, finishedAt: new Date().toISOString(), asked: kills, seed, stores: all };
      writeWhole('what the soak measured', path, `${JSON.stringify(kept, null, 2)}\n`);
    }
  } finally {
    await postgres.stop();
    for (const name of signals) process.off(name, stop);
    release();
  }
  for (const { store, kills: done, finished, waited, alerts, again, wrong } of all)
    process.stdout.write(
      `${store}: ${count(done, 'kill')} at random moments of recording and alerting, ${count(finished, 'finished run')}, of which ${String(waited)} waited in the spool, ` +
        `${count(alerts, 'alert')}, of which ${String(again)} came twice, unmarked when their sender was killed: ` +
        `${wrong.length === 0 ? 'none lost, none doubled that was acknowledged, each whole and in order' : wrong.join('; ')}\n`,
    );
  process.stdout.write(`${path}\n`);
  if (all.some(({ wrong }) => wrong.length > 0)) return 1;
  return isOver ? interrupted : 0;
}
