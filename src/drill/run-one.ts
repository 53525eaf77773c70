import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isTelling } from '../report/format.ts';
import { runFolder } from '../run/files.ts';
import { interruptedExitCode, runJourneys } from '../run/run.ts';
import { readTarget } from '../target/environment.ts';
import { variableNames } from '../target/variables.ts';
import { isLogin, isLook } from '../verdict/looks.ts';
import type { RunRecord } from '../verdict/types.ts';
import { sayHttpd } from './apache-words.ts';
import { compare } from './compare.ts';
import { NotHere } from './not-here.ts';
import { pictureOf, sayAttempt, type DrillResult, type NotDrilled, type SaidHttpd } from './result.ts';
import type { Drill, DrillSite, DrillStage, StartSite } from './types.ts';
import { messageOf } from '../target/message-of.ts';

export interface DrillSetting {
  readonly startSite: StartSite;
  /** The folder of `drill.json`; the runs go below `drill/`. */
  readonly reports: string;
  /** Where each journey stands, as Playwright takes it. */
  readonly journeys: ReadonlyMap<string, string>;
  /** Aborts what a drill does in the middle of a run. */
  readonly signal: AbortSignal;
}

/** Of the machine, not of a target. */
const kept = ['BROWSER_PATH', 'LOCATION', 'SECRET_VARIABLES'];

/** Variables of a drill's run: what the environment says of a target is hidden, because it would spoil the drill. */
export const drillVariables = (own: Readonly<Record<string, string>>): Record<string, string> => ({
  ...Object.fromEntries(variableNames.filter((name) => !kept.includes(name)).map((name) => [name, ''])),
  TARGET: 'local',
  DRILL: '1',
  ...own,
});

/** No drill takes that long; one that hangs is told as broken and holds up none after it. */
const longestRunMs = 240_000;

/** The drill could not be run; its message says why and what to do. */
class BrokenDrill extends Error {
  override readonly name = 'BrokenDrill';
}

/** The journeys that a drill runs, as arguments of Playwright; the set-up comes along, and alone where nothing else is asked for. */
function argumentsFor(
  { journey, beside = [], project = 'desktop', putIn }: Drill,
  { journeys }: DrillSetting,
): string[] {
  const bounds = [
    ...(putIn.config === undefined ? [] : [`--config=${putIn.config}`]),
    '--workers=1',
    `--global-timeout=${String(longestRunMs)}`,
  ];
  const isOfRun = isLook({ id: journey }) || isLogin({ id: journey });
  const inSetUp = isOfRun && !journeys.has(journey);
  const places = [...(inSetUp ? [] : [journey]), ...beside].map((id) => {
    const place = journeys.get(id);
    if (place !== undefined) return place;
    throw new BrokenDrill(`there is no journey “${id}” (known: ${[...journeys.keys()].join(', ')})`);
  });
  return places.length === 0 ? ['--project=set-up', ...bounds] : [`--project=${project}`, ...bounds, ...places];
}

/** What is done to the site or the browser while the journeys run. */
class Meanwhile {
  readonly #over = Promise.withResolvers<never>();
  #done: Promise<void> = Promise.resolve();
  readonly #abort = new AbortController();

  constructor() {
    // Nobody may be waiting.
    this.#over.promise.catch(() => {});
  }

  begin(drill: Drill, site: DrillSite, pid: number, signal: AbortSignal): void {
    if (!drill.putIn.meanwhile) return;
    const stage: DrillStage = {
      site,
      pid,
      asked: (path) => Promise.race([site.asked(path), this.#over.promise]),
      signal: AbortSignal.any([signal, this.#abort.signal]),
    };
    this.#done = drill.putIn.meanwhile(stage);
    this.#done.catch(() => {});
  }

  /** @throws BrokenDrill where it could not be done before the run was over */
  async end(): Promise<void> {
    this.#over.reject(new Error('the run was over before the site was asked for it'));
    this.#abort.abort();
    await this.#done.catch((error: unknown) => {
      throw new BrokenDrill(`the fault was not put in, in the middle of the run: ${messageOf(error)}`);
    });
  }
}

/**
 * Starts the site with the fault on it, runs the journeys, and reads their verdict; null: the run was interrupted.
 *
 * @param tellHttpd told of the httpd before it is gone, where the site has one, also where the run came to nothing
 */
async function runOn(
  drill: Drill,
  setting: DrillSetting,
  folder: string,
  tellHttpd: (said: SaidHttpd) => void,
): Promise<RunRecord | null> {
  const site = await setting.startSite(drill.putIn).catch((error: unknown) => {
    if (error instanceof NotHere) throw error;
    throw new BrokenDrill(`the site could not be started: ${messageOf(error)}`);
  });
  const output = openSync(join(folder, 'output.txt'), 'w');
  const meanwhile = new Meanwhile();
  try {
    const env = drillVariables({
      STANDIN_PORT: String(site.port),
      RUN_ID: `${drill.id}-${randomUUID().slice(0, 8)}`,
      ...site.env,
      ...drill.putIn.env,
    });
    // from here on the run hears the signal itself
    if (setting.signal.aborted) return null;
    const { record, exitCode } = await runJourneys({
      target: readTarget({ overrides: env }),
      env,
      reports: folder,
      playwrightArgs: argumentsFor(drill, setting),
      output,
      say: (text) => writeSync(output, `${text}\n`),
      onStart: (pid) => meanwhile.begin(drill, site, pid, setting.signal),
    });
    if (exitCode === interruptedExitCode) return null;
    if (!record) throw new BrokenDrill('the run left no verdict; its output tells why');
    await meanwhile.end();
    const unmet = site.unmet();
    if (unmet.length > 0)
      throw new BrokenDrill(`nothing met the fault ${unmet.join(', ')}, so the verdict is not about it`);
    return record;
  } finally {
    await meanwhile.end().catch(() => {});
    const trace = site.trace?.();
    if (trace) tellHttpd(sayHttpd(trace, drill.putIn.httpd ?? {}));
    await site.stop();
    closeSync(output);
  }
}

/** Puts one fault in, and looks what the suite makes of it; null: interrupted. What this machine cannot do is not drilled, and told. */
export async function drillOne(drill: Drill, setting: DrillSetting): Promise<DrillResult | NotDrilled | null> {
  const { id, family, story, how, users, recognise, journey, expected } = drill;
  const folder = join(setting.reports, 'drill', id);
  const below = (path: string): string => relative(setting.reports, path).replaceAll('\\', '/');
  const base = {
    id,
    family,
    story,
    how,
    users,
    recognise,
    journey,
    expected,
    output: below(join(folder, 'output.txt')),
  };
  const began = performance.now();
  let httpd: { readonly httpd?: SaidHttpd } = {};
  const broken = (why: string): DrillResult => ({
    ...base,
    ...httpd,
    outcome: 'broken',
    why: [why],
    toVerdictMs: Math.round(performance.now() - began),
    given: null,
    said: null,
    page: null,
    picture: null,
  });
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const record = await runOn(drill, setting, folder, (said) => {
      httpd = { httpd: said };
    });
    if (!record) return null;
    const compared = compare(drill, record);
    if (!compared) return broken(`the run did not judge the journey “${journey}”`);
    const run = runFolder(folder, record.run.id);
    const picture = pictureOf(compared.journey);
    return {
      ...base,
      ...httpd,
      outcome: compared.differences.length === 0 ? 'right' : 'misnamed',
      why: compared.differences,
      toVerdictMs: Math.round(performance.now() - began),
      given: compared.given,
      said: {
        headline: record.headline,
        advice: record.advice,
        finding: compared.finding?.headline ?? null,
        title: compared.journey.title,
        reasons: compared.journey.reasons,
        attempts: compared.journey.attempts.map(sayAttempt(isTelling)),
      },
      page: below(join(folder, 'index.html')),
      picture: picture === null ? null : below(join(run, picture)),
    };
  } catch (error) {
    if (error instanceof NotHere)
      return { id, reason: `cannot be drilled here, because ${error.message}`, notHere: true };
    return broken(messageOf(error));
  }
}
