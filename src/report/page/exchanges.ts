import type { Exchange, LogRecord } from '../../evidence/types.ts';
import { answer, duration, isTelling } from '../format.ts';
import { layerWords } from '../words.ts';
import { clock } from './bits.ts';
import { html, nothing, type Html } from './html.ts';
import { besideExchange } from './server-log.ts';

const quiet = (text: string): Html => html`<span class="quiet">${text}</span>`;

/**
 * Exchanges as a table; failing ones carry a mark besides their colour.
 *
 * @param logOf what the server's log holds of the attempt that an exchange stands in
 */
export function exchangeTable(
  exchanges: readonly Exchange[],
  caption: string,
  logOf: (exchange: Exchange) => readonly LogRecord[] = () => [],
): Html {
  if (exchanges.length === 0) return nothing;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
    <table class="exchanges">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">Answer</th>
          <th scope="col">Request</th>
          <th scope="col">Who spoke</th>
          <th scope="col">Waited</th>
          <th scope="col">Request id</th>
          <th scope="col">At (UTC)</th>
        </tr>
      </thead>
      <tbody>
        ${exchanges.map((exchange) => row(exchange, logOf(exchange)))}
      </tbody>
    </table>
  </div>`;
}

function row(exchange: Exchange, log: readonly LogRecord[]): Html {
  const failing = isTelling(exchange);
  return html`<tr class="${failing ? 'failing' : ''}">
    <td data-label="Answer">
      <span class="answer"
        >${failing ? html`<span aria-hidden="true">✖</span><span class="unseen">failed: </span>` : ''}${answer(exchange)}${exchange.broken ? ', broken off' : ''}</span
      >
      ${exchange.expected ? quiet('expected') : ''}
    </td>
    <td data-label="Request">
      <code class="url"><b>${exchange.method}</b> ${exchange.url}</code>
      ${quiet([exchange.resourceType, exchange.frame === 'main' ? null : `${exchange.frame} frame`].filter(Boolean).join(', '))}
      ${
        exchange.redirects.length === 0
          ? ''
          : quiet(`after ${exchange.redirects.map((hop) => `${hop.status} from ${hop.url}`).join(', ')}`)
      }
      ${exchange.title === null || !failing ? '' : quiet(`page title “${exchange.title}”`)}
      ${besideExchange(exchange, log)}
    </td>
    <td data-label="Who spoke">
      ${layerWords[exchange.layer].label} ${exchange.server === null ? '' : quiet(exchange.server)}
    </td>
    <td data-label="Waited" class="number">
      ${exchange.timing.waitMs === null ? '–' : duration(exchange.timing.waitMs)}
    </td>
    <td data-label="Request id">
      ${exchange.requestId === null ? quiet('none') : html`<code>${exchange.requestId}</code>`}
    </td>
    <td data-label="At (UTC)">${clock(exchange.startedAt)}</td>
  </tr>`;
}

/** What the server said, as it said it. */
export function bodyExcerpt(exchange: Pick<Exchange, 'bodyExcerpt' | 'contentType'>): Html {
  if (!exchange.bodyExcerpt) return nothing;
  return html`<figure class="body">
    <figcaption>
      What the server answered${exchange.contentType === null ? '' : ` (${exchange.contentType})`}
    </figcaption>
    <pre tabindex="0">${exchange.bodyExcerpt}</pre>
  </figure>`;
}
