import type { AttemptRecord, JourneyRecord } from '../../verdict/types.ts';
import { isServerLog } from '../../verdict/looks.ts';
import { duration, firstLine, isTelling } from '../format.ts';
import { hasFailed } from '../standing.ts';
import { causeWords } from '../words.ts';
import { clock } from './bits.ts';
import type { Page } from './context.ts';
import { bodyExcerpt, exchangeTable } from './exchanges.ts';
import { serverLog } from './server-log.ts';
import { html, nothing, type Html } from './html.ts';
import { probeLine } from './probes.ts';
import { stepBars } from './steps.ts';

const statusWords: Readonly<Record<AttemptRecord['status'], string>> = {
  passed: 'passed',
  failed: 'failed',
  'timed-out': 'ran out of time',
  interrupted: 'was interrupted',
};

/** Only the server's log, or what the browser was shown in place of it, speaks against it. */
const isSpared = ({ status, cause, logRecords }: AttemptRecord): boolean =>
  status === 'passed' && cause !== null && logRecords.length > 0;

/** What came of it, as its heading says: a look into the log is no try of anything. */
function endOf(journey: JourneyRecord, record: AttemptRecord): string {
  if (isServerLog(journey))
    return record.cause === null
      ? 'The log is clean'
      : record.cause === 'runner'
        ? record.runner.every(({ kind }) => kind === 'log-incomplete')
          ? 'A part of the log is missing'
          : 'The log cannot testify'
        : 'The log is not clean';
  return `Attempt ${record.index + 1} ${isSpared(record) ? 'passed in the browser' : statusWords[record.status]}`;
}

/** One execution of a journey, whole: what it met, in the order in which a reader asks. */
export function attempt(page: Page, journey: JourneyRecord, record: AttemptRecord): Html {
  const bad = hasFailed(record);
  const failing = record.exchanges.filter(isTelling);
  const others = record.exchanges.filter((exchange) => !isTelling(exchange));
  const logOf = (): AttemptRecord['logRecords'] => record.logRecords;
  return html`<article class="attempt ${bad ? 'bad' : 'good'}">
    <h3>
      <span aria-hidden="true">${bad ? '✖' : '✔'}</span>
      ${endOf(journey, record)}${record.cause === null ? '' : html` <span class="cause">${causeWords[record.cause].label}</span>`}
    </h3>
    <p class="quiet">${clock(record.startedAt)} UTC, ${duration(record.durationMs)}</p>
    ${
      record.reasons.length === 0
        ? ''
        : html`<ul class="reasons">
            ${record.reasons.map((reason) => html`<li>${reason}</li>`)}
          </ul>`
    }
    ${record.runner.map((trouble) => html`<p class="note"><b>${trouble.kind}</b> ${trouble.message}</p>`)}
    ${exchangeTable(failing, `Failing exchanges of attempt ${record.index + 1}`, logOf)}
    ${failing.slice(0, 2).map(bodyExcerpt)} ${probeLine(record, journey.attempts)} ${serverLog(record)}
    ${stepBars(record.steps)} ${bad ? screenshots(page, journey, record) : ''} ${texts('Errors', record.errors, bad)}
    ${texts('Page errors', record.pageErrors, bad)}
    ${texts(
      'Console',
      record.console.map((line) => [`${line.type}: ${line.text}`, line.url].filter(Boolean).join('\n')),
      false,
    )}
    ${
      others.length === 0
        ? ''
        : html`<details class="more">
            <summary>${others.length === 1 ? '1 other exchange' : `${others.length} other exchanges`}</summary>
            ${exchangeTable(others, `Other exchanges of attempt ${record.index + 1}`, logOf)}
          </details>`
    }
    ${attachments(page, record)}
  </article>`;
}

/** Pictures of a failing attempt; one that is too large to embed stays a link among the attachments. */
function screenshots(page: Page, journey: JourneyRecord, record: AttemptRecord): Html {
  const pictures = record.attachments.flatMap((attachment) => {
    const source = page.embed(attachment);
    return source ? [{ attachment, source }] : [];
  });
  return html`${pictures.map(
    ({ attachment, source }) =>
      html`<figure class="shot">
        <a href="${page.fileLink(attachment.path) ?? ''}"
          ><img
            src="${source}"
            alt="The page when attempt ${record.index + 1} of “${journey.title}” ended"
            loading="lazy"
        /></a>
        <figcaption>The page when it failed</figcaption>
      </figure>`,
  )}`;
}

/** Texts whose first line says it: the rest, mostly stack, is opened on demand. */
function texts(title: string, list: readonly string[], open: boolean): Html {
  if (list.length === 0) return nothing;
  const body = list.map((text) => {
    const rest = text.trim().slice(firstLine(text).length).trim();
    return html`<li>
      ${
        rest === ''
          ? html`<span class="said">${firstLine(text)}</span>`
          : html`<details class="more">
              <summary class="said">${firstLine(text)}</summary>
              <pre tabindex="0">${rest}</pre>
            </details>`
      }
    </li>`;
  });
  return open
    ? html`<section class="texts">
        <h4>${title}</h4>
        <ul class="plain">
          ${body}
        </ul>
      </section>`
    : html`<details class="more texts">
        <summary>${title} (${list.length})</summary>
        <ul class="plain">
          ${body}
        </ul>
      </details>`;
}

function attachments(page: Page, record: AttemptRecord): Html {
  const viewer = page.traceViewer();
  const files = record.attachments.flatMap(({ name, path }) => {
    const link = page.fileLink(path);
    if (!link) return [];
    const trace = viewer !== null && name === 'trace';
    return [
      trace ? html`<a href="${link}" data-viewer="${viewer}">${name}</a> ` : html`<a href="${link}">${name}</a> `,
    ];
  });
  return files.length === 0 ? nothing : html`<p class="files">Kept: ${files}</p>`;
}
