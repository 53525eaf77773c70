import { count, duration } from '../../report/format.ts';
import { chip, moment } from '../../report/page/bits.ts';
import { html, nothing, type Html } from '../../report/page/html.ts';
import { howItWent } from '../report.ts';
import { isDone } from '../rollback.ts';
import type { GatePage } from './context.ts';

const section = (id: string, title: Html | string, body: Html): Html =>
  html`<section class="group" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
  </section>`;

/** The command, and what it said. */
export function rollback({ report: { rollback: done } }: GatePage): Html {
  if (done === null) return nothing;
  const isFine = isDone(done);
  const output = done.output.trim();
  return section(
    'rollback',
    'What the rollback command said',
    html`<p class="why">
        It was run once, for what is new, and ${isFine ? 'ended' : 'FAILED'} after ${duration(done.tookMs)}:
        ${howItWent(done)}.
      </p>
      <article class="finding v-${isFine ? 'passed' : 'server-error'} said-by">
        <h3>Command</h3>
        <pre tabindex="0" role="group" aria-label="The rollback command">${done.command}</pre>
        <h3>Output</h3>
        ${
          output === ''
            ? html`<p class="quiet">It printed nothing${done.ended === null ? ' that is known yet' : ''}.</p>`
            : html`<pre tabindex="0" role="group" aria-label="What it printed">${output}</pre>`
        }
      </article>`,
  );
}

/** Each node with its outcome; where they are not known, the chance that there was to meet a bad one. */
export function nodes(page: GatePage): Html {
  const { nodes: all, chance, rollback: done } = page.report;
  if (all.length === 0)
    return chance === null ? nothing : section('nodes', 'Nodes', html`<p class="why">${chance}</p>`);
  return section(
    'nodes',
    html`Nodes <span class="n">${all.length}</span>`,
    html`<p class="why">
        The smoke journeys were pinned to each of
        them.${done === null ? '' : ' The sweep ends as soon as it is known that it has to be rolled back.'}
      </p>
      <ol class="runs">
        ${all.map(({ node, outcome, headline, run }) => {
          const link = page.link(page.run(run)?.page ?? null);
          return html`<li>
            <span class="verdict">${chip(outcome)}</span>
            <span class="told"
              ><b>${link === null ? node.name : html`<a href="${link}">${node.name}</a>`}</b>
              <small>${headline}</small></span
            >
            <span class="when"><code>${node.address}</code></span>
          </li>`;
        })}
      </ol>`,
  );
}

/** What maintenance was declared to answer, and the journeys that such an answer ended. */
export function expected({ report: { expected: journeys, windows } }: GatePage): Html {
  if (journeys.length === 0 && windows.length === 0) return nothing;
  return section(
    'expected',
    html`Expected during maintenance <span class="n">${journeys.length}</span>`,
    html`<p class="why">
        These journeys were ended by an answer that was declared before; they are out of the result. A 500 is never
        expected.
      </p>
      <ul class="troubles">
        ${windows.map(
          ({ from, to, expects }) =>
            html`<li>
              <b>${expects.map(({ status, pattern }) => `${String(status)}@${pattern}`).join(', ')}</b>
              <span>from ${moment(from)} until ${moment(to)}, or until a run passes</span>
            </li>`,
        )}
        <li>
          <b>${count(journeys.length, 'journey')}</b>
          <span>${journeys.length === 0 ? 'None met it.' : journeys.join(', ')}</span>
        </li>
      </ul>`,
  );
}

/** What went wrong with the gate itself, and what is to be known of it. */
export function troubles({ report: { troubles: all } }: GatePage): Html {
  if (all.length === 0) return nothing;
  return section(
    'troubles',
    'About this gate',
    html`<ul class="plain notes">
      ${all.map((text) => html`<li>${text}</li>`)}
    </ul>`,
  );
}
