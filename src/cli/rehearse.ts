import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findApache } from '../apache/binary.ts';
import { makeTemporaryRoot } from '../apache/temporary-root.ts';
import { renderOutcome, renderStep } from '../rehearsal/console.ts';
import { RehearsalError } from '../rehearsal/error.ts';
import { keepRehearsal, moveRehearsalAside } from '../rehearsal/keep.ts';
import { givenDirectory, givenRef } from '../rehearsal/map/index.ts';
import { rehearse as rehearseIt } from '../rehearsal/rehearse.ts';
import { readUrls } from '../rehearsal/steps/urls.ts';
import type { GivenConfiguration, RehearsalReport } from '../rehearsal/types.ts';
import { tellRehearsal } from '../rehearsal/github.ts';
import { LockedError, takeLock } from '../run/lock.ts';
import { interruptedExitCode } from '../run/run.ts';
import { makeWritable } from '../run/writable.ts';
import { defaultsOf } from '../target/defaults.ts';
import { configured, reportsFolder } from '../target/environment.ts';
import type { Credentials } from '../target/types.ts';
import { startStandin } from '../../standin/server.ts';
import { UsageError, say, type Verb } from './verb.ts';

/** The stand-in's second account, as it is public by design. */
const secondMember: Credentials = { user: 'registrar-two', password: 'local-Vk4-only' };

interface Asked {
  readonly path: string | null;
  readonly baseline: string | null;
  readonly repo: string | null;
  readonly ref: string | null;
  readonly map: string | null;
  readonly urls: string | null;
  readonly backend: string | null;
  /** Null: all. */
  readonly grep: string | null;
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** @throws UsageError */
function readAsked(options: Readonly<Record<string, unknown>>, [given, ...more]: readonly string[]): Asked {
  const { baseline, repo, ref, map, urls, backend, grep, all } = options;
  const path = text(given);
  const asked = {
    path,
    ...{ baseline: text(baseline), repo: text(repo), ref: text(ref), map: text(map) },
    ...{ urls: text(urls), backend: text(backend), grep: all === true ? null : (text(grep) ?? '@smoke') },
  };
  if (more.length > 0)
    throw new UsageError(`One configuration is rehearsed at a time; there is also ${more.join(', ')}.`);
  if ((asked.repo === null) !== (asked.ref === null))
    throw new UsageError('--repo and --ref go together: a repository, and a branch, tag or commit of it.');
  if (path === null && asked.repo === null)
    throw new UsageError(
      'Which configuration? Name its folder, or --repo DIR --ref NAME.\n  npm run rehearse -- examples/incident-2023-10-08 --baseline examples/medscape',
    );
  if (asked.backend !== null && (!URL.canParse(asked.backend) || new URL(asked.backend).protocol !== 'http:'))
    throw new UsageError(`--backend ${JSON.stringify(asked.backend)} is no http URL, such as http://127.0.0.1:8080.`);
  return asked;
}

/** @throws UsageError where the file cannot be read, RehearsalError where it holds something else */
function urlsIn(file: string | null): string[] {
  if (file === null) return [];
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`--urls ${file} cannot be read: a file with one URL a line is wanted.`);
  }
  return readUrls(content, file);
}

/** Whose session the journeys and the look at private pages take; of another application only those that are configured. */
function accountsFor({ backend }: Asked): Credentials[] {
  const [user, password] = [configured('MEDSCAPE_USER'), configured('MEDSCAPE_PASSWORD')];
  if (backend !== null) return user === undefined || password === undefined ? [] : [{ user, password }];
  const { credentials } = defaultsOf('local', 0);
  return credentials === null ? [] : [credentials, secondMember];
}

export const rehearse: Verb = {
  name: 'rehearse',
  summary: 'run a candidate Apache configuration in a throwaway httpd, and say whether to deploy it',
  example: 'npm run rehearse -- examples/incident-2023-10-08 --baseline examples/medscape',
  describe: (command) => {
    command
      .argument('[path]', 'folder of the candidate: a ServerRoot with httpd.conf, or Debian’s layout')
      .option('--baseline <path>', 'folder of the configuration that is deployed, to compare with')
      .option('--repo <dir>', 'take the candidate from a git repository; [path] is then a folder in it')
      .option('--ref <name>', 'its branch, tag or commit')
      .option('--map <file>', 'what is mapped to what (rehearsal.yaml)')
      .option('--urls <file>', 'further URLs for the route matrix, one a line')
      .option('--backend <url>', 'where every back end leads (default: the stand-in)')
      .option('--grep <pattern>', 'which journeys, as Playwright takes it (default: @smoke)')
      .option('--all', 'every journey, at desktop and phone size')
      .addHelpText(
        'after',
        '\nExit codes: 0 GO, 2 INCONCLUSIVE or our own trouble, 3 NO-GO by the server, 130 interrupted; else the worst journey’s.',
      );
  },
  async run(options, args) {
    const asked = readAsked(options, args);
    const reports = reportsFolder();
    makeWritable(reports);
    const stop = new AbortController();
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    const onSignal = (): void => {
      if (!stop.signal.aborted) say('Stopping: what runs is ended.');
      stop.abort(new Interrupted());
    };
    for (const signal of signals) process.on(signal, onSignal);
    try {
      const { report, page } = await rehearseAsked(asked, urlsIn(asked.urls), reports, stop.signal);
      const colour = process.stdout.isTTY && process.stdout.hasColors();
      process.stdout.write(renderOutcome(report, page, colour));
      tellRehearsal(report);
      return report.exitCode;
    } catch (error) {
      if (stop.signal.aborted) {
        say('The rehearsal was interrupted: nothing is said of the configuration.');
        return interruptedExitCode;
      }
      if (error instanceof RehearsalError || error instanceof LockedError) throw new UsageError(error.message);
      throw error;
    } finally {
      for (const signal of signals) process.off(signal, onSignal);
    }
  },
};

class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** No rehearsal takes longer; one that hangs holds up nobody. */
const longestMs = 30 * 60_000;

async function rehearseAsked(
  asked: Asked,
  urls: readonly string[],
  reports: string,
  stop: AbortSignal,
): Promise<{ report: RehearsalReport; page: string }> {
  const binary = findApache();
  const release = takeLock(join(reports, 'rehearsal.lock'), 'rehearsal');
  const folder = makeTemporaryRoot();
  const standin = asked.backend === null ? await startStandin({ port: 0 }) : null;
  try {
    moveRehearsalAside(reports);
    const candidate = await candidateOf(asked, folder);
    const baseline = asked.baseline === null ? null : givenDirectory(asked.baseline);
    const mapFile = asked.map ?? besideOf(candidate);
    say(
      `Rehearsing ${candidate.name}${baseline === null ? '' : ` against ${baseline.name}`} with Apache ${binary.version}.`,
    );
    const colour = process.stderr.isTTY && process.stderr.hasColors();
    const report = await rehearseIt({
      ...{ candidate, baseline, binary, mapFile, urls, reports, folder },
      backend: asked.backend ?? `http://127.0.0.1:${String(standin?.port)}`,
      accounts: accountsFor(asked),
      grep: asked.grep,
      signal: AbortSignal.any([stop, AbortSignal.timeout(longestMs)]),
      onStep: (step) => say(renderStep(step, colour)),
    });
    return { report, page: keepRehearsal(reports, report) };
  } finally {
    await standin?.stop();
    rmSync(folder, { recursive: true, force: true });
    release();
  }
}

const candidateOf = ({ path, repo, ref }: Asked, folder: string): GivenConfiguration | Promise<GivenConfiguration> =>
  repo !== null && ref !== null
    ? givenRef({ repo, ref, ...(path === null ? {} : { path }) }, join(folder, 'given'))
    : givenDirectory(path ?? '');

/** A mapping that lies in the given folder, or beside it, is meant for it. */
const besideOf = ({ folder }: GivenConfiguration): string | null =>
  [join(folder, 'rehearsal.yaml'), join(dirname(folder), 'rehearsal.yaml')].find((file) => existsSync(file)) ?? null;
