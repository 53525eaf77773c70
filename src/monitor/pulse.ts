import { pulseId } from '../verdict/looks.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '../evidence/ask.ts';
import { agentSuffix } from '../evidence/agent.ts';
import type { AttemptEvidence } from '../evidence/types.ts';
import { decideRetry } from '../verdict/retry.ts';
import type { Cause, JourneyInput } from '../verdict/types.ts';
import { surfaces, type Surface } from '../target/types.ts';
import { attemptOf, probesOf, withMeasured, type SurfaceAttempt } from './attempt.ts';
import { lookAt, type Looked, type Place, type PulseLab } from './look.ts';
import type { Pulse, PulseAnswer } from './types.ts';

/** A pulse with all that can be made of it. */
export interface Felt {
  readonly runId: string;
  readonly pulse: Pulse;
  readonly looks: readonly Looked[];
  /** Places that answered suspiciously. */
  readonly suspicious: readonly Looked[];
  /** Surfaces that keep us out (a challenge, a 403 of the edge): the pulse sees nothing there. Why, by surface. */
  readonly keptOut: ReadonlyMap<Surface, string>;
}

/** These say nothing of the site: we were kept out, or the trouble is our own. */
const unknowing: ReadonlySet<Cause> = new Set(['blocked', 'runner']);

const controlTimeoutMs = 5_000;

/** Asks for every place at once. Never throws. */
export async function feel(places: readonly Place[], runId: string, lab: PulseLab): Promise<Felt> {
  const startedAt = new Date().toISOString();
  const began = performance.now();
  const looker = { runId, index: 0 };
  const looks = await Promise.all(places.map((place) => lookAt(place, looker, lab)));
  const durationMs = Math.round(performance.now() - began);
  const keptOut = new Map<Surface, string>();
  const suspicious: Looked[] = [];
  const answers = looks.map((look): PulseAnswer => {
    const { classification } = attemptOf([look], looker, lab);
    const { cause, reasons } = classification;
    const why = cause === null ? null : (reasons[0] ?? cause);
    if (cause !== null && unknowing.has(cause)) keptOut.set(look.place.surface, why ?? cause);
    else if (cause !== null) suspicious.push(look);
    const { startedAt: at, status, errorText, url, timing } = look.exchange;
    return {
      ...{ surface: look.place.surface, url, at, status, errorText, durationMs: timing.totalMs ?? 0 },
      suspicious: cause !== null && !unknowing.has(cause) ? why : null,
    };
  });
  return { runId, pulse: { startedAt, durationMs, answers }, looks, suspicious, keptOut };
}

/** A page that does not depend on the target tells a dead target from our own dead network. */
async function askControl(evidence: AttemptEvidence, lab: PulseLab): Promise<AttemptEvidence['control']> {
  const { controlUrl } = lab.target;
  if (controlUrl === null || evidence.exchanges.some(({ status }) => status !== null)) return null;
  const { runId, project, index } = evidence;
  const agent = agentSuffix({ runId, journey: pulseId, project, index });
  const { status } = await ask(controlUrl, {
    ...{ node: null, agent, caFile: null, basic: null, timeoutMs: controlTimeoutMs, signal: lab.signal },
  });
  return status === null ? 'silent' : 'answered';
}

/** Looks at one surface again under the rules of a journey: probes, then further attempts, until it passes or going on shows nothing. */
async function attemptsAt(first: readonly Looked[], runId: string, lab: PulseLab): Promise<AttemptEvidence[]> {
  const { target, policy, signal } = lab;
  const told: AttemptEvidence[] = [];
  const earlierCauses: Cause[] = [];
  const places = first.map(({ place }) => place);
  const failed = new Map<Place, Looked>();
  let looks = first;
  for (let index = 0; !signal.aborted; index += 1) {
    const looker = { runId, index };
    const seen = attemptOf(looks, looker, lab);
    const attempt = await measured(seen, looks, [...failed.values()], index, lab);
    const { evidence, classification } = attempt;
    told.push(evidence);
    if (classification.cause === null) break;
    for (const look of citedBy(attempt, looks)) failed.set(look.place, look);
    const next = decideRetry({
      ...{ classification, evidence, probes: evidence.probes, policy, earlierCauses: [...earlierCauses] },
      ...{ retriesLeft: target.retries - index, attemptIndex: index, write: false },
    });
    if (!next.run) break;
    earlierCauses.push(classification.cause);
    await sleep(next.waitMs, undefined, { signal }).catch(() => {});
    const again = { runId, index: index + 1 };
    looks = await Promise.all(places.map((place) => lookAt(place, again, lab)));
  }
  return told;
}

const citedBy = ({ classification }: SurfaceAttempt, looks: readonly Looked[]): Looked[] =>
  looks.filter((_, at) => classification.exchanges.includes(at + 1));

async function measured(
  attempt: SurfaceAttempt,
  looks: readonly Looked[],
  failedBefore: readonly Looked[],
  index: number,
  lab: PulseLab,
): Promise<SurfaceAttempt> {
  const { evidence, classification } = attempt;
  const { cause } = classification;
  const looker = { runId: evidence.runId, index };
  if (cause === 'server-error' || cause === 'unavailable')
    return withMeasured(attempt, { probes: await probesOf(citedBy(attempt, looks), 'confirm', looker, lab) }, lab);
  if (cause === null && failedBefore.length > 0)
    return withMeasured(attempt, { probes: await probesOf(failedBefore, 'came-back', looker, lab) }, lab);
  if (cause === 'network') return withMeasured(attempt, { control: await askControl(evidence, lab) }, lab);
  return attempt;
}

/**
 * What a pulse met, looked at again until it is known whether it stays: the journey `pulse` of each surface, to be judged like any other. A
 * surface that keeps us out is left out. Never throws; null: it was stopped before it knew.
 */
export async function confirm(
  { runId, looks, suspicious, keptOut }: Felt,
  lab: PulseLab,
): Promise<JourneyInput[] | null> {
  const asked = surfaces.filter((surface) => !keptOut.has(surface));
  const journeys = await Promise.all(
    asked.map(async (surface): Promise<JourneyInput[]> => {
      const own = looks.filter(({ place }) => place.surface === surface);
      if (own.length === 0) return [];
      const isSuspicious = own.some((look) => suspicious.includes(look));
      const attempts = isSuspicious
        ? await attemptsAt(own, runId, lab)
        : [attemptOf(own, { runId, index: 0 }, lab).evidence];
      return [journeyOf(surface, attempts, lab)];
    }),
  );
  return lab.signal.aborted ? null : journeys.flat();
}

const journeyOf = (surface: Surface, attempts: readonly AttemptEvidence[], { target }: PulseLab): JourneyInput => ({
  ...{ id: pulseId, project: surface, title: `${surface} answers plain GETs`, file: 'src/monitor/pulse.ts' },
  ...{ tags: [], owner: '', surfaces: [surface], verified: true, notRun: null, retries: target.retries },
  budgetMs: Number.MAX_SAFE_INTEGER, // what is slow has the budget of an exchange
  attempts: attempts.map((evidence) => {
    const { index, ended, startedAt, durationMs } = evidence;
    return { ...{ index, ended, startedAt, durationMs, evidence }, errors: [], attachments: [] };
  }),
});
