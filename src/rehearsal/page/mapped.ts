import { count } from '../../report/format.ts';
import { html, nothing, type Html } from '../../report/page/html.ts';
import type { Mapped, RehearsalReport } from '../types.ts';
import { placeText } from './looks.ts';

const row = ({ place, directive, from, to, why }: Mapped): Html =>
  html`<tr class="${to === null ? 'failing' : ''}">
    <td><code>${placeText(place)}</code></td>
    <th scope="row">${directive}</th>
    <td><code>${from}</code></td>
    <td>${to === null ? html`<b class="answer">not mapped</b>` : html`<code>${to}</code>`}</td>
    <td>${why}</td>
  </tr>`;

/** What was made private, to be opened; what could not be, in sight. */
export function mapped({ mapped: all }: RehearsalReport): Html {
  if (all.length === 0) return nothing;
  const table = (rows: readonly Mapped[], label: string): Html =>
    html`<div class="scroll" tabindex="0" role="group" aria-label="${label}">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Directive</th>
            <th scope="col">In production</th>
            <th scope="col">Here</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(row)}
        </tbody>
      </table>
    </div>`;
  const [not, done] = [all.filter(({ to }) => to === null), all.filter(({ to }) => to !== null)];
  return html`<section class="group" id="mapped" aria-labelledby="mapped-title">
    <h2 id="mapped-title">What is not as in production <span class="n">${all.length}</span></h2>
    <p class="why">
      The candidate ran as it is, but for what would have touched this machine or left it. A rehearsal says nothing
      about these.
    </p>
    ${not.length === 0 ? nothing : table(not, 'What could not be mapped')}
    ${
      done.length === 0
        ? nothing
        : html`<details class="more">
            <summary>${count(done.length, 'directive')} mapped</summary>
            ${table(done, 'What was mapped')}
          </details>`
    }
  </section>`;
}
