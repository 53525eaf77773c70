import type { StoredRun } from '../history/types.ts';
import { toStored } from '../history/stored.ts';
import { duration } from '../report/format.ts';
import type { Node } from '../target/nodes.ts';
import type { JourneyInput, RunMeta, RunRecord } from '../verdict/types.ts';
import { readBefore, type Before } from './before.ts';
import { tellChance } from './chance.ts';
import { combineParts } from './combine.ts';
import { compareRuns } from './compare.ts';
import { judgeGate, newFaults, rollbackFor, type GateJudgement } from './judge.ts';
import { Notes } from './notes.ts';
import type { Part, PartAsked } from './part.ts';
import { recover } from './recover.ts';
import { adviceOf, headlineOf, interruptedExitCode, withoutVerdict } from './report.ts';
import { howItEnded, isDone, redactShell, runRollback, type RolledBack } from './rollback.ts';
import type { GateSetting, GateTools } from './setting.ts';
import type { ComparedFinding, GateReport, GateRun, MaintenanceWindow } from './types.ts';
import { awaitRevision } from './wait.ts';
import { openWindows } from './windows.ts';

/** By how much wall and monotonic clock may differ at the end, in ms. */
const jumpMs = 5_000;

/** One gate, from its beginning to its report. */
export class Gate {
  readonly #setting: GateSetting;
  readonly #tools: GateTools;
  readonly #notes: Notes;
  readonly #began: number;
  readonly #parts: Part[] = [];
  #met: readonly JourneyInput[] = [];
  readonly #nodes: GateReport['nodes'][number][] = [];
  #doubts: string[] = [];
  #before: Before = { earlier: [], baseline: null, recent: [], notes: [], isUnknown: true };
  #windows: readonly MaintenanceWindow[] = [];
  #rollback: GateReport['rollback'] = null;
  #chance: string | null = null;

  constructor(setting: GateSetting, tools: GateTools) {
    this.#setting = setting;
    this.#tools = tools;
    this.#began = tools.now();
    this.#notes = new Notes(tools.now, tools.onEvent);
  }

  get #change(): string {
    return this.#setting.target.change?.id ?? 'the change';
  }

  async run(): Promise<GateReport> {
    const { target, deployed, windows } = this.#setting;
    const { history, now } = this.#tools;
    this.#before = await readBefore(history, {
      ...{ target: target.name, change: target.change?.id ?? null, since: this.#setting.since, now: now() },
    });
    for (const note of this.#before.notes) this.#notes.trouble(note);
    this.#windows = openWindows(windows, now(), this.#before.recent);
    const { baseline } = this.#before;
    const against = baseline
      ? `compared with the run ${baseline.id} (${baseline.outcome})`
      : 'no journeys were judged before it, so everything is new';
    this.#notes.event('began', `${this.#change} on ${target.name}, ${against}`);
    for (const { expects, to } of this.#windows)
      this.#notes.event(
        'began',
        `maintenance until ${to}: ${expects.map(({ status, pattern }) => `${String(status)}@${pattern}`).join(', ')} is expected`,
      );

    await this.#wait();
    await this.#look();
    this.#tellUnseen();
    const { record, expected, compared, judgement } = this.#judge();
    // of a site that is bad everywhere there is nothing to be said of chance
    if (deployed.nodes.length === 0 && newFaults(compared).length === 0 && !this.#tools.stop.aborted)
      this.#chance = tellChance(record);
    const page = this.#tools.keepRun(record);
    // beside the rollback, which waits for no database
    const remembering = this.#remember(record);
    this.#notes.event(
      'judged',
      headlineOf(this.#change, judgement, record, compared),
      judgement.result === 'PASS' ? 'good' : 'bad',
    );
    const report = (): GateReport => this.#report({ record, expected, compared, judgement, page });
    const because = this.#wantsRollback(compared);
    if (because !== null) await this.#rollBack(because, compared, report, remembering);
    await remembering;
    this.#tellClock();
    const final = report();
    this.#tools.keepGate(final);
    return final;
  }

  async #wait(): Promise<void> {
    const { deployed, waitMs } = this.#setting;
    if (deployed.isRevisionMissing)
      this.#notes.trouble(
        'The target says where its revision can be read, and nobody said which one is to come (--revision): it was not waited for.',
      );
    const { marker, nodes } = deployed;
    if (marker === null || this.#tools.stop.aborted) return;
    this.#notes.event('waited', `waiting for revision ${marker.value}, at most ${duration(waitMs)}`);
    const waited = await awaitRevision({
      marker,
      nodes,
      withinMs: waitMs,
      ask: this.#tools.ask,
      signal: this.#tools.stop,
    });
    this.#met = this.#tools.waitingJourneys(waited.places);
    this.#notes.event('marker', waited.text, waited.seen ? 'good' : 'bad');
    const ran = this.#tools.stop.aborted ? '' : ' The journeys have run all the same.';
    if (!waited.seen) {
      this.#notes.trouble(`${waited.text}.${ran}`);
      // what ran then may be what was there before
      this.#doubts.push(waited.text);
    }
    for (const { attempts } of this.#met)
      for (const { evidence } of attempts)
        for (const { status, path } of evidence?.exchanges ?? [])
          if ((status ?? 0) >= 500)
            this.#notes.event('met', `${path} answered ${String(status)} while it was waited`, 'bad');
  }

  /** Smoke journeys, each node, the rest; no further than it takes to know that it has to be rolled back. */
  async #look(): Promise<void> {
    const { nodes } = this.#setting.deployed;
    const isDecided = (): boolean => this.#tools.stop.aborted || this.#wantsRollback(this.#judge().compared) !== null;
    if (isDecided()) return;
    const smoke = await this.#part({ what: 'smoke journeys', name: 'smoke', journeys: 'smoke', node: null });
    if (isDecided()) return;
    if (smoke.journeys.some(({ notRun }) => notRun?.kind === 'outage')) {
      const message = 'The whole site is down, so the rest of the journeys was not run.';
      this.#notes.trouble(message);
      this.#doubts.push(message);
      return;
    }
    for (const node of nodes) {
      await this.#lookAt(node);
      if (isDecided()) return;
    }
    await this.#part({ what: 'rest of the journeys', name: 'rest', journeys: 'rest', node: null });
  }

  /** Of these nothing is known. */
  #tellUnseen(): void {
    const unseen = this.#setting.deployed.nodes
      .map(({ name }) => name)
      .filter((name) => !this.#nodes.some(({ node }) => node.name === name));
    if (unseen.length === 0) return;
    const why = this.#tools.stop.aborted ? 'the gate was interrupted' : 'what was met before decides';
    this.#notes.trouble(
      `The sweep ended before ${unseen.join(', ')} ${unseen.length === 1 ? 'was' : 'were'} looked at: ${why}.`,
    );
  }

  async #lookAt(node: Node): Promise<void> {
    const why = await this.#tools.whyNoNode(node);
    if (why !== null) {
      const headline = `${node.name} (${node.address}) cannot be reached from here: ${why}. Is it down, or is NODES wrong?`;
      this.#doubts.push(headline);
      this.#notes.trouble(headline);
      this.#nodes.push({ node, outcome: 'inconclusive', headline, run: null });
      return;
    }
    const { id, record } = await this.#part({
      what: `node ${node.name}`,
      name: `node-${node.name}`,
      journeys: 'smoke',
      node,
    });
    const headline = record?.headline ?? withoutVerdict;
    this.#nodes.push({ node, outcome: record?.outcome ?? 'inconclusive', headline, run: id });
  }

  async #part(asked: Omit<PartAsked, 'followsChange'>): Promise<Part> {
    this.#notes.event('run', `the ${asked.what}`);
    const part = await this.#notes.ran({ ...asked, followsChange: true }, this.#tools.run);
    this.#parts.push(part);
    const { id, record } = part;
    const tone = record?.exitCode === 0 ? 'good' : 'bad';
    this.#notes.event('run', `the ${asked.what}: ${record?.headline ?? withoutVerdict}`, tone, id);
    return part;
  }

  #meta(): RunMeta {
    const { target, suiteVersion } = this.#setting;
    const { id, name, change, location } = { ...target, id: target.runId };
    const [first] = this.#parts.flatMap(({ record }) => record ?? []);
    const durationMs = this.#notes.elapsedMs;
    return {
      ...{ id, target: name, change, location, suiteVersion, durationMs },
      startedAt: new Date(this.#began).toISOString(),
      finishedAt: new Date(this.#began + durationMs).toISOString(),
      browser: first?.run.browser ?? 'none found',
      shards: { expected: 1, seen: 1 },
      workers: first?.run.workers ?? 1,
    };
  }

  #combine(): ReturnType<typeof combineParts> {
    return combineParts({
      ...{ run: this.#meta(), policy: this.#tools.policy(), parts: this.#parts, journeys: this.#met },
      ...{ windows: this.#windows, notes: this.#notes.troubles },
    });
  }

  #judge(): Judged {
    const { record, expected } = this.#combine();
    const compared = compareRuns(toStored(record).run, this.#before.earlier);
    return { record, expected, compared, judgement: judgeGate(record, compared, this.#doubts) };
  }

  /** Never for what was already there; and where nobody can tell what was, not at all. */
  #wantsRollback(compared: readonly ComparedFinding[]): ComparedFinding | null {
    const { rollback } = this.#setting;
    return rollback === null || this.#before.isUnknown ? null : rollbackFor(compared, rollback.on);
  }

  async #remember(record: RunRecord): Promise<void> {
    const { history } = this.#tools;
    try {
      await history.record(record);
    } catch (error) {
      this.#notes.trouble(error instanceof Error ? error.message : String(error));
    }
    for (const trouble of history.troubles) this.#notes.trouble(trouble);
  }

  async #rollBack(
    because: ComparedFinding,
    compared: readonly ComparedFinding[],
    report: () => GateReport,
    remembering: Promise<void>,
  ): Promise<void> {
    const { rollback: setting, target, deployed } = this.#setting;
    if (setting === null) return;
    const { redactor, stop, leave } = this.#tools;
    const detectedAfterMs = this.#notes.elapsedMs;
    const why = because.finding.headline;
    const command = redactShell(setting.command, redactor);
    if (stop.aborted) {
      this.#notes.event('gave-up', `interrupted before the rollback: ${command} was NOT run`, 'bad');
      return;
    }
    this.#notes.event('detected', `detected after ${duration(detectedAfterMs)}: ${why}`, 'bad');
    this.#notes.event('rollback', `rolling back: ${command}`);
    const untold = {
      command,
      because: why,
      exitCode: null,
      timedOut: false,
      ended: null,
      output: '',
      detectedAfterMs,
      tookMs: 0,
      recoveredAfterMs: null,
    };
    this.#rollback = untold;
    // whoever finds this one knows that nobody has seen the end
    this.#tools.keepGate({
      ...report(),
      advice: 'A rollback was begun, and the gate has not seen its end: look at the site, and at the command.',
    });
    const ended = await runRollback({
      ...{ command: setting.command, timeoutMs: setting.timeoutMs, redactor, leave },
      env: { CHANGE_ID: target.change?.id ?? '', TARGET: target.name },
    });
    const { exitCode, timedOut, output, tookMs } = ended;
    this.#rollback = { ...untold, exitCode, timedOut, ended: howItEnded(ended), output, tookMs };
    this.#tellRollback(ended);
    await remembering;
    if (stop.aborted) {
      this.#notes.event(
        'gave-up',
        'interrupted after the rollback: whether the site has recovered was NOT looked at',
        'bad',
      );
      return;
    }
    const bad = new Set(newFaults(compared).flatMap(({ finding }) => finding.nodes));
    const recoveredAfterMs = await recover({
      ...{
        limitMs: setting.recoverMs,
        earlier: this.#before.earlier,
        nodes: deployed.nodes.filter(({ name }) => bad.has(name)),
        stop,
      },
      run: async (asked) => {
        const part = await this.#notes.ran(asked, this.#tools.run);
        // one pinned to a node says nothing of the site
        if (part.record && part.node === null) await this.#remember(part.record);
        return part;
      },
      say: (text, tone, run) => this.#notes.event('run', text, tone, run),
    });
    this.#rollback = { ...this.#rollback, recoveredAfterMs };
    if (recoveredAfterMs === null) {
      const told = stop.aborted
        ? 'interrupted before the site was seen to recover'
        : `THE SITE IS STILL NOT WELL ${duration(setting.recoverMs)} after the rollback`;
      this.#notes.event('gave-up', told, 'bad');
    } else
      this.#notes.event(
        'recovered',
        `recovered: three smoke runs passed one after the other, the last of them ${duration(recoveredAfterMs)} after the rollback`,
        'good',
      );
  }

  #tellRollback(ended: RolledBack): void {
    const how = `${howItEnded(ended)}, after ${duration(ended.tookMs)}`;
    if (isDone(ended)) this.#notes.event('rollback', `rolled back: ${how}`, 'good');
    else {
      const told = ended.leftRunning === null ? `THE ROLLBACK FAILED: ${how}` : `THE ROLLBACK IS STILL RUNNING: ${how}`;
      this.#notes.event('gave-up', told, 'bad');
      this.#notes.trouble(`${told}.`);
    }
  }

  #tellClock(): void {
    const jumped = this.#tools.now() - this.#began - this.#notes.elapsedMs;
    if (Math.abs(jumped) > jumpMs)
      this.#notes.trouble(
        `The clock of this machine jumped ${duration(Math.abs(jumped))} ${jumped > 0 ? 'ahead' : 'back'} while the gate ran: times of day in it are not to be relied on.`,
      );
  }

  #report({ record, expected, compared, judgement, page }: Judged & { readonly page: string | null }): GateReport {
    const { target } = this.#setting;
    const { baseline } = this.#before;
    const exitCode = this.#tools.stop.aborted ? interruptedExitCode : judgement.exitCode;
    return {
      schemaVersion: 1,
      id: target.runId,
      target: target.name,
      change: target.change,
      startedAt: new Date(this.#began).toISOString(),
      durationMs: this.#notes.elapsedMs,
      since: this.#setting.since,
      result: judgement.result,
      exitCode,
      headline: headlineOf(this.#change, judgement, record, compared),
      advice: adviceOf({
        change: this.#change,
        judgement,
        record,
        compared,
        rollback: this.#rollback,
        isUnknown: this.#before.isUnknown && this.#setting.rollback !== null,
      }),
      baseline: baseline ? baselineOf(baseline, this.#tools.pageOf(baseline.id)) : null,
      compared,
      expected,
      windows: this.#windows,
      runs: [wholeOf(record, page), ...this.#notes.runs],
      nodes: this.#nodes,
      chance: this.#chance,
      rollback: this.#rollback,
      events: this.#notes.events,
      troubles: this.#notes.troubles,
    };
  }
}

interface Judged {
  readonly record: RunRecord;
  readonly expected: readonly string[];
  readonly compared: readonly ComparedFinding[];
  readonly judgement: GateJudgement;
}

const baselineOf = ({ id, startedAt, outcome, headline }: StoredRun, page: string | null): GateReport['baseline'] => ({
  run: id,
  startedAt,
  outcome,
  headline,
  page,
});

const wholeOf = ({ run, outcome, headline }: RunRecord, page: string | null): GateRun => ({
  ...{ id: run.id, what: 'all of it', outcome, headline, page, phase: 'after' },
  ...{ startedAt: run.startedAt, durationMs: run.durationMs },
});
