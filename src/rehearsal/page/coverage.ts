import { html, nothing, type Html } from '../../report/page/html.ts';
import { icon } from '../../report/page/icons.ts';
import type { Verdict } from '../../verdict/types.ts';
import type { DirectiveChange, RehearsalReport } from '../types.ts';
import { placeText } from './looks.ts';

const looks: Readonly<Record<DirectiveChange['coverage'], { readonly look: Verdict; readonly label: string }>> = {
  missed: { look: 'regression', label: 'Missed' },
  unknown: { look: 'inconclusive', label: 'Cannot be told' },
  exercised: { look: 'passed', label: 'Exercised' },
  'no-request': { look: 'degraded', label: 'No request can' },
};
const order = Object.keys(looks);

/** The same line, read in several sections (an include, a macro), is told once. */
const group = (changes: readonly DirectiveChange[]): DirectiveChange[][] => [
  ...Map.groupBy(changes, ({ kind, coverage: how, directive: { name, args, place } }) =>
    JSON.stringify([kind, how, name, args, placeText(place)]),
  ).values(),
];

/** Of what was gone through a few are enough; what was missed is to be asked, each of it. */
const fewUrls = 3;

const row = (same: readonly DirectiveChange[]): Html => {
  const [first] = same;
  if (!first) return nothing;
  const { kind, directive, coverage, why } = first;
  const urls = [...new Set(same.flatMap((one) => one.urls))].slice(0, coverage === 'missed' ? Infinity : fewUrls);
  const places = same.map((one) => one.directive.within.join(' › ')).filter((text) => text !== '');
  const { look, label } = looks[coverage];
  return html`<tr>
    <td class="narrow">
      <span class="chip v-${look}">${icon(look)}<span>${label}</span></span>
    </td>
    <td>
      <code
        ><b class="${kind}">${kind === 'added' ? '+' : '−'}<span class="unseen">${kind}</span></b> ${directive.name}
        ${directive.args}</code
      >
      <span class="quiet"
        ><code>${placeText(directive.place)}</code
        >${places.length === 0 ? '' : places.length === 1 ? ` in ${places[0] ?? ''}` : ` in ${String(places.length)} sections, such as ${places[0] ?? ''}`}</span
      >
    </td>
    <td>
      ${
        urls.length === 0
          ? html`<span class="quiet">${why ?? '–'}</span>`
          : html`${coverage === 'missed' ? html`<span class="quiet">would be by</span> ` : ''}
              <ul class="plain">
                ${urls.map((url) => html`<li><code>${url}</code></li>`)}
              </ul>`
      }
    </td>
  </tr>`;
};

/** The directives that the change touches, and whether a request of the rehearsal went through each. */
export function coverage({ changes }: RehearsalReport): Html {
  if (changes.length === 0) return nothing;
  const sorted = changes.toSorted((a, b) => order.indexOf(a.coverage) - order.indexOf(b.coverage));
  return html`<section class="group" id="coverage" aria-labelledby="coverage-title">
    <h2 id="coverage-title">Coverage of the change <span class="n">${changes.length}</span></h2>
    <p class="why">
      As Apache reads both configurations: variables put in, macros and includes resolved. What nothing went through has
      not been rehearsed.
    </p>
    <div class="scroll" tabindex="0" role="group" aria-label="Changed directives">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">Coverage</th>
            <th scope="col">Directive</th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          ${group(sorted).map(row)}
        </tbody>
      </table>
    </div>
  </section>`;
}
