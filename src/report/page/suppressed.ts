import type { Page } from './context.ts';
import { html, nothing, type Html } from './html.ts';

/** Known issues that were met and held back: who holds them, and until when. */
export function suppressed({ record }: Page): Html {
  const known = record.findings.filter((finding) => finding.suppressed !== null);
  if (known.length === 0) return nothing;
  return html`<section class="group" id="suppressed" aria-labelledby="suppressed-title">
    <h2 id="suppressed-title">Known issues held back <span class="n">${known.length}</span></h2>
    <p class="why">They would be a regression or blocked. A suppression can never hide a server error.</p>
    <ul class="troubles">
      ${known.map(
        ({ headline, suppressed: by }) =>
          html`<li>
            <b>until ${by?.expires ?? ''}</b>
            <span>${headline} <span class="quiet">${by?.owner ?? ''}${by?.reason ? `: ${by.reason}` : ''}</span></span>
          </li>`,
      )}
    </ul>
  </section>`;
}
