import type { Channel, Delivered, Message } from '../types.ts';
import { channelOf, failed, jsonOf, oneLine, type ChannelBasis } from './delivered.ts';
import { request } from './request.ts';
import { linksOf, mark, standing } from './words.ts';

/** As Slack's mrkdwn wants it, so that no name of a path or a page mentions somebody or becomes a link. */
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

type Element =
  | { readonly type: 'text'; readonly text: string; readonly style?: { readonly bold: true } }
  | { readonly type: 'link'; readonly url: string; readonly text: string };

const plain = (text: string): Element => ({ type: 'text', text });
const bold = (text: string): Element => ({ type: 'text', text, style: { bold: true } });

/** Rich text is read as it is: no star or underscore of a path makes it bold or slanted. */
const rich = (...elements: readonly Element[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});

/** Slack refuses a text of more than 3,000 characters, and a message that is refused tells nobody. */
const within = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** `text` is what a phone's lock screen shows, and what a server that knows no blocks shows in their place. */
export function slackPayload(message: Message): Record<string, unknown> {
  const { headline, advice, facts } = message;
  const links = linksOf(message);
  const told = facts.slice(0, 20).map(({ name, value }) => ({ name: `${name}: `, value: within(value, 500) }));
  const lines = [
    `${mark(message)} ${escape(headline)}`,
    `→ ${escape(advice)}`,
    links.map(({ words, url }) => `<${escape(url)}|${words}>`).join(' · '),
    ...told.map(({ name, value }) => `${escape(name)}${escape(value)}`),
    escape(standing(message)),
  ];
  return {
    text: within(lines.filter((line) => line !== '').join('\n'), 3_000),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      rich(plain(`${mark(message)} `), bold(within(headline, 1_000))),
      rich(bold('→ '), plain(within(advice, 1_000))),
      ...(links.length === 0
        ? []
        : [
            rich(
              ...links.flatMap(({ words, url }, index): Element[] => [
                ...(index === 0 ? [] : [plain('  ·  ')]),
                { type: 'link', url, text: words },
              ]),
            ),
          ]),
      ...(told.length === 0
        ? []
        : [
            rich(
              ...told.flatMap(({ name, value }, index) => [bold(`${index === 0 ? '' : '\n'}${name}`), plain(value)]),
            ),
          ]),
      { type: 'context', elements: [{ type: 'plain_text', text: standing(message), emoji: false }] },
    ],
  };
}

/** Slack and Mattermost say `ok`; others, in JSON, `ok` or `success`. An error under 200 says neither. */
function judge(text: string): Delivered {
  if (/^\s*(ok)?\s*$/i.test(text)) return { ok: true };
  const said = jsonOf(text);
  if (typeof said === 'object' && said !== null)
    if (('ok' in said && said.ok === true) || ('success' in said && said.success === true)) return { ok: true };
  return failed(`answered 200, and not "ok": ${oneLine(text)}`, true);
}

/** Incoming webhooks of Slack, and of what speaks like it (Mattermost, Rocket.Chat, Discord's `/slack`). */
export const slackChannel = (basis: ChannelBasis, url: string): Channel =>
  channelOf(basis, 'slack', (message, _key, limit) =>
    request(url, { body: JSON.stringify(slackPayload(message)), judge }, limit),
  );
