import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Browser } from '@playwright/test';
import { startHttpd } from '../apache/httpd.ts';
import type { ApacheBinary, Httpd, ReadySign, ServerRoot } from '../apache/types.ts';
import type { Credentials } from '../target/types.ts';
import { RehearsalError } from './error.ts';
import { prepareCoverage } from './coverage/index.ts';
import { changedDirectives, diffFiles, shown } from './diff.ts';
import { directivesOf } from './dump/directives.ts';
import { dumpOf } from './dump/read.ts';
import { createMapper } from './map/index.ts';
import { conclude } from './outcome.ts';
import { StepRecorder } from './recorder.ts';
import type { AskOptions } from './steps/ask.ts';
import { openBrowser } from './steps/browser.ts';
import type { Suspects } from './steps/error-log.ts';
import { compareEnds } from './steps/follow.ts';
import { failsAlike, goJourneys, type JourneysRan } from './steps/journeys.ts';
import { judgeCoverage } from './steps/judge-coverage.ts';
import { judgeCopy, judgeErrorLog, judgeJourneys, judgeVirtualHosts, noJourney } from './steps/judge.ts';
import { LiveRoot } from './steps/live-root.ts';
import { frontPages, missingSurfaces, originsIn, rulesWithGuessed } from './steps/origins.ts';
import type { Copies } from './steps/place.ts';
import { readySign } from './steps/ready.ts';
import { reloadUnderLoad } from './steps/reload.ts';
import { allFail, askAll, compareAll, isLost, judgeRoutes, type BaselineAnswers } from './steps/routes.ts';
import { blame, tryStart } from './steps/start.ts';
import { judgeSyntax } from './steps/syntax.ts';
import { lookForTwo } from './steps/two-users.ts';
import { routeUrls, type Origins } from './steps/urls.ts';
import { hasName, isNewHost } from './steps/virtual-hosts.ts';
import { brokenBaseline, copiesOf, lookAt, refuseBroken, type Subject } from './subject.ts';
import type {
  DirectiveChange,
  FoundChange,
  GivenConfiguration,
  MappedCopy,
  Mapper,
  RehearsalReport,
  Step,
} from './types.ts';

export interface RehearseOptions {
  readonly candidate: GivenConfiguration;
  /** Null: there is nothing to compare with. */
  readonly baseline: GivenConfiguration | null;
  readonly binary: ApacheBinary;
  readonly mapFile: string | null;
  /** Origin to which every back end leads. */
  readonly backend: string;
  /** Further URLs of the route matrix. */
  readonly urls: readonly string[];
  /** Members of the site behind; the first goes the journeys, two are needed to see whether they are kept apart. */
  readonly accounts: readonly Credentials[];
  /** Which journeys, as Playwright's `--grep`; null: every one, at desktop and phone size. */
  readonly grep: string | null;
  /** Milliseconds that httpd may take to answer; default 10 000. */
  readonly answerMs?: number;
  /** The folder of `rehearsal.json`; the run of the journeys goes below `rehearsal/`. */
  readonly reports: string;
  /** Empty, and ours: the caller deletes it. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onStep?: (step: Step) => void;
}

/** What the steps look at. */
interface Scene {
  readonly before: Subject | null;
  readonly after: Subject;
  readonly copies: Copies;
  readonly changes: readonly FoundChange[];
  readonly suspects: Suspects;
}

/** One rehearsal, from the copies to the report. Whatever it starts it ends. */
class Rehearsal {
  readonly #options: RehearseOptions;
  readonly #steps: StepRecorder;
  readonly #mapper: Mapper;
  readonly #answerMs: number;
  #mapped: RehearsalReport['mapped'] = [];
  #diffs: RehearsalReport['diffs'] = [];
  #covered: readonly DirectiveChange[] = [];
  #httpd: Httpd | null = null;
  #browser: Browser | null = null;
  #routes: RehearsalReport['routes'] = { asked: 0, differences: [] };
  #journeysExitCode: number | null = null;
  #journeysPage: string | null = null;

  constructor(options: RehearseOptions) {
    this.#options = options;
    this.#steps = new StepRecorder(options.onStep ?? (() => {}));
    this.#answerMs = options.answerMs ?? 10_000;
    const { binary, folder, mapFile, backend } = options;
    this.#mapper = createMapper({ binary, folder: join(folder, 'copies'), mapFile, backend });
  }

  async run(): Promise<RehearsalReport> {
    const startedAt = new Date();
    const { candidate, baseline, binary } = this.#options;
    try {
      this.#steps.skipRest(await this.#take());
    } finally {
      await this.#end();
    }
    const steps = this.#steps.all();
    return {
      schemaVersion: 1,
      id: `${startedAt.toISOString().replace(/[-:]/g, '').slice(0, 15)}-${randomUUID().slice(0, 4)}`,
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      candidate: candidate.name,
      baseline: baseline?.name ?? null,
      apache: binary.version,
      ...conclude(steps, this.#journeysExitCode),
      steps,
      mapped: this.#mapped,
      changes: this.#covered,
      diffs: this.#diffs,
      routes: this.#routes,
      journeysPage: this.#journeysPage,
    };
  }

  /** @returns why the steps that were not taken were not */
  async #take(): Promise<string> {
    const { baseline, candidate, signal } = this.#options;
    this.#diffs = baseline === null ? [] : diffFiles(baseline, candidate);
    const before = await this.#copyBaseline();
    const mapped = await this.#copyCandidate();
    if (mapped === null) return 'it has faults that show without Apache';
    const { after } = await this.#steps.take('syntax', async () => {
      const subject = await lookAt(mapped, signal);
      return { ...judgeSyntax(subject.syntax, before?.syntax ?? null, copiesOf(before, subject)), after: subject };
    });
    if (after.syntax.code !== 0) return 'Apache refuses the configuration';
    const copies = copiesOf(before, after);
    const changes = before ? await changedDirectives(before.copy, after.copy) : [];
    this.#covered = changes.map((change) => ({ ...shown(change), coverage: 'unknown', urls: [] }));
    const directives = directivesOf(after.copy, await dumpOf(after.copy));
    const scene: Scene = { before, after, copies, changes, suspects: { changes, directives } };
    await this.#steps.take('virtual-hosts', () => judgeVirtualHosts(after.hosts, before?.hosts ?? null));

    const { copy, hosts, errorLogs } = after;
    const start = await this.#steps.take('start', () =>
      tryStart({
        copy,
        ready: readySign(copy, hosts),
        errorLogs,
        suspects: scene.suspects,
        copies,
        signal,
        answerMs: this.#answerMs,
      }),
    );
    if (start.verdict !== 'ok') return 'it does not start as it should';
    return this.#serve(scene);
  }

  /** Everything for which httpd has to answer. */
  async #serve(scene: Scene): Promise<string> {
    const { before, after } = scene;
    const first = before ?? after;
    const { baseline } = this.#options;
    const origins = originsIn(after.hosts, after.copy.ports);
    const deployed = originsIn(first.hosts, first.copy.ports);
    const pages = frontPages(first.hosts, first.copy.ports);
    const urls = [...new Set([...routeUrls(deployed, this.#options.urls), ...pages])];

    const live = new LiveRoot(join(this.#options.folder, 'live'), first.copy.root);
    const httpd = await this.#start(live.root, readySign(first.copy, first.hosts), baseline?.name ?? null);
    this.#httpd = httpd;
    const known = urls.filter((url) => before === null || !isNewHost(url, before.hosts, after.hosts));
    const answers = before && baseline ? await this.#askBaseline(before, baseline.name, known) : null;
    if (before) {
      const { copies } = scene;
      const { copy, hosts, errorLogs } = after;
      const browser = await this.#open(before);
      const { dead } = await this.#steps.take('reload', () =>
        reloadUnderLoad({
          httpd,
          live,
          candidate: copy,
          ready: readySign(copy, hosts),
          browser,
          pages: readersPages(deployed, pages, answers),
          errorLogs,
          copies,
        }),
      );
      if (dead) return 'nothing serves any more';
    } else this.#steps.skip('reload', 'there is no baseline to reload from');

    const coverage = before ? await prepareCoverage(after.copy) : null;
    if (coverage) {
      // its marks need nothing of what the copy was started with, and a start is as quick as a reload
      await httpd.stop();
      this.#httpd = await this.#start(coverage.root, readySign(after.copy, after.hosts, coverage.marker), null);
    }
    if (await this.#compareRoutes(after, urls, answers)) {
      for (const id of ['journeys', 'two-users'] as const)
        this.#steps.skip(id, 'no page that there was is left, so no journey could come to its end');
    } else {
      // before the journeys, which may end this httpd
      await this.#twoUsers(after, origins);
      await this.#journeys(scene, origins);
    }
    await this.#steps.take('error-log', () =>
      judgeErrorLog(after.errorLogs, before?.errorLogs ?? null, scene.suspects, scene.copies),
    );
    if (coverage)
      await this.#steps.take('coverage', async () => {
        this.#covered = await coverage.measure(scene.changes);
        return judgeCoverage(this.#covered);
      });
    return before ? 'nothing was left to do' : 'there is no baseline that it could differ from';
  }

  async #copyBaseline(): Promise<Subject | null> {
    const { baseline, signal } = this.#options;
    if (baseline === null) return null;
    const subject = await lookAt(await this.#mapper.copy(baseline, 'baseline'), signal);
    refuseBroken(subject, baseline.name);
    return subject;
  }

  async #copyCandidate(): Promise<MappedCopy | null> {
    const { mapped, verdict } = await this.#steps.take('copy', async () => {
      const copy = await this.#mapper.copy(this.#options.candidate, 'candidate');
      return { ...judgeCopy(copy), mapped: copy };
    });
    this.#mapped = mapped.copy.mapped;
    return verdict === 'ok' ? mapped : null;
  }

  /** @throws RehearsalError where the baseline does not start: nothing is known of the candidate then */
  async #start(root: ServerRoot, ready: ReadySign, name: string | null): Promise<Httpd> {
    const { binary, signal, folder } = this.#options;
    try {
      return await startHttpd({ binary, root, ready, signal, timeoutMs: this.#answerMs });
    } catch (error) {
      signal.throwIfAborted();
      const { what } = blame(error, [folder]);
      throw name === null ? new RehearsalError(`It started once, and not again: ${what}`) : brokenBaseline(name, what);
    }
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

  async #compareRoutes(after: Subject, urls: readonly string[], answers: BaselineAnswers | null): Promise<boolean> {
    const { isLost: lost } = await this.#steps.take('routes', async () => {
      const asked = await askAll(urls, this.#asking(after));
      const isOurs = (name: string): boolean => after.hosts.some((host) => hasName(host, name));
      const differences = answers
        ? [
            ...compareAll(urls, answers, asked),
            ...(await compareEnds(urls, answers, asked, { ...this.#asking(after), isOurs })),
          ]
        : [];
      this.#routes = { asked: asked.size, differences };
      return { ...judgeRoutes(asked, differences, answers), isLost: isLost(answers, asked) };
    });
    return lost;
  }

  async #open({ copy, hosts }: Subject): Promise<Browser> {
    const { resolverRules, caFile, ports } = copy;
    const rules = rulesWithGuessed(resolverRules, hosts, ports);
    this.#browser ??= await openBrowser({ resolverRules: rules, caFile }, this.#options.folder);
    return this.#browser;
  }

  async #journeys({ before, after }: Scene, origins: Origins | null): Promise<void> {
    const { reports, baseline } = this.#options;
    await this.#steps.take('journeys', async () => {
      if (origins === null) return noJourney(missingSurfaces(after.hosts, after.copy.ports));
      const ran = await this.#go(after, origins, 'rehearsal');
      this.#journeysExitCode = ran.record?.exitCode ?? null;
      this.#journeysPage = ran.record === null ? null : relative(reports, ran.page).replaceAll('\\', '/');
      const judged = judgeJourneys(ran);
      if (judged.verdict !== 'no-go' || !before || !baseline || !ran.record) return judged;
      // an application that fails by itself is not to be blamed on the candidate
      await this.#httpd?.stop();
      this.#httpd = await this.#start(before.copy.root, readySign(before.copy, before.hosts), baseline.name);
      const other = await this.#go(before, origins, join('rehearsal', 'baseline'));
      return other.record && failsAlike(ran.record, other.record)
        ? { ...judged, verdict: 'inconclusive', summary: `The baseline fails the same journeys: ${judged.summary}` }
        : judged;
    });
  }

  async #go({ copy, accessLog, errorLogs }: Subject, origins: Origins, folder: string): Promise<JourneysRan> {
    const { reports, grep, accounts, signal } = this.#options;
    const logs = [accessLog, ...errorLogs];
    const ran = await goJourneys({
      copy,
      origins,
      logs,
      reports: join(reports, folder),
      account: accounts[0] ?? null,
      grep,
    });
    if (ran.interrupted) throw signal.reason ?? new Error('the journeys were interrupted');
    signal.throwIfAborted();
    return ran;
  }

  async #twoUsers(after: Subject, origins: Origins | null): Promise<void> {
    const [first, second] = this.#options.accounts;
    if (origins === null) return this.#steps.skip('two-users', noNames);
    if (!first || !second) return this.#steps.skip('two-users', 'it takes the accounts of two members');
    const browser = await this.#open(after);
    await this.#steps.take('two-users', () => lookForTwo(browser, origins, [first, second], this.#asking(after)));
  }

  /** Ends what runs; a browser that is gone already has ended. */
  async #end(): Promise<void> {
    await this.#browser?.close().catch(() => {});
    await this.#httpd?.stop();
  }
}

const noNames = 'the configuration lacks a surface of the site';

/** What readers have open while it is reloaded: of a site without our surfaces a front page that there is. */
function readersPages(origins: Origins | null, pages: readonly string[], answers: BaselineAnswers | null): string[] {
  if (origins !== null) return [`${origins.www}/`, `${origins.reference}/`];
  const statusOf = (page: string): number => answers?.first.get(page)?.answer.status ?? 599;
  return pages.toSorted((a, b) => statusOf(a) - statusOf(b)).slice(0, 1);
}

/**
 * Rehearses a candidate configuration in a throwaway httpd.
 *
 * @throws RehearsalError for what is wrong on our side; the signal's reason where that is aborted. Either way nothing is left running
 */
export const rehearse = (options: RehearseOptions): Promise<RehearsalReport> => new Rehearsal(options).run();
