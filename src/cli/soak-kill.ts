import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomOf } from '../../bench/days/week.ts';
import { journeyCount } from '../../bench/days/world.ts';
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
  readonly wrong: readonly string[];
}

/** A look at everything, and preflights are looks of each surface. */
const resultsOfEach = journeyCount + surfaces.length;
/** Two at once, of which one is killed and the other goes on for a moment. */
const recorders = 2;
/** Some tens of runs are recorded in that time. */
const longestLifeMs = 250;

async function startRecorder(reports: string, name: string, databaseUrl: string | null): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'soak-kill-recorder.ts'), reports, name], {
    env: environmentWith({ DATABASE_URL: databaseUrl ?? '' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const started = await Promise.race([once(child.stdout, 'data'), once(child, 'close').then(() => null)]);
  if (started === null) throw new Error('a recorder ended before it had recorded anything; its reason stands above');
  return child;
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
    const partial = runs.filter(({ journeys, findings }) => journeys.length !== resultsOfEach || findings.length === 0);
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
  let told = { ...{ finished: 0, wrong: [] as string[] }, waited: 0 };
  let done = 0;
  try {
    for (; done < kills && told.wrong.length === 0 && !isOver(); done += 1) {
      const children = await Promise.all(
        Array.from({ length: recorders }, (_, n) =>
          startRecorder(reports, `kill-${String(done)}-${String(n)}`, databaseUrl),
        ),
      );
      for (const child of children) {
        await sleep(random() * longestLifeMs);
        await kill(child);
      }
      const spool = join(reports, 'history', 'spool');
      const waited = existsSync(spool) ? readdirSync(spool).filter((name) => /^[^.].*\.json$/.test(name)).length : 0;
      told = { ...(await differences(reports, databaseUrl)), waited: told.waited + waited };
      say(
        `${store}, kill ${String(done + 1)} of ${String(kills)}: ${count(told.finished, 'finished run')}, ${String(waited)} waited`,
      );
      for (const why of told.wrong) say(`  WRONG: ${why}`);
    }
  } finally {
    if (told.wrong.length === 0) rmSync(reports, { recursive: true, force: true });
    else say(`What is wrong lies in ${reports}.`);
  }
  return { store, kills: done, ...told };
}

const interrupted = 130;

/**
 * Kills recording at random moments, two recorders at once, on both stores: is a finished run lost, doubled or there in part?
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
  for (const { store, kills: done, finished, waited, wrong } of all)
    process.stdout.write(
      `${store}: ${count(done, 'kill')} at random moments of recording, ${count(finished, 'finished run')}, of which ${String(waited)} waited in the spool: ` +
        `${wrong.length === 0 ? 'none lost, none doubled, each whole' : wrong.join('; ')}\n`,
    );
  process.stdout.write(`${path}\n`);
  if (all.some(({ wrong }) => wrong.length > 0)) return 1;
  return isOver ? interrupted : 0;
}
