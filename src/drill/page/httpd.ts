import { html, nothing, type Html } from '../../report/page/html.ts';
import type { SaidHttpd } from '../result.ts';

interface FileDiff {
  readonly path: string;
  /** `new`, `deleted`, `mode 644 → mode 000`; empty: its text alone has changed. */
  readonly note: string;
  readonly lines: readonly string[];
}

/** Path and mode of `--- conf/x.conf\tmode 644`. */
function headOf(line: string): { readonly path: string; readonly mode: string } {
  const [path = '', mode = ''] = line.slice(4).split('\t');
  return { path, mode };
}

/** The files of a unified diff, each with its hunks. */
export function filesOf(diff: string): FileDiff[] {
  const parts = diff.split(/^(?=--- .*\n\+\+\+ )/m).filter((part) => part.startsWith('--- '));
  return parts.map((part) => {
    const [old = '', now = '', ...lines] = part.trimEnd().split('\n');
    const [before, after] = [headOf(old), headOf(now)];
    if (before.path === '/dev/null')
      // its one hunk is the whole file
      return { path: after.path, note: ['new', after.mode].filter(Boolean).join(', '), lines: lines.slice(1) };
    if (after.path === '/dev/null') return { path: before.path, note: 'deleted', lines: lines.slice(1) };
    return { path: before.path, note: before.mode === after.mode ? '' : `${before.mode} → ${after.mode}`, lines };
  });
}

const kindOf = (line: string): string =>
  line.startsWith('@@') ? 'hunk' : line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same';

const fileDiff = ({ path, note, lines }: FileDiff): Html =>
  html`<figure class="diff">
    <figcaption><code>${path}</code> ${note}</figcaption>
    ${
      lines.length === 0
        ? nothing
        : html`<pre>
${lines.map((line) => html`<span class="${kindOf(line)}">${line === '' ? ' ' : line}</span>`)}</pre>`
    }
  </figure>`;

const tested: Readonly<Record<NonNullable<SaidHttpd['test']>, Html>> = {
  'Syntax OK': html`<p class="tested"><code>apache2 -t</code> says “Syntax OK”.</p>`,
  refused: html`<p class="tested"><code>apache2 -t</code> refuses it: whoever asks before a deploy is told.</p>`,
};

/** The change as somebody would commit it, and Apache's own words about it. */
export function httpdPart({ change, test, lines }: SaidHttpd): Html {
  return html`<section class="httpd">
    ${
      change === null
        ? nothing
        : html`<div>
            <h3>The change</h3>
            ${filesOf(change).map(fileDiff)} ${test === null ? nothing : tested[test]}
          </div>`
    }
    <div>
      <h3>What Apache says</h3>
      ${
        lines.length === 0
          ? html`<p class="quiet">Nothing: neither its output nor its error log has a word about it.</p>`
          : html`<pre class="apache">${lines.map((line) => html`<span>${line}</span>`)}</pre>`
      }
    </div>
  </section>`;
}
