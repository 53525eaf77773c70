import { duration } from '../format.ts';
import { chip, moment } from './bits.ts';
import type { Page } from './context.ts';
import { html, nothing, type Html } from './html.ts';

/** The other runs that are kept, newest first. */
export function otherRuns(page: Page): Html {
  const others = page.context.runs.filter((run) => run.id !== page.record.run.id);
  if (others.length === 0) return nothing;
  return html`<section class="group" id="runs" aria-labelledby="runs-title">
    <h2 id="runs-title">Other runs kept <span class="n">${others.length}</span></h2>
    <ol class="runs">
      ${others.map(
        (run) =>
          html`<li>
            <span class="verdict"
              >${run.outcome === null ? html`<span class="chip">No verdict</span>` : chip(run.outcome)}</span
            >
            <span class="told"
              >${run.outcome === null ? html`<b>${run.id}</b>` : html`<a href="${page.runLink(run.id)}">${run.headline}</a>`}
              <small class="quiet"
                >${run.outcome === null ? `${run.headline} ` : ''}${[run.target, run.change, run.durationMs === null ? null : duration(run.durationMs)].filter(Boolean).join(', ')}</small
              ></span
            >
            <span class="when">${moment(run.startedAt)}</span>
          </li>`,
      )}
    </ol>
  </section>`;
}
