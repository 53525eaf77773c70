import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { changedDirectives, diffFiles } from './diff.ts';
import { directivesOf } from './dump/directives.ts';
import { dumpOf } from './dump/read.ts';
import { createMapper } from './map/index.ts';
import type { RehearseOptions } from './options.ts';
import { conclude } from './outcome.ts';
import { StepRecorder } from './recorder.ts';
import { Running, usualAnswerMs } from './running.ts';
import { Serving, type Found, type Scene } from './serving.ts';
import { judgeCopy, judgeVirtualHosts } from './steps/judge.ts';
import { readySign } from './steps/ready.ts';
import { tryStart } from './steps/start.ts';
import { judgeSyntax } from './steps/syntax.ts';
import { copiesOf, lookAt, refuseBroken, type Subject } from './subject.ts';
import type { MappedCopy, Mapper, RehearsalReport } from './types.ts';

/** One rehearsal, from the copies to the report. Whatever it starts it ends. */
class Rehearsal {
  readonly #options: RehearseOptions;
  readonly #steps: StepRecorder;
  readonly #mapper: Mapper;
  readonly #running: Running;
  #mapped: RehearsalReport['mapped'] = [];
  #diffs: RehearsalReport['diffs'] = [];
  #serving: Serving | null = null;

  constructor(options: RehearseOptions) {
    this.#options = options;
    this.#steps = new StepRecorder(options.onStep ?? (() => {}));
    this.#running = new Running(options);
    const { binary, folder, mapFile, backend } = options;
    this.#mapper = createMapper({ binary, folder: join(folder, 'copies'), mapFile, backend });
  }

  async run(): Promise<RehearsalReport> {
    const startedAt = new Date();
    const { candidate, baseline, binary } = this.#options;
    try {
      this.#steps.skipRest(await this.#take());
    } finally {
      await this.#running.end();
    }
    const steps = this.#steps.all();
    const { journeysExitCode, ...found } = this.#serving?.found ?? nothingFound;
    return {
      schemaVersion: 1,
      id: `${startedAt.toISOString().replace(/[-:]/g, '').slice(0, 15)}-${randomUUID().slice(0, 4)}`,
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      candidate: candidate.name,
      baseline: baseline?.name ?? null,
      apache: binary.version,
      ...conclude(steps, journeysExitCode),
      steps,
      mapped: this.#mapped,
      diffs: this.#diffs,
      ...found,
    };
  }

  /** @returns why the steps that were not taken were not */
  async #take(): Promise<string> {
    const { baseline, candidate, signal, answerMs = usualAnswerMs } = this.#options;
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
    const directives = directivesOf(after.copy, await dumpOf(after.copy));
    const scene: Scene = { before, after, copies, changes, suspects: { changes, directives } };
    this.#serving = new Serving(this.#options, this.#steps, this.#running, scene);
    await this.#steps.take('virtual-hosts', () => judgeVirtualHosts(after.hosts, before?.hosts ?? null, changes));

    const { copy, hosts, errorLogs } = after;
    const start = await this.#steps.take('start', () =>
      tryStart({
        ...{ copy, errorLogs, copies, signal, answerMs },
        ready: readySign(copy, hosts),
        suspects: scene.suspects,
      }),
    );
    return start.verdict === 'ok' ? this.#serving.take() : 'it does not start as it should';
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
}

/** Nothing has served, so that nothing could be found. */
const nothingFound: Found = {
  changes: [],
  routes: { asked: 0, differences: [] },
  journeysExitCode: null,
  journeysPage: null,
};

/**
 * Rehearses a candidate configuration in a throwaway httpd.
 *
 * @throws RehearsalError for what is wrong on our side; the signal's reason where that is aborted. Either way nothing is left running
 */
export const rehearse = (options: RehearseOptions): Promise<RehearsalReport> => new Rehearsal(options).run();
