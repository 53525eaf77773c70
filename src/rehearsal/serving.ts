import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { prepareCoverage } from './coverage/index.ts';
import { shown } from './diff.ts';
import type { RehearseOptions } from './options.ts';
import type { StepRecorder } from './recorder.ts';
import type { Running } from './running.ts';
import type { AskOptions } from './steps/ask.ts';
import type { Suspects } from './steps/error-log.ts';
import { badEnds, compareEnds } from './steps/follow.ts';
import { failsAlike, goJourneys, type JourneysRan } from './steps/journeys.ts';
import { judgeCoverage } from './steps/judge-coverage.ts';
import { judgeErrorLog, judgeJourneys, noJourney } from './steps/judge.ts';
import { LiveRoot } from './steps/live-root.ts';
import { frontPages, missingSurfaces, originsIn } from './steps/origins.ts';
import type { Copies } from './steps/place.ts';
import { readySign } from './steps/ready.ts';
import { reloadUnderLoad } from './steps/reload.ts';
import { allFail, askAll, compareAll, isLost, judgeRoutes, type BaselineAnswers } from './steps/routes.ts';
import { lookForTwo } from './steps/two-users.ts';
import { routeUrls, type Origins } from './steps/urls.ts';
import { hasName, isNewHost } from './steps/virtual-hosts.ts';
import { brokenBaseline, type Subject } from './subject.ts';
import type { FoundChange, RehearsalReport } from './types.ts';

/** What the steps look at. */
export interface Scene {
  readonly before: Subject | null;
  readonly after: Subject;
  readonly copies: Copies;
  readonly changes: readonly FoundChange[];
  readonly suspects: Suspects;
}

/** What the steps find besides their verdicts. */
export interface Found extends Pick<RehearsalReport, 'changes' | 'routes' | 'journeysPage'> {
  /** Null: they did not run, or left no verdict. */
  readonly journeysExitCode: number | null;
}

const noNames = 'the configuration lacks a surface of the site';

/** What readers have open while it is reloaded: of a site without our surfaces a front page that there is. */
function readersPages(origins: Origins | null, pages: readonly string[], answers: BaselineAnswers | null): string[] {
  if (origins !== null) return [`${origins.www}/`, `${origins.reference}/`];
  const statusOf = (page: string): number => answers?.first.get(page)?.answer.status ?? 599;
  return pages.toSorted((a, b) => statusOf(a) - statusOf(b)).slice(0, 1);
}

/** The steps for which httpd has to answer, from the reload to the coverage. */
export class Serving {
  readonly #options: RehearseOptions;
  readonly #steps: StepRecorder;
  readonly #running: Running;
  readonly #scene: Scene;
  #found: Found;

  constructor(options: RehearseOptions, steps: StepRecorder, running: Running, scene: Scene) {
    this.#options = options;
    this.#steps = steps;
    this.#running = running;
    this.#scene = scene;
    this.#found = {
      changes: scene.changes.map((change) => ({ ...shown(change), coverage: 'unknown', urls: [] })),
      routes: { asked: 0, differences: [] },
      ...{ journeysExitCode: null, journeysPage: null },
    };
  }

  get found(): Found {
    return this.#found;
  }

  /** @returns why the steps that were not taken were not */
  async take(): Promise<string> {
    const { before, after, changes, suspects, copies } = this.#scene;
    const first = before ?? after;
    const { baseline } = this.#options;
    const origins = originsIn(after.hosts, after.copy.ports);
    const deployed = originsIn(first.hosts, first.copy.ports);
    const pages = frontPages(first.hosts, first.copy.ports);
    const urls = [...new Set([...routeUrls(deployed, this.#options.urls), ...pages])];

    if (before) this.#running.browseSoon(before);
    const live = new LiveRoot(join(this.#options.folder, 'live'), first.copy.root);
    const httpd = await this.#running.serve(live.root, readySign(first.copy, first.hosts), baseline?.name ?? null);
    const known = urls.filter((url) => before === null || !isNewHost(url, before.hosts, after.hosts));
    const answers = before && baseline ? await this.#askBaseline(before, baseline.name, known) : null;
    if (before) {
      const browser = await this.#running.browse(before);
      const { dead } = await this.#steps.take('reload', () =>
        reloadUnderLoad({
          ...{ httpd, live, browser, copies, errorLogs: after.errorLogs },
          candidate: after.copy,
          ready: readySign(after.copy, after.hosts),
          pages: readersPages(deployed, pages, answers),
        }),
      );
      if (dead) return 'nothing serves any more';
    } else this.#steps.skip('reload', 'there is no baseline to reload from');

    const coverage = before ? await prepareCoverage(after.copy) : null;
    // its marks need nothing of what the copy was started with, and a start is as quick as a reload
    if (coverage) await this.#running.serve(coverage.root, readySign(after.copy, after.hosts, coverage.marker), null);
    if (await this.#compareRoutes(urls, answers)) {
      for (const id of ['journeys', 'two-users'] as const)
        this.#steps.skip(id, 'no page that there was is left, so no journey could come to its end');
    } else {
      // before the journeys, which may end this httpd, and whose log it is from their first request on
      const looked = this.#lookForTwo(origins);
      const ended = await Promise.allSettled([looked, this.#goJourneys(origins, looked)]);
      for (const one of ended) if (one.status === 'rejected') throw one.reason;
    }
    await this.#steps.take('error-log', () =>
      judgeErrorLog(after.errorLogs, before?.errorLogs ?? null, suspects, copies),
    );
    if (coverage)
      await this.#steps.take('coverage', async () => {
        const covered = await coverage.measure(changes);
        this.#found = { ...this.#found, changes: covered };
        return judgeCoverage(covered);
      });
    return before ? 'nothing was left to do' : 'there is no baseline that it could differ from';
  }

  #asking({ copy }: Subject): AskOptions {
    const { signal } = this.#options;
    return { ports: copy.ports, ca: copy.caFile === null ? null : readFileSync(copy.caFile, 'utf8'), signal };
  }

  async #askBaseline(before: Subject, name: string, urls: readonly string[]): Promise<BaselineAnswers> {
    const first = await askAll(urls, this.#asking(before));
    if (allFail(first)) {
      const [[url, asked] = []] = first;
      throw brokenBaseline(
        name,
        `no URL gets an answer of it, such as ${String(url)}: ${String(asked?.answer.status ?? asked?.answer.errorText)}`,
      );
    }
    return { first, again: await askAll(urls, this.#asking(before)) };
  }

  /** @returns whether no page is left */
  async #compareRoutes(urls: readonly string[], answers: BaselineAnswers | null): Promise<boolean> {
    const { after } = this.#scene;
    const isOurs = (name: string): boolean => after.hosts.some((host) => hasName(host, name));
    const { isLost: lost } = await this.#steps.take('routes', async () => {
      const asking = { ...this.#asking(after), isOurs };
      const asked = await askAll(urls, asking);
      const differences = answers
        ? [...compareAll(urls, answers, asked), ...(await compareEnds(urls, answers, asked, asking))]
        : await badEnds(urls, asked, asking);
      this.#found = { ...this.#found, routes: { asked: asked.size, differences } };
      return { ...judgeRoutes(asked, differences, answers), isLost: isLost(answers, asked) };
    });
    return lost;
  }

  async #lookForTwo(origins: Origins | null): Promise<void> {
    const [first, second] = this.#options.accounts;
    const { after } = this.#scene;
    if (origins === null) return this.#steps.skip('two-users', noNames);
    if (!first || !second) return this.#steps.skip('two-users', 'it takes the accounts of two members');
    const browser = await this.#running.browse(after);
    await this.#steps.take('two-users', () => lookForTwo(browser, origins, [first, second], this.#asking(after)));
  }

  /** @param looked what has to be over before they begin */
  async #goJourneys(origins: Origins | null, looked: Promise<void>): Promise<void> {
    const { reports, baseline } = this.#options;
    const { before, after } = this.#scene;
    await this.#steps.take('journeys', async () => {
      if (origins === null) return noJourney(missingSurfaces(after.hosts, after.copy.ports));
      const ran = await this.#go(after, origins, 'rehearsal', looked);
      this.#found = {
        ...this.#found,
        journeysExitCode: ran.record?.exitCode ?? null,
        journeysPage: ran.record === null ? null : relative(reports, ran.page).replaceAll('\\', '/'),
      };
      const judged = judgeJourneys(ran);
      if (judged.verdict !== 'no-go' || !before || !baseline || !ran.record) return judged;
      // an application that fails by itself is not to be blamed on the candidate
      await this.#running.serve(before.copy.root, readySign(before.copy, before.hosts), baseline.name);
      const other = await this.#go(before, origins, join('rehearsal', 'baseline'), looked);
      return other.record && failsAlike(ran.record, other.record)
        ? { ...judged, verdict: 'inconclusive', summary: `The baseline fails the same journeys: ${judged.summary}` }
        : judged;
    });
  }

  async #go(
    { copy, accessLog, errorLogs }: Subject,
    origins: Origins,
    below: string,
    looked: Promise<void>,
  ): Promise<JourneysRan> {
    const { reports, folder, grep, accounts, signal } = this.#options;
    const ran = await goJourneys({
      ...{ copy, origins, grep, folder },
      logs: [accessLog, ...errorLogs],
      reports: join(reports, below),
      account: accounts[0] ?? null,
      after: looked,
    });
    if (ran.interrupted) throw signal.reason ?? new Error('the journeys were interrupted');
    signal.throwIfAborted();
    return ran;
  }
}
