import type { Probe } from '../../evidence/types.ts';
import { answer, duration } from '../format.ts';
import { html, nothing, type Html } from './html.ts';

const purposes: Readonly<Record<Probe['purpose'], string>> = {
  confirm: 'does it stay?',
  'came-back': 'does it come back?',
};

const isGood = (probe: Probe): boolean => probe.status !== null && probe.status < 400;

/** The probes of one attempt along the time that passed since the first of them. */
export function probeLine(probes: readonly Probe[]): Html {
  const [first] = probes;
  if (!first) return nothing;
  return html`<section class="probes">
    <h4>
      Probes
      <small>the same GET again: ${[...new Set(probes.map((probe) => purposes[probe.purpose]))].join(' ')}</small>
    </h4>
    <ol>
      ${probes.map((probe) => {
        const since = Date.parse(probe.at) - Date.parse(first.at);
        return html`<li class="${isGood(probe) ? 'good' : 'bad'}">
          <b><span aria-hidden="true">${isGood(probe) ? '✔' : '✖'}</span> ${answer(probe)}</b>
          <span>${since > 0 ? `after ${duration(since)}` : 'at once'}</span>
          ${probe.retryAfterMs === null ? '' : html`<span>asked to wait ${duration(probe.retryAfterMs)}</span>`}
          ${probe.requestId === null ? '' : html`<code>${probe.requestId}</code>`}
        </li>`;
      })}
    </ol>
  </section>`;
}
