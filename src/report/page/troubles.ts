import type { RunTrouble } from '../../verdict/types.ts';
import { firstLine } from '../format.ts';
import type { Page } from './context.ts';
import { html, nothing, type Html } from './html.ts';

const kinds: Readonly<Record<RunTrouble['kind'], string>> = {
  'ran-nothing': 'Ran nothing',
  'lost-shard': 'Lost shard',
  'one-shard': 'One shard',
  'doubled-shard': 'Doubled shard',
  'foreign-blob': 'Other blob',
  'report-failed': 'Report failed',
  'playwright-error': 'Playwright error',
  interrupted: 'Interrupted',
  killed: 'Killed',
  note: 'Note',
};

/** What went wrong with the run itself, and what is to be known about suppressions. */
export function troubles({ record, context }: Page): Html {
  const silent = context.past?.kind === 'silent' ? context.past.why : null;
  if (record.troubles.length === 0 && record.suppressionNotes.length === 0 && silent === null) return nothing;
  return html`<section class="group" id="troubles" aria-labelledby="troubles-title">
    <h2 id="troubles-title">About this run</h2>
    <ul class="troubles">
      ${record.troubles.map((trouble) => {
        const rest = trouble.message.slice(firstLine(trouble.message).length).trim();
        return html`<li>
          <b>${kinds[trouble.kind]}</b>
          ${
            rest === ''
              ? html`<span>${trouble.message}</span>`
              : html`<details class="more">
                  <summary>${firstLine(trouble.message)}</summary>
                  <pre tabindex="0">${rest}</pre>
                </details>`
          }
        </li>`;
      })}
      ${silent === null ? '' : html`<li><b>History</b> <span>${silent}</span></li>`}
      ${record.suppressionNotes.map((note) => html`<li><b>Suppression</b> <span>${note}</span></li>`)}
    </ul>
  </section>`;
}
