import { count } from '../../report/format.ts';
import { firstFew } from '../../report/page/bits.ts';
import { html, nothing, type Html } from '../../report/page/html.ts';
import { icon } from '../../report/page/icons.ts';
import type { RehearsalReport, RouteDifference } from '../types.ts';

const fewUrls = 3;

/** The same difference of many URLs is told once. */
const group = (differences: readonly RouteDifference[]): [RouteDifference, string[]][] =>
  [
    ...Map.groupBy(differences, ({ what, baseline, candidate, weight }) =>
      JSON.stringify([what, baseline, candidate, weight]),
    ).values(),
  ].flatMap((same) => (same[0] ? [[same[0], same.map(({ url }) => url)]] : []));

const row = ([{ what, baseline, candidate, weight }, urls]: [RouteDifference, string[]]): Html =>
  html`<tr class="${weight === 'breaks' ? 'failing' : ''}">
    <td class="narrow">
      <span class="chip v-${weight === 'breaks' ? 'server-error' : 'degraded'}"
        >${icon(weight === 'breaks' ? 'server-error' : 'degraded')}<span>${weight}</span></span
      >
    </td>
    <th scope="row">${what}</th>
    <td><code>${baseline}</code></td>
    <td><code>${candidate}</code></td>
    <td>${firstFew(urls, fewUrls, (url) => html`<code>${url}</code>`, 'URLs')}</td>
  </tr>`;

/** What was asked of baseline and candidate, and answered otherwise. */
export function routes({ baseline, routes: { asked, differences } }: RehearsalReport): Html {
  if (asked === 0) return nothing;
  const isAlone = baseline === null;
  const sorted = differences.toSorted((a, b) => Number(b.weight === 'breaks') - Number(a.weight === 'breaks'));
  return html`<section class="group" id="routes" aria-labelledby="routes-title">
    <h2 id="routes-title">Routes <span class="n">${asked}</span></h2>
    <p class="why">
      ${
        isAlone
          ? 'Each URL was asked of the candidate alone: whether it fails, or leads nowhere.'
          : 'Each URL was asked of baseline and candidate: status, redirect, type, security and cache headers, cookies, and what the body is.'
      }
    </p>
    ${
      sorted.length === 0
        ? html`<p class="none">
            ${icon('passed')} ${count(asked, 'URL')} asked, and ${isAlone ? 'none fails' : 'each answers as it did'}.
          </p>`
        : html`<div class="scroll" tabindex="0" role="group" aria-label="Differences between the answers">
            <table class="stack">
              <thead>
                <tr>
                  <th scope="col">Weight</th>
                  <th scope="col">What</th>
                  <th scope="col">Baseline</th>
                  <th scope="col">Candidate</th>
                  <th scope="col">Where</th>
                </tr>
              </thead>
              <tbody>
                ${group(sorted).map(row)}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}
