import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { runFolder } from '../../run/files.ts';
import { holdName } from '../../run/hold.ts';
import { interruptedExitCode, runJourneys } from '../../run/run.ts';
import { readTarget } from '../../target/environment.ts';
import { surfaces, type Credentials } from '../../target/types.ts';
import { urlVariables, variableNames } from '../../target/variables.ts';
import { exitCodes, type RunRecord } from '../../verdict/types.ts';
import type { PrivateCopy } from '../types.ts';
import type { Origins } from './urls.ts';

export interface JourneysOptions {
  readonly copy: Pick<PrivateCopy, 'resolverRules' | 'caFile'>;
  readonly origins: Origins;
  /** Absolute paths of access and error log. */
  readonly logs: readonly string[];
  /** Takes the run, as `reports/` would. */
  readonly reports: string;
  /** Null: no member journeys. */
  readonly account: Credentials | null;
  /** Which journeys, as Playwright's `--grep`; null: every one, at desktop and phone size. */
  readonly grep: string | null;
  /** What has to be over before anything is asked; Playwright starts up meanwhile. */
  readonly after: Promise<unknown>;
  /** Ours, and gone when we are, however we end: a run that is held waits for nobody then. */
  readonly folder: string;
}

/** Of the machine, not of a target. */
const kept = ['BROWSER_PATH', 'BROWSER_SANDBOX', 'APACHE_PATH', 'LOCATION', 'SECRET_VARIABLES', 'RETRIES'];

/** Milliseconds; the smoke journeys take a tenth of theirs. */
const longest = { some: 240_000, all: 900_000 } as const;

/** At a time: much of a journey is waiting, for keys to be typed and pages to come, and one more than there are cores keeps them busy. */
const sideBySide = Math.min(availableParallelism() + 1, 4);

/** Variables of a run under production's names: what the environment says of other targets is hidden. */
export function variablesFor({
  copy,
  origins,
  logs,
  account,
}: Pick<JourneysOptions, 'copy' | 'origins' | 'logs' | 'account'>): Record<string, string> {
  const off = ({ protocol, host }: URL): string => `${protocol}//${host}`;
  return {
    ...Object.fromEntries(variableNames.filter((name) => !kept.includes(name)).map((name) => [name, ''])),
    TARGET: 'local',
    REHEARSAL: '1',
    RESOLVER_RULES: copy.resolverRules,
    ...(copy.caFile === null ? {} : { CA_FILE: copy.caFile }),
    ...Object.fromEntries(surfaces.map((surface) => [urlVariables[surface], off(new URL(origins[surface]))])),
    ASSET_HOSTS: [...new Set([new URL(origins.img).hostname, 'img.medscapestatic.com'])].join(','),
    ...(account === null ? {} : { MEDSCAPE_USER: account.user, MEDSCAPE_PASSWORD: account.password }),
    LOG_FILES: logs.join(','),
    LOG_OWN: '1',
    ALLURE: 'off',
    RUN_ID: `rehearsal-${randomUUID().slice(0, 8)}`,
  };
}

/** What the journeys came to. */
export interface JourneysRan {
  /** Null: the run left no verdict. */
  readonly record: RunRecord | null;
  readonly interrupted: boolean;
  /** Absolute path of the run's page. */
  readonly page: string;
  /** The same of what the run printed. */
  readonly output: string;
}

/** A real run of ours, whose browser knows production's names and reaches the candidate. */
export async function goJourneys(options: JourneysOptions): Promise<JourneysRan> {
  const { reports, grep, after, folder } = options;
  mkdirSync(reports, { recursive: true });
  const hold = join(folder, 'hold');
  writeFileSync(hold, '');
  const release = (): void => rmSync(hold, { force: true });
  void after.then(release, release);
  const env = variablesFor(options);
  const target = readTarget({ overrides: env });
  const printed = join(reports, 'output.txt');
  const output = openSync(printed, 'w');
  try {
    const { record, exitCode } = await runJourneys({
      target,
      env: { ...env, [holdName]: hold },
      reports,
      playwrightArgs: [
        `--workers=${String(sideBySide)}`,
        ...(grep === null ? [] : ['--project=desktop', '--grep', grep]),
        `--global-timeout=${String(grep === null ? longest.all : longest.some)}`,
      ],
      output,
      say: (text) => writeSync(output, `${text}\n`),
    });
    const interrupted = exitCode === interruptedExitCode;
    return { record, interrupted, page: join(runFolder(reports, target.runId), 'index.html'), output: printed };
  } finally {
    closeSync(output);
  }
}

/** Journeys that did not come to a good end, with their project. */
const failing = ({ journeys }: RunRecord): Set<string> =>
  new Set(journeys.filter(({ verdict }) => exitCodes[verdict] !== 0).map(({ id, project }) => `${id} ${project}`));

/** Does the baseline fail them too, every one? Then they say nothing of the candidate. */
export const failsAlike = (candidate: RunRecord, baseline: RunRecord): boolean => {
  const known = failing(baseline);
  return [...failing(candidate)].every((journey) => known.has(journey));
};
