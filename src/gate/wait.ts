import { setTimeout as sleep } from 'node:timers/promises';
import { count, duration } from '../report/format.ts';
import type { Answered } from '../evidence/ask.ts';
import type { RevisionMarker } from '../target/environment.ts';
import type { Node } from '../target/nodes.ts';

/** How long things take, in ms. */
export interface Pace {
  /** A server that has not answered for so long is dead: it is judged, not waited for. */
  readonly deadMs: number;
  /** The same for one that answers 5xx without ever saying that it is starting (502, 503, 504). */
  readonly brokenMs: number;
  readonly pauseMs: number;
  /** Between the looks after the last failure. */
  readonly pauseAfterMs: number;
}
export const usualPace: Pace = { deadMs: 5_000, brokenMs: 8_000, pauseMs: 500, pauseAfterMs: 800 };

/** Good looks and failures, in the order in which they changed. */
const mostLooks = 12;
/** After the last failure it is looked again, so that one that goes is not taken for one that stays. */
const looksAfter = 3;

/** One place at which the marker is looked for: a node, or the site by its name. */
export interface Place {
  readonly node: Node | null;
  /** Looks worth keeping, where a 5xx was met: each time the status changed. */
  readonly looks: readonly Answered[];
}

export interface Waited {
  /** Every place showed the marker. */
  readonly seen: boolean;
  /** What came of it, in one sentence. */
  readonly text: string;
  readonly places: readonly Place[];
  readonly tookMs: number;
}

export interface Waiting {
  readonly marker: RevisionMarker;
  /** None: the site by its name. */
  readonly nodes: readonly Node[];
  readonly withinMs: number;
  readonly ask: (node: Node | null) => Promise<Answered>;
  readonly signal: AbortSignal;
  readonly pace?: Pace;
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The marker as a whole word, so that 4 is not found in 42, nor 1.2 in 1.2.3. Whatever the status that carries it. */
export function bears(
  { headers, body }: Pick<Answered, 'headers' | 'body'>,
  { header, value }: RevisionMarker,
): boolean {
  if (header !== null) return headers[header]?.trim() === value;
  return new RegExp(`(?<![\\w]|\\w[.-])${escape(value)}(?!\\w|[.-]\\w)`).test(body);
}

class Watched implements Place {
  readonly node: Node | null;
  readonly looks: Answered[] = [];
  last: Answered | null = null;
  isSeen = false;
  /** Instants of the monotonic clock; null: it is not so now. */
  silentSince: number | null = null;
  brokenSince: number | null = null;

  constructor(node: Node | null) {
    this.node = node;
  }

  get name(): string {
    return this.node?.name ?? 'the site';
  }

  take(answer: Answered, marker: RevisionMarker): void {
    const now = performance.now();
    const { status } = answer;
    this.last = answer;
    this.isSeen = status !== null && bears(answer, marker);
    this.silentSince = status === null ? (this.silentSince ?? now) : null;
    const isBroken = status !== null && status >= 500 && ![502, 503, 504].includes(status);
    this.brokenSince = isBroken ? (this.brokenSince ?? now) : null;
    const before = this.looks.at(-1)?.status ?? null;
    const isFailure = (status ?? 0) >= 500;
    const isTelling = status !== null && status !== before && (isFailure || (before ?? 0) >= 500);
    if (isTelling && this.looks.length < mostLooks) this.looks.push(answer);
  }

  get isFailing(): boolean {
    return (this.last?.status ?? 0) >= 500;
  }

  get said(): string {
    const { status = null, error = null } = this.last ?? {};
    return `${this.name}: ${status === null ? (error ?? 'not asked') : `status ${String(status)}`}`;
  }
}

const hasBeen = (since: number | null, ms: number): boolean => since !== null && performance.now() - since >= ms;

/**
 * Looks for the new revision's marker until every place shows it, or it makes no sense to wait on. Looks with a 5xx are kept: they are evidence.
 * Never throws; where the signal is aborted it ends.
 */
export async function awaitRevision({
  marker,
  nodes,
  withinMs,
  ask,
  signal,
  pace = usualPace,
}: Waiting): Promise<Waited> {
  const { deadMs, brokenMs, pauseMs, pauseAfterMs } = pace;
  const began = performance.now();
  const places = nodes.length === 0 ? [new Watched(null)] : nodes.map((node) => new Watched(node));
  const left = (): Watched[] => places.filter(({ isSeen }) => !isSeen);
  const look = (some: readonly Watched[]): Promise<void[]> =>
    Promise.all(
      some.map(async (place) => {
        const answer = await ask(place.node);
        // what we broke off ourselves says nothing
        if (answer.status !== null || !signal.aborted) place.take(answer, marker);
      }),
    );
  const pause = (ms: number): Promise<unknown> => sleep(ms, undefined, { signal }).catch(() => {});
  const all = (test: (place: Watched) => boolean): boolean => left().every(test);

  let why: string | null = null;
  for (;;) {
    await look(left());
    if (left().length === 0 || signal.aborted) break;
    if (all(({ silentSince }) => hasBeen(silentSince, deadMs))) why = `nothing has answered for ${duration(deadMs)}`;
    else if (all(({ brokenSince }) => hasBeen(brokenSince, brokenMs)))
      why = `it has answered 5xx for ${duration(brokenMs)}`;
    else if (performance.now() - began + pauseMs >= withinMs) why = `it was waited for ${duration(withinMs)}`;
    if (why !== null) break;
    await pause(pauseMs);
  }
  const missing = left();
  for (let again = 0; again < looksAfter && !signal.aborted && places.some(({ isFailing }) => isFailing); again += 1) {
    await pause(pauseAfterMs);
    const failing = places.filter(({ isFailing }) => isFailing);
    const seen = new Set(failing.filter(({ isSeen }) => isSeen));
    await look(failing);
    for (const place of seen) place.isSeen = true;
  }
  const tookMs = Math.round(performance.now() - began);
  const what = `revision ${marker.value}`;
  if (missing.length === 0) {
    const where = nodes.length === 0 ? '' : ` on ${count(nodes.length, 'node')}`;
    return { seen: true, text: `${what} is live${where} after ${duration(tookMs)}`, places, tookMs };
  }
  const reason = signal.aborted ? 'it was interrupted' : (why ?? 'it was not there');
  const text = `${what} was not seen at ${marker.url}: ${reason} (${missing.map(({ said }) => said).join(', ')})`;
  return { seen: false, text, places, tookMs };
}
