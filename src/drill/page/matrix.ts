import { chip } from '../../report/page/bits.ts';
import { html, nothing, type Html } from '../../report/page/html.ts';
import { icon } from '../../report/page/icons.ts';
import { confusion, labelOf, type Cell, type Column } from '../matrix.ts';
import type { DrillResult } from '../result.ts';

const lookOf = (column: Column): string => (column === 'no verdict' ? 'inconclusive' : column);

/** Expected verdict down, given verdict across. On a good day only the diagonal is filled. */
export function matrixTable(results: readonly DrillResult[]): Html {
  if (results.length === 0) return nothing;
  const { columns, rows } = confusion(results);
  return html`<section class="group" id="matrix" aria-labelledby="matrix-title">
    <h2 id="matrix-title">Expected against given</h2>
    <p class="why">
      Down: what each fault has to be called, by hand from the rules. Across: what the suite called it. Only the
      diagonal should be filled.
    </p>
    <div class="scroll" tabindex="0" role="group" aria-label="Expected verdicts against given verdicts">
      <table class="matrix">
        <thead>
          <tr>
            <th scope="col">Expected</th>
            ${columns.map(
              (column) =>
                html`<th scope="col" class="v-${lookOf(column)}">
                  ${column === 'no verdict' ? icon('inconclusive') : icon(column)}<span>${labelOf(column)}</span>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ expected, cells }) =>
              html`<tr>
                <th scope="row">${chip(expected)}</th>
                ${cells.map((cell) => shown(cell, cell.given === expected, expected))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function shown({ results, right, given }: Cell, onDiagonal: boolean, expected: string): Html {
  if (results.length === 0)
    return html`<td><span class="quiet" aria-hidden="true">·</span><span class="unseen">none</span></td>`;
  const whole = right === results.length;
  return html`<td class="${onDiagonal && whole ? `hit v-${expected}` : 'miss'}">
    ${
      whole
        ? html`<b>${right}</b>`
        : html`<b
              ><span aria-hidden="true">✖</span> ${onDiagonal ? html`${right}/${results.length}` : results.length}</b
            >
            <span class="unseen"
              >${onDiagonal ? 'right in cause, layer and reason' : `called ${labelOf(given).toLowerCase()}`}</span
            >
            <small
              >${results
                .filter(({ outcome }) => outcome !== 'right')
                .map(({ id }) => html`<a href="#${id}">${id}</a> `)}</small
            >`
    }
  </td>`;
}
