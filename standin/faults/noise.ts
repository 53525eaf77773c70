import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { errorPage, plainPage } from '../error-page.ts';
import { htmlType, send, spare, unavailablePage } from './answers.ts';
import type { ApplicationFault, FaultedExchange } from './types.ts';

/** What goes away by itself: an answer of somebody who cannot be had just now, or a connection that breaks. */
export const transients = ['502', '503', '503 with Retry-After', '504', 'reset', 'empty', 'cut off'] as const;
export type Transient = (typeof transients)[number];

/** A moment of a run that does not depend on the machine's speed: the n-th critical request of a journey, from 1. */
export interface Moment {
  readonly journey: string;
  readonly request: number;
}

/** The noise of one run, made from its seed alone. */
export interface NoisePlan {
  readonly seed: number;
  /** Percent of a run's attempts that would be hit; those that ask while the burst lasts are. */
  readonly rate: number;
  /** The only burst of the run: begins with the request at `from`, of a journey that is to be hit where there is one. */
  readonly burst: { readonly from: Moment; readonly lengthMs: number };
  /** One critical GET that is answered 500, once, be it within the burst or not; null: none. */
  readonly serverError: Moment | null;
}

export interface NoiseSettings {
  readonly seed: number;
  /** Percent. */
  readonly rate: number;
  readonly withServerError: boolean;
  /** Ids of what makes attempts in a run, preflights among them. */
  readonly journeys: readonly string[];
  /** The burst is over well before that, in ms: the first backoff of the retries. */
  readonly shorterThanMs: number;
}

/** From 0 to less than 1, the same for the same seed and words. */
function chance(seed: number, what: string): number {
  return (
    createHash('sha256')
      .update(`${String(seed)} ${what}`)
      .digest()
      .readUInt32BE() /
    2 ** 32
  );
}

function pick<T>(among: readonly T[], share: number): T {
  const found = among[Math.floor(share * among.length)];
  if (found === undefined) throw new RangeError('there is nothing to choose from');
  return found;
}

/** Every page asks for so many critical things at the least: itself, a stylesheet, a script. */
const requestsOfAPage = 3;
/** Of the backoff: a burst is long enough to meet somebody, and leaves room for what is under way when it ends. */
const [shortest, longest] = [0.15, 0.85];

export function planNoise({ seed, rate, withServerError, journeys, shorterThanMs }: NoiseSettings): NoisePlan {
  const moment = (what: string, among: readonly string[]): Moment => ({
    journey: pick(among, chance(seed, `${what}: journey`)),
    request: 1 + Math.floor(requestsOfAPage * chance(seed, `${what}: request`)),
  });
  // a burst that meets nobody proves nothing
  const due = journeys.filter((journey) => transientOf({ seed, rate }, journey, 0) !== null);
  const share = shortest + (longest - shortest) * chance(seed, 'burst: length');
  return {
    seed,
    rate,
    burst: { from: moment('burst', due.length > 0 ? due : journeys), lengthMs: Math.round(shorterThanMs * share) },
    serverError: withServerError ? moment('500', journeys) : null,
  };
}

/** What an attempt meets in the burst; null: nothing. The same for each of its requests. */
export function transientOf(
  { seed, rate }: Pick<NoisePlan, 'seed' | 'rate'>,
  journey: string,
  attempt: number,
): Transient | null {
  const who = `${journey} ${String(attempt)}`;
  if (chance(seed, `hit: ${who}`) * 100 >= rate) return null;
  return pick(transients, chance(seed, `kind: ${who}`));
}

/** A critical request of an attempt, as the stand-in met it. */
export interface NoisyRequest {
  readonly journey: string;
  readonly attempt: number;
  readonly method: string;
  /** Without query. */
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly inBurst: boolean;
  /** What the noise made of its answer; null: it was answered as ever. */
  readonly noise: Transient | '500' | null;
  /** The whole answer, or what the noise left of it, went out; false while it has not, or where the browser hung up before. */
  readonly given: boolean;
}

export interface Noise {
  readonly fault: ApplicationFault;
  /** So far, oldest first. */
  readonly requests: readonly NoisyRequest[];
}

/** What the browser itself says of a request: the destinations for which a page, or its user, waits. */
const criticalDestinations: ReadonlySet<string> = new Set(['document', 'iframe', 'frame', 'script', 'style']);

function isCritical({ headers }: IncomingMessage): boolean {
  const destination = String(headers['sec-fetch-dest']);
  // fetch, XHR and streams have no destination; a beacon has none either, and nobody reads its answer
  const isData = destination === 'empty' && headers['sec-fetch-mode'] !== 'no-cors';
  return isData || criticalDestinations.has(destination);
}

/** Journey and attempt, from the end of the User-Agent. */
function attemptOf({ headers }: IncomingMessage): { readonly journey: string; readonly attempt: number } | null {
  const [, journey, attempt] = /journey=([^;)]+); attempt=(\d+)\)/.exec(headers['user-agent'] ?? '') ?? [];
  return journey === undefined ? null : { journey, attempt: Number(attempt) };
}

const badGateway = plainPage('502 Bad Gateway', 'Bad Gateway', 'The next server gave an answer that makes no sense.');
const gatewayTimeout = plainPage('504 Gateway Timeout', 'Gateway Timeout', 'The next server did not answer in time.');

/** @returns false where nothing could be spoilt: an answer without a body has no end to miss */
async function cutOff(exchange: FaultedExchange): Promise<boolean> {
  const { outgoing } = exchange;
  const answer = await exchange.answer();
  const body = Buffer.from(await answer.arrayBuffer());
  // One by one, because there may be several cookies.
  for (const [name, value] of answer.headers) outgoing.appendHeader(name, value);
  const isWhole = body.length < 2;
  if (!isWhole) outgoing.setHeader('Content-Length', body.length);
  outgoing.writeHead(answer.status);
  if (isWhole) outgoing.end(body);
  else outgoing.write(body.subarray(0, Math.ceil(body.length / 2)), () => outgoing.destroy());
  return !isWhole;
}

const answers: Readonly<Record<Transient | '500', (exchange: FaultedExchange) => Promise<boolean> | void>> = {
  '500': (exchange) => send(exchange, 500, htmlType, errorPage),
  '502': (exchange) => send(exchange, 502, htmlType, badGateway),
  '503': (exchange) => send(exchange, 503, htmlType, unavailablePage),
  '503 with Retry-After': (exchange) => send(exchange, 503, { ...htmlType, 'Retry-After': '1' }, unavailablePage),
  '504': (exchange) => send(exchange, 504, htmlType, gatewayTimeout),
  reset: ({ incoming }) => void incoming.socket.resetAndDestroy(),
  empty: ({ incoming }) => void incoming.socket.destroy(),
  'cut off': cutOff,
};

/** Transients that leave no status line behind: the browser may send such a request again by itself, and say nothing of it. */
export const isSilent = (noise: NoisyRequest['noise']): boolean => noise === 'reset' || noise === 'empty';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The fault of one run, with what it has done. Each run needs its own: it counts, and its burst comes once. */
export function makeNoise(plan: NoisePlan, now: () => number = Date.now): Noise {
  const requests: Mutable<NoisyRequest>[] = [];
  const asked = new Map<string, number>();
  let endsAt: number | null = null;
  let owesServerError = plan.serverError !== null;

  const noiseFor = (request: NoisyRequest, nth: number): NoisyRequest['noise'] => {
    const { serverError } = plan;
    const isDue = request.journey === serverError?.journey && nth >= serverError.request && request.method === 'GET';
    if (owesServerError && isDue) return '500';
    return request.inBurst ? transientOf(plan, request.journey, request.attempt) : null;
  };

  const apply = async (exchange: FaultedExchange): Promise<void> => {
    const { incoming, outgoing, path } = exchange;
    const attempt = attemptOf(incoming);
    if (!attempt) return spare(exchange);
    const at = now();
    const nth = (asked.get(attempt.journey) ?? 0) + 1;
    asked.set(attempt.journey, nth);
    const { from, lengthMs } = plan.burst;
    if (endsAt === null && attempt.journey === from.journey && nth >= from.request) endsAt = at + lengthMs;
    const request: Mutable<NoisyRequest> = {
      ...attempt,
      method: incoming.method ?? 'GET',
      url: `http://${incoming.headers.host ?? ''}${path}`,
      at,
      inBurst: endsAt !== null && at < endsAt,
      noise: null,
      given: false,
    };
    request.noise = noiseFor(request, nth);
    requests.push(request);
    outgoing.once('close', () => {
      request.given ||= outgoing.writableFinished;
      // nobody has met it: it is still owed
      if (request.noise === '500' && !request.given) owesServerError = true;
    });
    if (request.noise === null) return spare(exchange);
    if (request.noise === '500') owesServerError = false;
    const isSpoilt = await answers[request.noise](exchange);
    if (isSpoilt === false) request.noise = null;
    else if (isSilent(request.noise) || request.noise === 'cut off') request.given = true;
  };

  return {
    fault: {
      id: 'noise',
      story: 'a short burst of transient failures, and where the plan has one a single 500',
      concerns: ({ incoming }) => isCritical(incoming),
      apply,
    },
    requests,
  };
}
