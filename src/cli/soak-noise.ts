import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeNoise } from '../../standin/faults/noise.ts';
import { startStandin } from '../../standin/server.ts';
import { writeWhole } from '../target/atomic.ts';
import { duration } from '../report/format.ts';
import { interruptedExitCode, runJourneys } from '../run/run.ts';
import { makeWritable } from '../run/writable.ts';
import { readTarget, reportsFolder } from '../target/environment.ts';
import { urlVariables } from '../target/variables.ts';
import { noiseExitCode, noiseFigures, tellNoise, type NoiseSoak } from './soak-noise-figures.ts';
import { judgeRun, type NoiseRun } from './soak-noise-judge.ts';
import { planOf } from './soak-noise-plan.ts';
import { UsageError, lockFolder, say } from './verb.ts';

/** How many runs go on at a time, each with a stand-in, a browser and a folder of its own. */
const lanes = 2;

const journeys = ['--grep', '@smoke\\b', '--project', 'desktop', '--workers', '1'];

/** The stand-in alone is asked, and the retries are those of every run, whatever the environment says. */
const overrides = (port: number): Record<string, string> => ({
  ...Object.fromEntries(Object.values(urlVariables).map((name) => [name, ''])),
  TARGET: 'local',
  STANDIN_PORT: String(port),
  RETRIES: '2',
  RUN_ID: '',
});

/** @returns null where the run was interrupted: its verdict says nothing of the noise */
async function soakOnce(seed: number, reports: string): Promise<NoiseRun | null> {
  const plan = planOf(seed);
  const noise = makeNoise(plan);
  const standin = await startStandin({ port: 0, faults: [noise.fault] });
  mkdirSync(reports, { recursive: true });
  const output = openSync(join(reports, 'output.txt'), 'w');
  const began = performance.now();
  try {
    const env = overrides(standin.port);
    const target = readTarget({ overrides: env });
    const { exitCode, record } = await runJourneys({
      target,
      reports,
      output,
      playwrightArgs: journeys,
      // the stand-in is up, and nobody looks into the traces of hundreds of runs
      env: { ...env, DRILL: '1' },
      say: (text) => void writeSync(output, `${text}\n`),
    });
    if (exitCode === interruptedExitCode) return null;
    const durationMs = Math.round(performance.now() - began);
    const { requests } = noise;
    return judgeRun({ plan, requests, runId: target.runId, exitCode, record, durationMs });
  } finally {
    closeSync(output);
    await standin.stop();
  }
}

const tellRun = ({ seed, rate, serverError, outcome, hits, durationMs, wrong }: NoiseRun): string => {
  const met = [...hits.map(({ kind, journey }) => `${kind} in ${journey}`), ...(serverError?.url ? ['a 500'] : [])];
  const what = `seed ${String(seed)}, ${String(rate)} %: ${met.length === 0 ? 'nobody hit' : met.join(', ')}`;
  return [
    `${what}: ${outcome ?? 'no verdict'} (${duration(durationMs)})`,
    ...wrong.map((why) => `  WRONG: ${why}`),
  ].join('\n');
};

/**
 * Prints what the last soak with noise measured, again.
 *
 * @throws UsageError where there is none
 */
export function showNoise(): void {
  const path = join(reportsFolder(), 'soak.json');
  const soaked = readNoise(path);
  if (soaked === null) throw new UsageError(`${path} holds no soak with noise; npm run soak -- --noise makes one`);
  process.stdout.write(tellNoise(soaked));
}

/** @returns null where it is not there, or something else */
function readNoise(path: string): NoiseSoak | null {
  try {
    const read = JSON.parse(readFileSync(path, 'utf8')) as Partial<NoiseSoak>; // written by the suite, as its kind says
    return read.kind === 'noise' ? (read as NoiseSoak) : null;
  } catch {
    return null;
  }
}

/**
 * Runs the smoke journeys once for each seed, with noise on the stand-in, and holds what the suite says of each run against what
 * its requests really met. Folders of runs that were wrongly judged stay in `<reports>/soak/<seed>`.
 *
 * @returns the exit code, see `noiseExitCode`
 * @throws UsageError while another soak goes on there
 */
export async function soakWithNoise(firstSeed: number, times: number): Promise<number> {
  makeWritable(reportsFolder());
  const folder = join(reportsFolder(), 'soak');
  const release = lockFolder(folder, 'soak');
  const startedAt = new Date().toISOString();
  const runs: NoiseRun[] = [];
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, interrupt);

  const measured = (): NoiseSoak => ({
    kind: 'noise',
    startedAt,
    finishedAt: new Date().toISOString(),
    asked: times,
    interrupted,
    figures: noiseFigures(runs),
    runs: runs.toSorted((a, b) => a.seed - b.seed),
  });
  const path = join(reportsFolder(), 'soak.json');

  let next = firstSeed;
  const lane = async (): Promise<void> => {
    while (next < firstSeed + times && !interrupted) {
      const seed = next++;
      const own = join(folder, String(seed));
      rmSync(own, { recursive: true, force: true });
      const run = await soakOnce(seed, own);
      if (run === null) interrupted = true;
      if ((run?.wrong ?? []).length === 0) rmSync(own, { recursive: true, force: true });
      if (run === null) return;
      runs.push(run);
      writeWhole('what the soak measured', path, `${JSON.stringify(measured(), null, 2)}\n`);
      say(`${String(runs.length)} of ${String(times)}: ${tellRun(run)}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    // signals that come late are of the same press, and what was measured is still to be told
    if (!interrupted) for (const name of signals) process.off(name, interrupt);
    release();
  }

  const soaked = measured();
  writeWhole('what the soak measured', path, `${JSON.stringify(soaked, null, 2)}\n`);
  process.stdout.write(`${tellNoise(soaked)}${path}\n`);
  const exitCode = noiseExitCode(soaked);
  if (exitCode === 2) say('Nobody was hit, so nothing is proven (exit code 2). Give more --times.');
  return exitCode;
}
