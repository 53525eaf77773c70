import { html, nothing, type Html } from '../../report/page/html.ts';
import type { Place, RehearsalReport, Step, StepDetail } from '../types.ts';
import { diffLines, type DiffLine } from './diff-lines.ts';
import { lineId, placeText, stepChip } from './looks.ts';
import { detailList, placeLink } from './steps.ts';

const signs: Readonly<Record<DiffLine['kind'], string>> = { added: '+', removed: '−', same: ' ', gap: ' ' };
const words: Readonly<Record<DiffLine['kind'], string>> = { added: 'added: ', removed: 'removed: ', same: '', gap: '' };

/** What broke before what is open, and of each first what points at a directive; else in the order of the steps. */
const wrong = ({ steps }: RehearsalReport): Step[] =>
  steps
    .filter(({ verdict }) => verdict === 'no-go' || verdict === 'inconclusive')
    .toSorted(
      (a, b) =>
        Number(broke(b)) - Number(broke(a)) || Number(b.details.some(isPlaced)) - Number(a.details.some(isPlaced)),
    );

const broke = ({ verdict }: Step): boolean => verdict === 'no-go';
const isPlaced = ({ place }: StepDetail): boolean => place !== null;

/** Where what broke points at. */
const pointedAt = (report: RehearsalReport): Set<string> =>
  new Set(wrong(report).flatMap(({ details }) => details.flatMap(({ place }) => (place ? [placeText(place)] : []))));

/** The lines of the candidate that the page shows, so that a place is linked only where it leads somewhere. */
export function shownLines({ diffs }: RehearsalReport): Set<string> {
  return new Set(
    diffs.flatMap(({ file, text }) =>
      diffLines(text).flatMap(({ line }) => (line === null ? [] : [lineId({ file, line })])),
    ),
  );
}

function diffTable(file: string, text: string, isPointedAt: (place: Place) => boolean): Html {
  return html`<figure class="diff">
    <figcaption><code>${file}</code></figcaption>
    <div class="scroll" tabindex="0" role="group" aria-label="What the change does to ${file}">
      <table>
        <tbody>
          ${diffLines(text).map(({ kind, line, text: content }) => {
            const place = line === null ? null : { file, line };
            const hit = place !== null && isPointedAt(place);
            // to the letter: space within these cells is the file's own
            const cells = [
              html`<td class="no">${line ?? ''}</td>`,
              html`<td class="sign" aria-hidden="true">${signs[kind]}</td>`,
              html`<td class="text">
                ${words[kind] === '' ? '' : html`<span class="unseen">${words[kind]}</span>`}<code>${content}</code>${hit ? html`<span class="flag">Look here</span>` : ''}
              </td>`,
            ];
            return html`<tr class="${kind}${hit ? ' hit' : ''}" ${place === null ? '' : html`id="${lineId(place)}"`}>
              ${cells}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </figure>`;
}

/** The summary; where a line says just that, with the place that it points at. */
function headline({ summary, details }: Step, linked: (id: string) => boolean): Html {
  const place = details.find(({ text }) => text === summary)?.place ?? null;
  return html`<p class="headline">${summary}${place === null ? '' : html` ${placeLink(place, linked)}`}</p>`;
}

const titleOf = (found: readonly Step[]): string =>
  found.length === 0 ? 'The change' : found.some(broke) ? 'The change, and what broke' : 'The change, and what is open';

/** The change of the configuration beside what broke: the line that Apache points at is marked. */
export function change(report: RehearsalReport, linked: (id: string) => boolean): Html {
  const broken = wrong(report);
  const places = pointedAt(report);
  if (report.diffs.length === 0 && broken.length === 0) return nothing;
  const diffs =
    report.diffs.length === 0
      ? html`<p class="quiet">
          ${report.baseline === null ? 'There was no baseline to compare the files with.' : 'The files are the same, letter by letter.'}
        </p>`
      : report.diffs.map(({ file, text }) => diffTable(file, text, (place) => places.has(placeText(place))));
  return html`<section class="group" id="change" aria-labelledby="change-title">
    <h2 id="change-title">${titleOf(broken)}</h2>
    <div class="beside ${broken.length > 0 ? '' : 'alone'}">
      <div class="diffs">${diffs}</div>
      ${
        broken.length === 0
          ? nothing
          : html`<div class="broken">
              ${broken.map(
                (step) =>
                  html`<article class="finding v-${step.verdict === 'no-go' ? 'server-error' : 'inconclusive'}">
                    <p class="tags">${stepChip(step.verdict)} <b>${step.id}</b></p>
                    ${headline(step, linked)}
                    ${detailList(
                      step.details.filter(({ text }) => text !== step.summary),
                      linked,
                    )}
                  </article>`,
              )}
            </div>`
      }
    </div>
  </section>`;
}
