import { createHash } from 'node:crypto';
import type { Message } from '../types.ts';
import { html, nothing, type Html } from '../../report/page/html.ts';
import { utc } from '../../report/format.ts';
import { linksOf, mark, standing } from './words.ts';

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  /** Mail clients put what shares it into one thread; null: the mail stands alone. */
  readonly thread: string | null;
  readonly isUrgent: boolean;
}

const idOf = (parts: readonly string[], host: string): string =>
  `<${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32)}@${host}>`;

/**
 * The same for every mail of an incident: some clients (Gmail) thread by the subject as well. What has become of it stands in the first line
 * of the text, which they show beside the subject.
 */
function subjectOf({ kind, target, headline, incident }: Message): string {
  if (incident === null) return kind === 'test' ? `Test of the alerts: ${headline}` : headline;
  const what = [incident.cause, incident.what].filter((part) => part !== null).join(' ');
  const subject = `${incident.id} ${target}: ${what} (${incident.layer})`;
  return kind === 'opened' ? subject : `Re: ${subject}`;
}

function textOf(message: Message): string {
  const { headline, advice, facts, at } = message;
  const width = Math.max(0, ...facts.map(({ name }) => name.length));
  const blocks = [
    [`${mark(message)} ${headline}`],
    [`What to do: ${advice}`],
    facts.map(({ name, value }) => `${name.padEnd(width)}  ${value}`),
    linksOf(message).map(({ words, url }) => `${words}: ${url}`),
    [`${standing(message)} · ${utc(at)}`],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

const colours = { critical: '#b3261e', warning: '#a15c00', info: '#1b5fa8', over: '#1b7a3d' } as const;

/** Mail clients know neither style sheets nor scripts for certain: each element bears its own. */
function pageOf(message: Message): Html {
  const { kind, severity, headline, advice, facts, at } = message;
  const colour = kind === 'resolved' ? colours.over : colours[severity];
  const links = linksOf(message);
  const cell = 'padding:4px 0;vertical-align:top;font-size:14px;line-height:20px';
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>${headline}</title>
      </head>
      <body style="margin:0;padding:0;background:#f3f4f6">
        <div
          style="max-width:600px;margin:0 auto;padding:16px;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1c1d21"
        >
          <div
            style="background:#ffffff;border:1px solid #d9dce1;border-top:6px solid ${colour};border-radius:6px;padding:20px"
          >
            <h1 style="margin:0 0 16px;font-size:20px;line-height:28px;font-weight:600;overflow-wrap:anywhere">
              ${mark(message)} ${headline}
            </h1>
            <p
              style="margin:0 0 16px;padding:12px 16px;background:#f3f4f6;border-radius:4px;font-size:16px;line-height:24px;overflow-wrap:anywhere"
            >
              <strong>What to do:</strong> ${advice}
            </p>
            ${
              facts.length === 0
                ? nothing
                : html`<table role="presentation" style="border-collapse:collapse;width:100%;margin:0 0 16px">
                    ${facts.map(
                      ({ name, value }) =>
                        html`<tr>
                          <td style="${cell};padding-right:16px;color:#5b616b;white-space:nowrap">${name}</td>
                          <td style="${cell};overflow-wrap:anywhere">${value}</td>
                        </tr>`,
                    )}
                  </table>`
            }
            ${
              links.length === 0
                ? nothing
                : html`<p style="margin:0;font-size:16px;line-height:40px">
                    ${links.map(
                      ({ words, url }) =>
                        html`<a href="${url}" style="color:#1b5fa8;margin-right:20px;white-space:nowrap">${words}</a> `,
                    )}
                  </p>`
            }
          </div>
          <p style="margin:12px 4px;font-size:12px;line-height:18px;color:#5b616b">${standing(message)} · ${utc(at)}</p>
        </div>
      </body>
    </html>`;
}

/** @param host of the sender's address: ids of mails are unique under it */
export function mailOf(message: Message, key: string, host: string): Mail {
  const { kind, severity, target, incident } = message;
  const thread = incident === null ? null : idOf(['incident', target, incident.id], host);
  return {
    subject: subjectOf(message),
    text: textOf(message),
    html: String(pageOf(message)),
    messageId: idOf(['message', key], host),
    thread,
    isUrgent: severity === 'critical' && kind !== 'resolved',
  };
}
