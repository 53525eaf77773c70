import { join } from 'node:path';
import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { holdRun } from '../history/hold.ts';
import type { HistoryOptions } from '../history/open.ts';
import { surfaces } from '../target/types.ts';
import { buildRunRecord } from '../verdict/record.ts';
import type { JourneyInput, Policy, RunMeta, RunRecord, RunTrouble, Verdict } from '../verdict/types.ts';
import { fileAllureResults } from './allure-file.ts';
import { writeWhole } from '../target/atomic.ts';
import { collectEnded, collectPlanned, isRefused, textOf, type EndedTest, type PlannedTest } from './collect.ts';
import { endProgress, renderProgress, renderSummary, type ProgressEvent } from './console.ts';
import { firstLine, journeyName } from './format.ts';
import { tellGithub } from './github.ts';
import { haltReason, journeyEnd, type JourneyEnd } from './halt.ts';
import { appendToJournal } from './journal.ts';
import { journeyInputs } from './journey-inputs.ts';
import { keepAttachment } from './keep.ts';
import { rememberAndTell } from './remember.ts';
import { runbookPath } from './runbook.ts';
import { hearLog, withLog, type HeardLog, type LogSetting } from './server-log.ts';
import { ReportError, writeReport, writeVerdict, type ReportFiles } from './writer.ts';

/**
 * Given in playwright.config.ts: `['./src/report/reporter.ts', { reportsDir, run, policy }]`. They stand in Playwright's own
 * JSON and blob reports too, so nothing secret belongs into them.
 */
export interface ReporterOptions {
  /** Absolute path of `reports/`; the run's files go to `runs/<run id>/` below it. */
  readonly reportsDir: string;
  /** What only the configuration knows of the run; the times, and the workers where not given, are Playwright's to say. */
  readonly run: Pick<RunMeta, 'id' | 'target' | 'change' | 'location' | 'suiteVersion' | 'browser'> &
    Partial<Pick<RunMeta, 'shards' | 'workers'>>;
  readonly policy: Policy;
  /** What a reader must know beside the outcome, one sentence each: that member journeys were not asked for. */
  readonly notes?: readonly string[];
  /** The report is merged of blobs, and this is what is the matter with them. */
  readonly merged?: readonly RunTrouble[];
  /** Whether the run's results are filed for Allure when everything has been written; its reporter stands before this one. */
  readonly allure?: boolean;
  /** The run is one part, of which nothing is asked but its blob: its console leaves verdict and exit code to the merge. */
  readonly isPart?: boolean;
  /**
   * The server's own log; absent, or null: none can be read. A function, as with the redactor's secrets: what it gives is written down
   * nowhere. Shards leave it to the merge.
   */
  readonly serverLog?: () => LogSetting | null;
  /** Where the run is remembered; absent, or null: nowhere. A function, as with the server's log. Shards leave it to the merge. */
  readonly history?: () => HistoryOptions | null;
  /** Playwright's HTML report, relative to the run's folder, where one is written. */
  readonly playwrightReport?: string | null;
}

/** Two journeys with one id would be one in the verdict, and history would mix them. */
function sharedIds(planned: readonly PlannedTest[]): RunTrouble[] {
  const byId = Map.groupBy(
    planned.filter(({ journey }) => journey !== null),
    ({ journey, project }) => `${journey} (${project})`,
  );
  return [...byId].flatMap(([name, tests]): RunTrouble[] => {
    const titles = [...new Set(tests.map(({ file, title }) => `${file}: ${title}`))];
    if (titles.length < 2) return [];
    const message = `Journeys share the id ${name}, and so stand as one: ${titles.join('; ')}. Give each an id of its own.`;
    return [{ kind: 'playwright-error', message }];
  });
}

const fine: readonly Verdict[] = ['passed', 'transient', 'degraded'];

/**
 * Translates Playwright's results into plain records, has them judged, and writes what that comes to. A run that ends with
 * another exit code than 0 is a failed one for Playwright, whatever its own retries made of it; the other way round never.
 */
export default class JourneyReporter implements Reporter {
  readonly #options: ReporterOptions;
  readonly #runDir: string;
  readonly #startedAt = new Date();
  readonly #planned = new Map<string, PlannedTest>();
  readonly #ended: EndedTest[] = [];
  /** The same by test: a run may have ten thousand. */
  readonly #endedOf = new Map<string, EndedTest[]>();
  readonly #ends: JourneyEnd[] = [];
  readonly #troubles: RunTrouble[] = [];
  readonly #done = new Set<string>();
  /** The blobs of a merged report, in the order of their shards. */
  readonly #parts = new Map<string | null, number>();
  readonly #tty = process.stdout.isTTY;
  readonly #colour = process.stdout.isTTY && process.stdout.hasColors();
  #workers = 1;
  /** Null: the run is whole, or a merge of shards, of which only the options know. */
  #shard: FullConfig['shard'] = null;
  #halted = false;
  #log: LogSetting | null = null;
  /** Null: no server's log was read, or not yet. */
  #heard: HeardLog | null = null;
  /** The record, once it has been written and told. */
  #told: RunRecord | null = null;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#runDir = join(options.reportsDir, 'runs', options.run.id);
    this.#troubles.push(...(options.merged ?? []));
  }

  printsToStdio(): boolean {
    return true;
  }

  onBegin(config: FullConfig, suite: Suite): void {
    this.#workers = config.workers;
    this.#shard = config.shard;
    for (const test of suite.allTests()) this.#planned.set(test.id, collectPlanned(test));
    const planned = [...this.#planned.values()];
    for (const { part = null } of planned) if (!this.#parts.has(part)) this.#parts.set(part, this.#parts.size + 1);
    const { policy, run, notes = [] } = this.#options;
    this.#troubles.push(...sharedIds(planned));
    this.#guarded(() => {
      const journeys = planned.filter(({ journey }) => journey !== null);
      // The set-up reads it: what is to be looked at before the journeys.
      this.#writeState('selection', {
        surfaces: surfaces.filter((surface) => journeys.some((test) => test.surfaces.includes(surface))),
        member: journeys.some(({ tags }) => tags.includes('@member')),
      });
      const at = this.#startedAt.toISOString();
      appendToJournal(this.#runDir, { kind: 'begin', at, run: this.#meta(this.#startedAt, 0), policy, planned, notes });
    });
    this.#beginLog();
    const journeys = planned.filter(({ journey }) => journey !== null).length;
    this.#progress({ kind: 'begin', target: run.target, journeys, total: planned.length, workers: config.workers });
  }

  onError(error: TestError): void {
    const message = textOf(error);
    // No test found is told by the run having run nothing, with what to do about it.
    if (!message.startsWith('Error: No tests found')) this.#troubles.push({ kind: 'playwright-error', message });
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#guarded(() => this.#take(test, result));
  }

  #take(test: TestCase, result: TestResult): void {
    const planned = this.#planned.get(test.id) ?? collectPlanned(test);
    // Each merged shard has a set-up of its own, under one name.
    const part = this.#parts.size > 1 ? [`part-${this.#parts.get(planned.part ?? null) ?? 0}`] : [];
    const name = planned.journey ?? planned.title;
    const of = [name, planned.project, ...part, test.repeatEachIndex, result.retry].join('-');
    const ended = collectEnded(test, result, (attachment, index) =>
      this.#guarded(() => keepAttachment(this.#runDir, of, attachment, index)),
    );
    this.#ended.push(ended);
    this.#endedOf.set(test.id, [...(this.#endedOf.get(test.id) ?? []), ended]);
    for (const message of ended.unreadable) this.#troubles.push({ kind: 'report-failed', message });
    this.#guarded(() => appendToJournal(this.#runDir, { kind: 'ended', at: new Date().toISOString(), test: ended }));
    // Not documented as writable: tests/suite/report/reporter.test.ts holds that it works. Where it stops to, the gate of the
    // journeys still refuses each further attempt, at the price of a worker.
    if (ended.noRetry !== null) test.retries = result.retry;
    const last = ended.asExpected || ended.ended === 'skipped' || result.retry >= test.retries;
    if (last) this.#guarded(() => this.#onLast(planned));
    this.#progress({
      kind: 'attempt',
      name: planned.journey === null ? planned.title : journeyName({ id: planned.journey, project: planned.project }),
      index: result.retry,
      ended: ended.ended === 'skipped' || isRefused(ended) ? 'not-run' : ended.ended,
      // as the record has it: Playwright's own begins and ends elsewhere
      durationMs: ended.evidence.find(({ journey }) => journey === planned.journey)?.durationMs ?? ended.durationMs,
      why: ended.asExpected
        ? null
        : ((isRefused(ended) ? ended.notRun[0]?.reason : null) ??
          ended.errors[0]?.replace(/^Error: (?:Test aborted: Ended at once: )?/, '') ??
          null),
      last,
      done: this.#done.size,
      total: this.#planned.size,
    });
  }

  async onEnd(result: FullResult): Promise<{ status: 'failed' } | undefined> {
    process.stdout.write(endProgress(this.#tty));
    await this.#hearLog(result);
    const exitCode = this.#guarded(() => this.#conclude(result));
    const history = this.#history();
    // the exit code is what it is by now
    if (this.#told && history) await rememberAndTell(this.#files(this.#told), history);
    // An interrupted run keeps Playwright's own status, and with it 130; without a verdict of ours nothing is well.
    return exitCode !== 0 && result.status === 'passed' ? { status: 'failed' } : undefined;
  }

  /** After the headline, and after the redactor's last look at what allure-playwright has written. */
  async onExit(): Promise<void> {
    if (this.#told === null || this.#options.allure !== true) return;
    try {
      fileAllureResults(this.#told, this.#runDir);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)} The outcome is what it was.\n`);
    }
  }

  /** What is written from here on is of interest; of a merge it was written long ago. */
  #beginLog(): void {
    const { serverLog, merged, isPart } = this.#options;
    if (this.#shard || isPart === true) return;
    try {
      this.#log = serverLog?.() ?? null;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#troubles.push({ kind: 'report-failed', message: `The server's log is not read: ${why}` });
    }
    // a source that could not begin says so when it is read
    if (!merged) void this.#log?.source.begin().catch(() => {});
  }

  async #hearLog({ status }: FullResult): Promise<void> {
    if (!this.#log) return;
    const attempts = this.#ended.flatMap(({ evidence }) => evidence);
    try {
      this.#heard = await hearLog(this.#log, attempts, status === 'interrupted' && !this.#options.merged);
    } catch (error) {
      this.#guarded(() => {
        throw error;
      });
    }
  }

  #conclude(result: FullResult): number {
    this.#tellTroubles(result);
    const meta = this.#meta(result.startTime, result.duration);
    const judged = this.#judge(meta, this.#isInterrupted(result));
    const { record, page } = this.#write(judged, () => this.#judge(meta, this.#isInterrupted(result)));
    const width = process.stdout.columns ?? null;
    const part = this.#options.isPart === true ? (this.#shard ?? { current: 1, total: 1 }) : null;
    const runbook = page === null ? null : runbookPath(record.outcome, this.#options.reportsDir);
    process.stdout.write(renderSummary(record, { reportPath: page, runbook, colour: this.#colour, width, part }));
    // of a shard alone there is nothing to tell yet
    if (!this.#shard) tellGithub(record);
    this.#told = record;
    return record.exitCode;
  }

  #onLast(planned: PlannedTest): void {
    this.#done.add(planned.testId);
    if (this.#halted) return;
    const { policy, run } = this.#options;
    const results = this.#endedOf.get(planned.testId) ?? [];
    const journeys = journeyInputs({ target: run.target, planned: [planned], ended: results, interrupted: false });
    const meta = this.#meta(this.#startedAt, 0);
    for (const journey of journeys) {
      this.#ends.push(...journeyEnd(buildRunRecord({ run: meta, journeys: [journey], troubles: [] }, policy)));
    }
    const reason = haltReason(this.#ends);
    if (reason === null) return;
    this.#halted = true;
    this.#guarded(() => this.#writeState('halt', { reason }));
  }

  /** Of merged shards Playwright's status is but the worst: what became of each stands with what is told of its blob. */
  #isInterrupted({ status }: FullResult): boolean {
    const { merged } = this.#options;
    return merged ? merged.some(({ kind }) => kind === 'interrupted') : status === 'interrupted';
  }

  #tellTroubles({ status }: FullResult): void {
    const told = this.#troubles.some(({ kind }) => kind === 'playwright-error');
    if (this.#ended.length === 0 && status !== 'interrupted' && !told) {
      const message =
        this.#planned.size === 0
          ? 'No test ran: nothing matches what was asked for. Look at --grep, --project and the paths given.'
          : 'No test was started, and Playwright does not say why.';
      this.#troubles.push({ kind: 'ran-nothing', message });
    }
    if (this.#options.merged) return;
    if (status === 'interrupted') this.#troubles.push({ kind: 'interrupted', message: 'The run was interrupted.' });
    if (status === 'timedout')
      this.#troubles.push({
        kind: 'playwright-error',
        message: "Playwright's global time-out ran out before all journeys had run.",
      });
    this.#troubles.push(...this.#lostShards());
  }

  #shards(): RunMeta['shards'] {
    return this.#shard
      ? { expected: this.#shard.total, seen: 1 }
      : (this.#options.run.shards ?? { expected: 1, seen: 1 });
  }

  /** Whoever has not seen all shards does not say "healthy", be they lost or not yet there. */
  #lostShards(): RunTrouble[] {
    const { expected, seen } = this.#shards();
    if (seen >= expected) return [];
    if (!this.#shard)
      return [{ kind: 'lost-shard', message: `${expected - seen} of ${expected} shards left no report.` }];
    const message = `This is shard ${this.#shard.current} of ${expected}: merge the blobs for the verdict of the whole run.`;
    return [{ kind: 'one-shard', message }];
  }

  #judge(run: RunMeta, interrupted: boolean): RunRecord {
    const planned = [...this.#planned.values()];
    const heard = this.#heard;
    const ended = withLog(this.#ended, heard);
    const looks = heard ? [heard.look] : [];
    const journeys = [...journeyInputs({ target: run.target, planned, ended, interrupted }), ...looks];
    const build = (): RunRecord => this.#build(run, journeys);
    const record = build();
    const unexplained = this.#unexplained(record);
    if (unexplained.length === 0) return record;
    this.#troubles.push(...unexplained);
    return build();
  }

  /** The record; a journey that breaks the rules themselves is told without its evidence, and costs no other one its verdict. */
  #build(run: RunMeta, journeys: readonly JourneyInput[]): RunRecord {
    const { policy, notes = [] } = this.#options;
    const record = (several: readonly JourneyInput[]): RunRecord => {
      // Notes come last, so that a headline begins with what clouds the outcome.
      const told = notes.map((message): RunTrouble => ({ kind: 'note', message }));
      const serverLog = this.#heard?.record;
      const input = { run, journeys: several, troubles: [...this.#troubles, ...told], ...(serverLog && { serverLog }) };
      return buildRunRecord(input, policy);
    };
    const whole = this.#guarded(() => record(journeys));
    if (whole) return whole;
    return record(
      journeys.map((journey) =>
        this.#guarded(() => record([journey]))
          ? journey
          : { ...journey, attempts: journey.attempts.map((attempt) => ({ ...attempt, evidence: null })) },
      ),
    );
  }

  /** Tests that Playwright failed although their evidence is good: trouble on our own side, which must not turn green. */
  #unexplained(record: RunRecord): RunTrouble[] {
    if (this.#troubles.some(({ kind }) => kind === 'playwright-error')) return [];
    return [...this.#planned.values()].flatMap((test) => {
      const last = this.#endedOf.get(test.testId)?.at(-1);
      if (!last || last.asExpected || test.journey === null) return [];
      const judged = record.journeys.filter(({ id, project }) => id === test.journey && project === test.project);
      if (!judged.every(({ verdict, suppressedBy }) => fine.includes(verdict) && suppressedBy === null)) return [];
      const why = firstLine(last.errors[0] ?? 'it does not say why');
      const message = `Playwright failed ${test.journey} (${test.project}), though its evidence is good: ${why}`;
      return [{ kind: 'playwright-error', message }];
    });
  }

  /** Null: the run is not remembered. Shards leave it to the merge. */
  #history(): HistoryOptions | null {
    return this.#shard || this.#options.isPart === true ? null : (this.#options.history?.() ?? null);
  }

  /** From here on the history does not lose the run, whatever is killed. */
  #hold(record: RunRecord): void {
    const history = this.#history();
    if (!history) return;
    try {
      holdRun(record, history.reports);
    } catch {
      // who remembers it tells why that cannot be, and the outcome stays what it is
    }
  }

  #files(record: RunRecord): ReportFiles {
    const { reportsDir, playwrightReport = null } = this.#options;
    return { record, reportsDir, runDir: this.#runDir, playwrightReport };
  }

  /** Writes what there is; a report that cannot be written is told, and counted. */
  #write(record: RunRecord, judgeAgain: () => RunRecord): { record: RunRecord; page: string | null } {
    this.#hold(record);
    const failures = this.#troubles.filter(({ kind }) => kind === 'report-failed').length;
    const written = this.#guarded(() => writeReport(this.#files(record)));
    if (written && failures === this.#troubles.filter(({ kind }) => kind === 'report-failed').length)
      return { record, page: written.page };
    const counted = judgeAgain();
    this.#guarded(() => writeVerdict(this.#files(counted)));
    return { record: counted, page: null };
  }

  /** Runs what may fail: on the disk, or by a defect of ours. A failure is told at once and makes the run at best inconclusive. */
  #guarded<T>(work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      const message = error instanceof ReportError ? error.message : `our own reporter broke: ${String(error)}`;
      if (!this.#troubles.some((trouble) => trouble.message === message)) {
        // Of a defect of ours the stack is wanted too.
        const where = error instanceof Error && !(error instanceof ReportError) ? `\n${error.stack ?? ''}` : '';
        process.stderr.write(`${endProgress(this.#tty)}The report failed: ${message}${where}\n`);
        this.#troubles.push({ kind: 'report-failed', message });
      }
      return null;
    }
  }

  #writeState(name: string, value: unknown): void {
    writeWhole('the state of the run', join(this.#runDir, 'state', `${name}.json`), JSON.stringify(value));
  }

  #meta(startedAt: Date, durationMs: number): RunMeta {
    const { run } = this.#options;
    const finishedAt = new Date(startedAt.getTime() + durationMs).toISOString();
    return {
      workers: this.#workers,
      ...run,
      shards: this.#shards(),
      startedAt: startedAt.toISOString(),
      finishedAt,
      durationMs: Math.round(durationMs),
    };
  }

  #progress(event: ProgressEvent): void {
    const width = process.stdout.columns ?? null;
    process.stdout.write(renderProgress(event, { tty: this.#tty, colour: this.#colour, width }));
  }
}
