import type { LogRecord } from '../../evidence/types.ts';
import { clock } from './bits.ts';
import { html, nothing, type Html } from './html.ts';

/** What the server wrote about this attempt's own exchanges: it knows failures that the browser never saw. */
export function serverLog(records: readonly LogRecord[]): Html {
  if (records.length === 0) return nothing;
  return html`<section class="log">
    <h4>Server log <small>joined by request id</small></h4>
    <ul class="plain">
      ${records.map(
        (record) =>
          html`<li>
            <p class="quiet">
              ${[record.kind, record.level, record.code, statuses(record)].filter((part) => part !== null).join(', ')}
              ${clock(record.at)}${record.exchange === null ? ', which the browser saw good' : ''}
            </p>
            <p class="said">${record.text}</p>
          </li>`,
      )}
    </ul>
  </section>`;
}

function statuses({ firstStatus, finalStatus }: LogRecord): string | null {
  if (firstStatus === null && finalStatus === null) return null;
  return firstStatus === finalStatus ? String(finalStatus) : `${firstStatus ?? '–'} then ${finalStatus ?? '–'}`;
}
