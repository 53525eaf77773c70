import type { Exchange, LogMeaning, LogRecord } from '../../evidence/types.ts';
import type { AttemptRecord } from '../../verdict/types.ts';
import { count, isTelling } from '../format.ts';
import { clock, firstFew } from './bits.ts';
import type { Page } from './context.ts';
import { html, nothing, type Html } from './html.ts';

/** Lines of one exchange in sight; the rest stands in verdict.json. */
const mostBeside = 3;
/** Lines of an attempt, and of a shared server, that are in sight at once. */
const mostInSight = 12;

const levels = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice'];

/** What of the error log is beside an exchange, the gravest first. */
const linesOf = (exchange: Exchange, records: readonly LogRecord[]): LogRecord[] =>
  records
    .filter((record) => record.kind === 'error' && record.exchange === exchange.n)
    .toSorted((a, b) => levels.indexOf(a.level ?? '') - levels.indexOf(b.level ?? ''))
    .slice(0, mostBeside);

/** `AH00124` and what it says, however it was written. */
function line({ code, text }: Pick<LogRecord, 'code' | 'text'>): Html {
  const said = code !== null && text.startsWith(`${code}: `) ? text.slice(code.length + 2) : text;
  return html`${code === null ? '' : html`<b>${code}</b> `}${said}`;
}

/** What the server's log says of one exchange, under what the browser saw of it. */
export function besideExchange(exchange: Exchange, records: readonly LogRecord[]): Html {
  const access = records.find(({ kind, exchange: n }) => kind === 'access' && n === exchange.n);
  const differs = access && access.firstStatus !== null && access.firstStatus !== access.finalStatus;
  return html`${linesOf(exchange, records).map(
    (record) => html`<span class="logged"><span class="unseen">The error log says: </span>${line(record)}</span>`,
  )}${differs ? html`<span class="quiet">logged as ${statuses(access)}</span>` : ''}`;
}

const meanings: Readonly<Record<LogMeaning, string | null>> = {
  explains: 'why the browser saw what it saw',
  failed: 'the browser was spared it',
  hop: 'another try went well',
  lost: 'a child of httpd ended',
  good: null,
};

const joinedBy: Readonly<Record<NonNullable<LogRecord['by']>, string>> = {
  id: 'request id',
  agent: 'User-Agent',
  thread: 'thread and time',
  window: 'time',
};

/** What httpd had to say in its error log is worth reading whatever it comes to. */
const isGood = ({ means, kind }: LogRecord): boolean => means === 'good' && kind === 'access';

/** What the server wrote of an attempt beyond what stands beside its failing exchanges: it knows failures that the browser never saw. */
export function serverLog({ exchanges, logRecords }: Pick<AttemptRecord, 'exchanges' | 'logRecords'>): Html {
  const shown = new Set(
    exchanges.filter(isTelling).flatMap((exchange) => {
      const its = logRecords.filter(
        ({ kind, exchange: n, means }) => kind === 'access' && means === 'explains' && n === exchange.n,
      );
      return [...linesOf(exchange, logRecords), ...its];
    }),
  );
  return logLines(logRecords.filter((record) => !shown.has(record)));
}

/** Lines of the log, those that say nothing wrong counted. */
export function logLines(records: readonly LogRecord[]): Html {
  const telling = records.filter((record) => !isGood(record));
  if (telling.length === 0) return nothing;
  const ways = [...new Set(telling.map(({ by = 'id' }) => joinedBy[by]))].join(', ');
  const good = records.length - telling.length;
  return html`<section class="log">
    <h4>Server log <small>joined by ${ways}</small></h4>
    ${firstFew(telling, mostInSight, item, 'lines')}
    ${good === 0 ? '' : html`<p class="quiet">and ${count(good, 'line')} with nothing wrong</p>`}
  </section>`;
}

function item(record: LogRecord): Html {
  const { kind, level, from = null, method, path, means } = record;
  const facts = [
    `${kind} log`,
    [from, level].filter((part) => part !== null).join(':') || null,
    statuses(record),
    path === null ? null : `${method ?? ''} ${path}`.trim(),
    means === undefined ? null : meanings[means],
  ];
  return html`<p class="quiet">${clock(record.at)} ${facts.filter((part) => part !== null).join(', ')}</p>
    <p class="said">${line(record)}</p>`;
}

function statuses({ firstStatus, finalStatus }: LogRecord): string | null {
  if (firstStatus === null && finalStatus === null) return null;
  return firstStatus === finalStatus || firstStatus === null
    ? String(finalStatus)
    : `${firstStatus} then ${finalStatus ?? '–'}`;
}

/** What was read of the log in all, and what a shared server's log says of others: no verdict rests on that. */
export function serverLogOfRun({ record }: Page): Html {
  const { serverLog: log } = record;
  if (!log) return nothing;
  const { source, own, lines, unread, beside, besideLeftOut } = log;
  const total = beside.length + besideLeftOut;
  return html`<section class="group" id="server-log" aria-labelledby="server-log-title">
    <h2 id="server-log-title">
      ${total === 0 ? 'The server’s log' : html`The server’s log also says <span class="n">${total}</span>`}
    </h2>
    <p class="why">
      ${
        total === 0
          ? `${own ? 'Of this run alone. ' : ''}What it says of the journeys stands with them.`
          : 'Of requests that are none of this run’s, on a server that others use too: no verdict rests on it.'
      }
    </p>
    ${
      total === 0
        ? ''
        : html`<div class="log">
            ${firstFew(
              beside,
              mostInSight,
              (note) =>
                html`<p class="quiet">
                    ${clock(note.at)} ${note.level ?? 'raw'}${note.count === 1 ? '' : `, ${note.count} times`}
                  </p>
                  <p class="said">${line(note)}</p>`,
              'lines',
            )}
            ${besideLeftOut === 0 ? '' : html`<p class="quiet">and ${count(besideLeftOut, 'other line')} that ${besideLeftOut === 1 ? 'was' : 'were'} not kept</p>`}
          </div>`
    }
    <p class="quiet">
      Read: <code>${source}</code>, ${count(lines.access, 'access line')} and ${count(lines.error, 'error line')} of
      interest${
        unread.count === 0
          ? ''
          : html`; ${count(unread.count, 'line')} in no known format, such as <code>${unread.examples[0] ?? ''}</code>`
      }.
    </p>
  </section>`;
}
