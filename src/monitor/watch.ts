import { setTimeout as sleep } from 'node:timers/promises';
import type { Incident } from '../history/types.ts';
import { duration } from '../report/format.ts';
import type { RunResult } from '../run/run.ts';
import { interruptedExitCode } from '../run/run.ts';
import { runsOf, takeTurn, usualLeaseMs } from '../run/turn.ts';
import type { Target } from '../target/types.ts';
import type { RunRecord, Verdict } from '../verdict/types.ts';
import { after, unresolvedOf, type AfterTools, type Standing, type Why } from './after.ts';
import type { Budget } from './budget.ts';
import { placesOf, type Place, type PulseLab } from './look.ts';
import { feel, confirm, type Felt } from './pulse.ts';
import { pulseRun } from './pulse-run.ts';
import { jitterOf, Schedule } from './schedule.ts';
import { confirmingPrice, pulsesPerHour } from './settings.ts';
import type { MonitorEvent, MonitorSettings } from './types.ts';

export interface WatchTools extends AfterTools {
  readonly settings: MonitorSettings;
  readonly budget: Budget;
  /** The target as it is declared now, with a run id of its own each time: the change that it follows may have come since. */
  readonly target: () => Target;
  readonly lab: (target: Target) => Omit<PulseLab, 'spend' | 'signal'>;
  readonly runJourneys: () => Promise<RunResult>;
  /** Writes the report of a pulse's run. Never rejects. */
  readonly report: (record: RunRecord) => Promise<void>;
  /** Takes each pulse, for figures. */
  readonly onPulse: (felt: Felt, confirmed: boolean) => void;
  /** Takes what is not resolved now, for figures. */
  readonly onIncidents: (unresolved: readonly Incident[]) => void;
  /** Builds the status page again, when the history went away or is back: an old page that looks like a new one would be worse than none. Never rejects. */
  readonly status: () => Promise<void>;
  readonly stop: AbortSignal;
}

/** By how much the wall's clock and ours may differ from one look to the next, in ms. */
const jumpMs = 5_000;
/** After a sleep the network takes a while to be there. */
const wakingMs = 15_000;
/** The longest time between two looks at the clocks. */
const longestNapMs = 10_000;
/** Messages that wait are sent again, and reminders and digests made, so often, and not much less often than there are pulses. */
const choresEveryMs = 30_000;
const pulsesBetweenChores = 5;
/** How long the journeys wait for others that run on the same store. */
const turnMs = 10 * 60_000;
const mostRepeats = 5;
/** Runs that may have come in while the history was away. */
const mostUnfollowed = 50;

/** What says that something is wrong with the site, or may be. */
const acting: ReadonlySet<Verdict> = new Set([
  'server-error',
  'intermittent-server-error',
  'unreachable',
  'regression',
]);

/** What a pulse met, so that the same is not told again each minute. */
const keyOf = ({ exchange }: Felt['looks'][number]): string =>
  [exchange.surface, exchange.path, exchange.status, exchange.errorText].join(' ');

/** Journeys by the clock, pulses between them, and what follows from either, until it is stopped. */
export class Watch {
  readonly #tools: WatchTools;
  readonly #places: readonly Place[];
  readonly #schedule: Schedule;
  readonly #target: string;
  readonly #location: string;
  #nextPulse = 0;
  #nextChores = 0;
  #pulsing = false;
  #running = false;
  /** Journeys that were asked for by something that was met. */
  #wanted: Why | null = null;
  #repeatAt = Infinity;
  #repeats = 0;
  /** When the journeys began last, by our own clock. */
  #ranAt = -Infinity;
  #isOpen = false;
  /** The next pulse is a run whatever it meets: an incident has to be seen gone on ways that only a pulse goes. */
  #pulseIsWanted = false;
  /** When what was told of, by our own clock. */
  readonly #known = new Map<string, number>();
  /** When the journeys were asked for because of what. */
  readonly #askedFor = new Map<string, number>();
  #keptOut = '';
  #isShort = false;
  /** At the last chores. */
  #wasAway = false;
  readonly #busy = new Set<Promise<void>>();
  #wake = new AbortController();
  #clocks = { wall: Date.now(), own: performance.now() };

  constructor(tools: WatchTools) {
    this.#tools = tools;
    const target = tools.target();
    this.#target = target.name;
    this.#location = target.location;
    this.#places = placesOf(target, tools.settings);
    const { journeysAt, jitterMs } = tools.settings;
    this.#schedule = new Schedule(journeysAt, jitterOf(target.location, jitterMs), Date.now());
  }

  /** Ends when it is told to, and whatever goes on then has come to its end. */
  async run(): Promise<void> {
    const { stop } = this.#tools;
    const wake = (): void => this.#wake.abort();
    stop.addEventListener('abort', wake, { once: true });
    const watching = await this.#takeWatch();
    if (watching !== null) {
      this.#note(`Watching ${this.#target} from ${this.#location}: ${this.#plan()}`);
      this.#nextPulse = performance.now();
      while (!stop.aborted) {
        this.#lookAtClocks();
        this.#startWhatIsDue();
        await this.#nap();
      }
    }
    await Promise.all(this.#busy);
    this.#tools.budget.keep();
    await watching?.release();
    this.#note('Stopped.');
  }

  #plan(): string {
    const { pulseEveryMs, requestsPerHour } = this.#tools.settings;
    const next = new Date(this.#schedule.next).toISOString().slice(0, 19);
    return `a pulse of ${String(this.#places.length)} URLs every ${duration(pulseEveryMs)}, the journeys next at ${next}Z, at most ${String(requestsPerHour)} requests an hour.`;
  }

  /** One monitor a target and location: of two, the second stands by. */
  async #takeWatch(): Promise<{ release: () => Promise<void> } | null> {
    const { memory, stop } = this.#tools;
    const turn = await takeTurn({
      ...{ leases: memory.leases, name: `monitor/${this.#target}/${this.#location}`, what: 'monitor', signal: stop },
      waitMs: Infinity,
      onWait: ({ holder }) =>
        this.#note(
          `${holder} watches ${this.#target} from ${this.#location} on this store already. Standing by: this one takes over at most ${duration(usualLeaseMs)} after that one ends.`,
        ),
    });
    if (turn.kind === 'taken') return null;
    if (turn.kind === 'mine') return turn;
    this.#trouble(`${turn.error} Whether another monitor watches ${this.#target} is not known.`);
    return { release: () => Promise.resolve() };
  }

  /** A machine that slept, a process that was stopped, a clock that was set: told, and made up for by one pulse and one run at most. */
  #lookAtClocks(): void {
    const [wall, own] = [Date.now(), performance.now()];
    const [wallMs, ownMs] = [wall - this.#clocks.wall, own - this.#clocks.own];
    this.#clocks = { wall, own };
    if (Math.abs(wallMs - ownMs) > jumpMs) {
      const way = wallMs > ownMs ? 'ahead' : 'back';
      this.#trouble(
        `The clock went ${way} by ${duration(Math.abs(wallMs - ownMs))}, or the machine slept. Nothing is made up for but one run.`,
      );
    } else if (ownMs > longestNapMs + 2 * jumpMs)
      this.#trouble(
        `The monitor itself stood still for ${duration(ownMs)}. Nothing is made up for but one pulse and one run.`,
      );
    else return;
    this.#nextPulse = own + Math.min(wakingMs, this.#tools.settings.pulseEveryMs);
  }

  #startWhatIsDue(): void {
    const own = performance.now();
    const { pulseEveryMs, journeysWhileOpenMs } = this.#tools.settings;
    if (own >= this.#nextPulse) {
      this.#nextPulse = Math.max(this.#nextPulse + pulseEveryMs, own + pulseEveryMs / 2);
      if (this.#pulsing) this.#skipped('the last pulse still goes on');
      else this.#start(() => this.#pulse());
    }
    if (own >= this.#nextChores) {
      this.#nextChores = own + Math.min(choresEveryMs, pulsesBetweenChores * pulseEveryMs);
      this.#start(() => this.#chores());
    }
    const due = this.#schedule.due(Date.now());
    if (due !== null && due.missed > 0)
      this.#skipped(`${String(due.missed)} runs that were due before this one: the monitor did not run then`);
    if (due !== null) {
      if (this.#running) this.#skipped('the run that is due by the schedule: the one before it still goes on');
      else this.#wanted ??= 'schedule';
    }
    if (own >= this.#repeatAt) {
      this.#repeatAt = Infinity;
      this.#wanted ??= 'repeat';
    }
    if (this.#isOpen && !this.#running && own - this.#ranAt >= journeysWhileOpenMs) this.#wanted ??= 'incident';
    const why = this.#wanted;
    if (why === null || this.#running) return;
    this.#wanted = null;
    this.#running = true;
    this.#ranAt = own;
    this.#start(async () => {
      try {
        await this.#journeys(why);
      } finally {
        this.#running = false;
      }
    });
  }

  /** What throws is told, and ends nothing else. */
  #start(work: () => Promise<void>): void {
    const task = work()
      .catch((error: unknown) =>
        this.#trouble(
          `The monitor itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        ),
      )
      .finally(() => {
        this.#busy.delete(task);
        this.#wake.abort();
      });
    this.#busy.add(task);
  }

  async #nap(): Promise<void> {
    const { stop } = this.#tools;
    if (stop.aborted) return;
    this.#wake = new AbortController();
    const own = performance.now();
    const untilRun = this.#running ? Infinity : Math.min(this.#schedule.next - Date.now(), this.#repeatAt - own);
    const next = Math.min(longestNapMs, this.#nextPulse - own, this.#nextChores - own, untilRun);
    await sleep(Math.max(1, next), undefined, { signal: this.#wake.signal }).catch(() => {});
  }

  async #pulse(): Promise<void> {
    const { budget, lab: labOf, target: readTarget, stop, tell, onPulse } = this.#tools;
    const room = this.#places.length * (1 + confirmingPrice);
    if (budget.left < room) {
      this.#tellShort(`pulses, until there is room in ${duration(budget.roomIn(room))}`);
      return;
    }
    this.#isShort = false;
    this.#pulsing = true;
    const ended = new AbortController();
    const end = (): void => ended.abort();
    stop.addEventListener('abort', end, { once: true });
    try {
      const target = readTarget();
      const lab: PulseLab = { ...labOf(target), spend: () => budget.take(1), signal: ended.signal };
      const felt = await feel(this.#places, target.runId, lab);
      if (stop.aborted) return;
      const record = await this.#recordOf(felt, lab);
      const confirmed = record !== null && acting.has(record.outcome);
      onPulse(felt, confirmed);
      tell({ kind: 'pulse', at: new Date().toISOString(), pulse: felt.pulse, confirmed });
      this.#tellKeptOut(felt);
      if (record !== null) await this.#keepPulse(record, felt, confirmed);
    } finally {
      this.#pulsing = false;
      stop.removeEventListener('abort', end);
      budget.keep();
    }
  }

  /** Null: it is well, or the same as was told a moment ago. */
  async #recordOf(felt: Felt, lab: PulseLab): Promise<RunRecord | null> {
    if (!this.#isNews(felt, this.#known) && !this.#pulseIsWanted) return null;
    const journeys = await confirm(felt, lab);
    return journeys === null ? null : pulseRun(felt, journeys, lab.target, lab.policy);
  }

  /** Whether something was met that is not noted, or was long ago. */
  #isNews({ suspicious }: Felt, noted: ReadonlyMap<string, number>): boolean {
    const since = performance.now() - this.#tools.settings.journeysWhileOpenMs;
    return suspicious.some((look) => (noted.get(keyOf(look)) ?? -Infinity) <= since);
  }

  #noteIn(noted: Map<string, number>, { suspicious }: Felt): void {
    for (const look of suspicious) noted.set(keyOf(look), performance.now());
  }

  async #keepPulse(record: RunRecord, felt: Felt, confirmed: boolean): Promise<void> {
    const { memory, report } = this.#tools;
    this.#pulseIsWanted = false;
    // the journeys may start beside what is told now
    if (confirmed && this.#isNews(felt, this.#askedFor)) {
      this.#noteIn(this.#askedFor, felt);
      this.#wanted ??= 'pulse';
      this.#wake.abort();
    }
    await memory.use((history) => history.record(record));
    await report(record);
    const standing = await after(record, 'pulse', this.#tools);
    // what is only suspected has to be seen again; what nobody can look up now is in the spool
    const isTold =
      standing === null ||
      standing.unresolved.some(({ state, runs }) => state !== 'suspected' && runs.includes(record.run.id));
    if (isTold) this.#noteIn(this.#known, felt);
    this.#stands(standing);
  }

  async #journeys(why: Why): Promise<void> {
    const { settings, budget, memory, stop } = this.#tools;
    const turn = await takeTurn({
      ...{
        leases: memory.leases,
        name: runsOf(this.#target),
        what: 'journeys of the monitor',
        waitMs: turnMs,
        signal: stop,
      },
      onWait: ({ holder }) => this.#note(`The journeys wait for ${holder}, whose run of ${this.#target} goes on.`),
    });
    if (turn.kind === 'taken') {
      if (!stop.aborted) this.#skipped(`the journeys: ${turn.holder.holder} has run them for ${duration(turnMs)}`);
      return;
    }
    try {
      if (stop.aborted) return;
      // one that the schedule asks for leaves room for pulses, and every other one for the next of the schedule too
      const leave = pulsesPerHour(settings) + (why === 'schedule' ? 0 : settings.requestsPerRun);
      if (!budget.take(settings.requestsPerRun, why === 'schedule' ? 0 : leave)) {
        this.#skipped(
          `the journeys: the budget of ${String(budget.perHour)} requests an hour has ${String(budget.left)} left, and pulses go on`,
        );
        return;
      }
      budget.keep();
      this.#ranAt = performance.now();
      const { exitCode, record } = await this.#tools.runJourneys();
      if (exitCode === interruptedExitCode) {
        const kept =
          record === null ? 'It left no verdict' : `It is kept as ${record.run.id}, interrupted (${record.outcome})`;
        this.#note(`The run of the journeys was stopped. ${kept}.`);
      } else if (record === null) this.#trouble('The run of the journeys left no verdict; what it printed says why.');
      if (record === null) return;
      const standing = await after(record, why, this.#tools);
      this.#stands(standing);
      if (standing === null) return;
      this.#repeats = standing.repeatWithinMs === null ? 0 : this.#repeats + 1;
      if (standing.repeatWithinMs !== null && this.#repeats <= mostRepeats)
        this.#repeatAt = performance.now() + Math.min(standing.repeatWithinMs, settings.journeysWhileOpenMs);
      // ways that only a pulse goes are seen gone by a pulse alone
      const went = new Set(standing.run?.went);
      this.#pulseIsWanted = standing.unresolved.some(({ signatures }) =>
        signatures.some((signature) => !went.has(wayOf(signature))),
      );
    } finally {
      if (turn.kind === 'mine') await turn.release();
    }
  }

  #stands(standing: Standing | null): void {
    if (standing === null) return;
    this.#isOpen = standing.unresolved.some(({ state }) => state !== 'suspected');
    if (this.#isOpen) return;
    this.#known.clear();
    if (standing.unresolved.length === 0) this.#askedFor.clear();
  }

  /** What others have found, what waits to be sent, and what is due by the clock alone. */
  async #chores(): Promise<void> {
    const { memory, deliver } = this.#tools;
    const wasAway = memory.awaySince !== null;
    await memory.use(async (history) => {
      const unfollowed = wasAway ? await history.runs({ target: this.#target, limit: mostUnfollowed }) : [];
      // what came out of the spool just now; a run that was followed is followed no more
      for (const run of unfollowed.toReversed()) await history.follow(run);
      await deliver(history);
      const unresolved = await unresolvedOf(history, this.#target);
      this.#tools.onIncidents(unresolved);
      this.#stands({ run: null, unresolved, repeatWithinMs: null });
    });
    const isAway = memory.awaySince !== null;
    if (isAway !== this.#wasAway) await this.#tools.status();
    this.#wasAway = isAway;
  }

  #tellKeptOut({ keptOut }: Felt): void {
    const now = [...keptOut].map(([surface, why]) => `${surface} (${why})`).join(', ');
    if (now === this.#keptOut) return;
    this.#keptOut = now;
    if (now === '') this.#note('The pulse sees every surface again.');
    else this.#trouble(`The pulse is kept out, and sees nothing of: ${now}. The journeys go on.`);
  }

  /** Told once, until there is room again. */
  #tellShort(what: string): void {
    if (!this.#isShort)
      this.#skipped(`${what}: the budget of ${String(this.#tools.budget.perHour)} requests an hour is used up`);
    this.#isShort = true;
  }

  #say(event: MonitorEvent): void {
    this.#tools.tell(event);
  }
  #skipped(why: string): void {
    this.#say({ kind: 'skipped', at: new Date().toISOString(), why });
  }
  #note(text: string): void {
    this.#say({ kind: 'note', at: new Date().toISOString(), text });
  }
  #trouble(text: string): void {
    this.#say({ kind: 'trouble', at: new Date().toISOString(), text });
  }
}

/** `METHOD surface path` of a signature; of one that names none something that no run went. */
function wayOf(signature: string): string {
  const [, , , surface = '', method = '', ...path] = signature.split(' ');
  return `${method} ${surface} ${path.join(' ')}`;
}
