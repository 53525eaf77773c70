import type { Exchange, Probe } from '../../evidence/types.ts';
import type { AttemptRecord } from '../../verdict/types.ts';
import { answer, count, duration, isTelling } from '../format.ts';
import { html, nothing, type Html } from './html.ts';

/** An attempt as far as its probes, and the failures that they look into, are concerned. */
export type Probed = Pick<AttemptRecord, 'index' | 'exchanges' | 'probes'>;

const purposes: Readonly<Record<Probe['purpose'], string>> = {
  confirm: 'does it stay?',
  'came-back': 'does it come back?',
};

/** Of a good answer no text is kept: where there is some, an error page stood under a good status. */
const isGood = ({ status, errorText, bodyExcerpt }: Probe): boolean =>
  status !== null && status < 400 && errorText === null && bodyExcerpt === null;

const answeredAt = ({ startedAt, timing }: Exchange): number => Date.parse(startedAt) + (timing.waitMs ?? 0);

/** When the newest failure before a probe was met, on its own path where there is one, in ms; null: none is known. */
function failureBefore(probe: Probe, attempts: readonly Probed[]): number | null {
  const failing = attempts.flatMap(({ exchanges }) => exchanges.filter(isTelling));
  const own = failing.filter(({ surface, path }) => surface === probe.surface && path === probe.path);
  const instants = (own.length > 0 ? own : failing).map(answeredAt).filter((at) => at <= Date.parse(probe.at));
  return instants.length === 0 ? null : Math.max(...instants);
}

/**
 * The probes of one attempt along the time that passed since the failure.
 *
 * @param attempts all of its journey: what an attempt that passed looks into has failed before it
 */
export function probeLine({ probes }: Probed, attempts: readonly Probed[], title = 'Probes'): Html {
  if (probes.length === 0) return nothing;
  const severalPaths = new Set(probes.map(({ path }) => path)).size > 1;
  return html`<section class="probes">
    <h4>
      ${title}
      <small
        >the same GET again, after the failure:
        ${[...new Set(probes.map((probe) => purposes[probe.purpose]))].join(' ')}</small
      >
    </h4>
    <ol>
      ${probes.map((probe) => {
        const failedAt = failureBefore(probe, attempts);
        return html`<li class="${isGood(probe) ? 'good' : 'bad'}">
          <b><span aria-hidden="true">${isGood(probe) ? '✔' : '✖'}</span> ${answer(probe)}</b>
          ${failedAt === null ? '' : html`<span>after ${duration(Date.parse(probe.at) - failedAt)}</span>`}
          ${severalPaths ? html`<code>${probe.path}</code>` : ''}
          ${probe.retryAfterMs === null ? '' : html`<span>asked to wait ${duration(probe.retryAfterMs)}</span>`}
          ${probe.requestId === null ? '' : html`<code>${probe.requestId}</code>`}
        </li>`;
      })}
    </ol>
  </section>`;
}

/** Those of all attempts of one journey, so that each one that a reason counts is there. */
export const probeLines = (attempts: readonly Probed[]): Html =>
  html`${attempts.map((attempt) => probeLine(attempt, attempts, `Probes of attempt ${attempt.index + 1}`))}`;

/** Those of several journeys, in one sentence: each stands with its own journey. */
export function probeTally(journeys: readonly (readonly Probed[])[]): Html {
  const probed = journeys.filter((attempts) => attempts.some(({ probes }) => probes.length > 0));
  const probes = probed.flat().flatMap((attempt) => attempt.probes);
  if (probes.length === 0) return nothing;
  const good = probes.filter(isGood).length;
  const bad = probes.length - good;
  const told = [
    ...(bad > 0 ? [`${good === 0 ? 'all' : bad} met a failure again`] : []),
    ...(good > 0 ? [`${bad === 0 ? 'all' : good} answered well`] : []),
  ];
  return html`<section class="probes">
    <h4>Probes <small>the same GET again, after the failure</small></h4>
    <p class="quiet">
      ${count(probes.length, 'probe')} in ${count(probed.length, 'journey')}: ${told.join(', ')}. Each stands with its
      journey.
    </p>
  </section>`;
}
