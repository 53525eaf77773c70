import { html, type Html } from './html.ts';

/** A part of a text in Markdown, as far as our own documents use it. */
type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] };

const listItem = /^(?:[-*]|\d+\.) {1,3}/;

const indented = (line: string, by: number): boolean => line.trim() === '' || line.startsWith(' '.repeat(by));

/** Headings, paragraphs, lists (with what stands in their items) and fenced code. */
export function blocksOf(text: string): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let at = 0;
  const take = (while_: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && while_(lines[at] ?? '')) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const [heading, hashes = ''] = /^(#{1,6}) /.exec(line) ?? [];
    const [marker] = listItem.exec(line) ?? [];
    if (line.trim() === '') at += 1;
    else if (heading !== undefined) {
      blocks.push({ kind: 'heading', level: hashes.length, text: line.slice(heading.length).trim() });
      at += 1;
    } else if (line.startsWith('```')) {
      at += 1;
      blocks.push({ kind: 'code', text: take((one) => !one.startsWith('```')).join('\n') });
      at += 1;
    } else if (marker !== undefined) {
      const items: Block[][] = [];
      for (let own = listItem.exec(lines[at] ?? ''); own !== null; own = listItem.exec(lines[at] ?? '')) {
        const by = own[0].length;
        const first = (lines[at] ?? '').slice(by);
        at += 1;
        const rest = take((one) => indented(one, by)).map((one) => one.slice(by));
        items.push(blocksOf([first, ...rest].join('\n')));
      }
      blocks.push({ kind: 'list', ordered: /^\d/.test(marker), items });
    } else {
      const own = take((one) => one.trim() !== '' && !/^#{1,6} |^```/.test(one) && !listItem.test(one));
      blocks.push({ kind: 'text', text: own.join(' ') });
    }
  }
  return blocks;
}

/** Code, strong text and links, one in the other nowhere; a link that leads to no page or section is its words. */
function inline(text: string): Html {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/);
  return html`${parts.map((part) => {
    if (part.startsWith('`') && part.length > 1) return html`<code>${part.slice(1, -1)}</code>`;
    if (part.startsWith('**') && part.length > 2) return html`<b>${part.slice(2, -2)}</b>`;
    const [, words, to = ''] = /^\[([^\]]+)\]\((.+)\)$/.exec(part) ?? [];
    if (words === undefined) return part;
    return /^(?:https?:\/\/|#)/.test(to) ? html`<a href="${to}">${words}</a>` : words;
  })}`;
}

const headingOf = (level: number, text: string): Html =>
  level <= 3 ? html`<h3>${inline(text)}</h3>` : html`<h4>${inline(text)}</h4>`;

/** Markup of a text's blocks; its headings begin below that of a page's section. */
export const prose = (blocks: readonly Block[]): Html =>
  html`${blocks.map((block) => {
    switch (block.kind) {
      case 'heading':
        return headingOf(block.level, block.text);
      case 'text':
        return html`<p>${inline(block.text)}</p>`;
      case 'code':
        return html`<pre tabindex="0">${block.text}</pre>`;
      case 'list': {
        const items = block.items.map((item) => {
          const [first, ...rest] = item;
          return html`<li>${first?.kind === 'text' ? inline(first.text) : prose(item.slice(0, 1))}${prose(rest)}</li>`;
        });
        return block.ordered
          ? html`<ol>
              ${items}
            </ol>`
          : html`<ul>
              ${items}
            </ul>`;
      }
    }
  })}`;
