import { pulseId } from '../verdict/looks.ts';
import { ask } from '../evidence/ask.ts';
import { probeOf } from '../evidence/asked.ts';
import { nothingSeen } from '../evidence/nothing-seen.ts';
import type { AttemptEvidence, Probe } from '../evidence/types.ts';
import { agentSuffix } from '../evidence/agent.ts';
import { patienceLeftMs, probeWith, retryAfterMs } from '../journey/probe.ts';
import { classify } from '../verdict/classify.ts';
import { way } from '../verdict/sighting.ts';
import { isGoodProbe } from '../verdict/sightings.ts';
import { recognise } from '../verdict/signature.ts';
import type { Classification } from '../verdict/types.ts';
import type { Looked, Looker, PulseLab } from './look.ts';
import { waitOf } from './look.ts';

/** Looks at one surface, as an attempt of the pulse. */
export interface SurfaceAttempt {
  readonly evidence: AttemptEvidence;
  readonly classification: Classification;
}

const isGood = ({ exchange, failure }: Looked, { policy }: PulseLab): boolean =>
  failure === null && !exchange.broken && recognise(exchange, policy.signatures) === null;

/** What was seen of one surface (or of one place of it), as evidence of an attempt. */
export function attemptOf(looks: readonly Looked[], { runId, index }: Looker, lab: PulseLab): SurfaceAttempt {
  const failures = looks.flatMap(({ failure }) => failure ?? []);
  const starts = looks.map(({ exchange }) => exchange.startedAt).toSorted();
  const ends = looks.map(({ exchange }) => Date.parse(exchange.startedAt) + (exchange.timing.totalMs ?? 0));
  const startedAt = starts[0] ?? new Date().toISOString();
  const good = looks.filter((look) => isGood(look, lab));
  const evidence: AttemptEvidence = {
    ...nothingSeen,
    runId,
    journey: pulseId,
    project: looks[0]?.place.surface ?? '',
    index,
    startedAt,
    durationMs: Math.max(0, ...ends.map((end) => end - Date.parse(startedAt))),
    ended: failures.length === 0 ? 'passed' : 'failed',
    failures,
    exchanges: looks.map((look, at) => ({
      ...look.exchange,
      n: at + 1,
      // no text of a good page is kept
      bodyExcerpt: good.includes(look) ? null : look.exchange.bodyExcerpt,
    })),
    exchangeCount: looks.length,
    went: [...new Set(good.map(({ exchange }) => way(exchange)))],
  };
  return { evidence, classification: classify(evidence, lab.policy) };
}

/** The same after it was measured. */
export function withMeasured(
  { evidence }: SurfaceAttempt,
  measured: Partial<Pick<AttemptEvidence, 'probes' | 'control'>>,
  { policy }: PulseLab,
): SurfaceAttempt {
  const whole = { ...evidence, ...measured };
  return { evidence: whole, classification: classify(whole, policy) };
}

/** Asks for what failed again, three times over 1.5 s, as after a journey. */
export async function probesOf(
  looks: readonly Looked[],
  purpose: Probe['purpose'],
  { runId, index }: Looker,
  lab: PulseLab,
): Promise<readonly Probe[]> {
  const { target, policy, signal } = lab;
  const answers = await Promise.all(
    looks.map(({ place, exchange }) =>
      probeWith(
        async () => {
          const agent = agentSuffix({ runId, journey: pulseId, project: place.surface, index });
          const basic = target.httpCredentials;
          if (!lab.spend()) throw new Error('the budget of requests is used up');
          const answered = await ask(place.url, {
            ...{ node: null, agent, caFile: target.caFile, basic, signal, timeoutMs: waitOf(policy) },
          });
          const after = retryAfterMs(answered.headers['retry-after'], Date.now());
          return probeOf(answered, place.url, lab, { purpose, redirected: false, retryAfterMs: after });
        },
        {
          purpose,
          isBad: (answer) => !isGoodProbe(answer, policy.signatures),
          patienceMs: patienceLeftMs(exchange, Date.now()),
          signal,
        },
      ),
    ),
  );
  return answers.flat().toSorted((a, b) => a.at.localeCompare(b.at));
}
