import type { StepTiming } from '../../evidence/types.ts';
import { duration } from '../format.ts';
import { html, nothing, type Html } from './html.ts';

/** Where the time of one attempt went: each step as a bar on the attempt's own scale. */
export function stepBars(steps: readonly StepTiming[]): Html {
  const begin = Math.min(...steps.map((step) => Date.parse(step.startedAt)));
  const end = Math.max(...steps.map((step) => Date.parse(step.startedAt) + step.durationMs));
  const span = end - begin;
  if (steps.length === 0 || !Number.isFinite(span)) return nothing;
  const percent = (ms: number): string => `${(span === 0 ? 100 : (ms / span) * 100).toFixed(2)}%`;
  return html`<section class="steps">
    <h4>Steps</h4>
    <ol>
      ${steps.map(
        (step) =>
          html`<li class="${step.failed ? 'bad' : ''}">
            <span
              >${step.failed ? html`<span aria-hidden="true">✖ </span><span class="unseen">failed: </span>` : ''}${step.title}</span
            >
            <svg aria-hidden="true" focusable="false">
              <rect
                x="${span === 0 ? '0%' : percent(Date.parse(step.startedAt) - begin)}"
                width="${percent(step.durationMs)}"
                height="100%"
                rx="2"
              />
            </svg>
            <span class="number">${duration(step.durationMs)}</span>
          </li>`,
      )}
    </ol>
  </section>`;
}
