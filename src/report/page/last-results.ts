import { verdicts, type JourneyRecord, type Verdict } from '../../verdict/types.ts';
import { count, utc } from '../format.ts';
import { resultsOf, type PastResult } from '../past.ts';
import { verdictLabel } from '../words.ts';
import { chip, moment } from './bits.ts';
import type { Page } from './context.ts';
import { html, nothing, type Html } from './html.ts';

/** Results of one verdict that follow one another. */
interface Spell {
  readonly verdict: Verdict;
  readonly results: readonly PastResult[];
  /** Results before it. */
  readonly from: number;
}

function spellsOf(results: readonly PastResult[]): Spell[] {
  const spells: { verdict: Verdict; results: PastResult[]; from: number }[] = [];
  results.forEach((result, from) => {
    const last = spells.at(-1);
    if (last?.verdict === result.verdict) last.results.push(result);
    else spells.push({ verdict: result.verdict, results: [result], from });
  });
  return spells;
}

/** Of one mark, in user units. */
const step = 10;
const height = 10;

/** What passed is a small dot, and a whole spell of it one stroke; anything else is the shape of its verdict. */
const marks = ({ verdict, results, from }: Spell): Html =>
  verdict === 'passed'
    ? html`<path class="v-passed" d="M${from * step + step / 2} ${height / 2}h${(results.length - 1) * step + 0.01}" />`
    : html`${results.map((_, index) => html`<use class="v-${verdict}" href="#i-${verdict}" x="${(from + index) * step + 0.5}" y="0.5" width="9" height="9" />`)}`;

const asWords = ({ verdict, results }: Spell): string =>
  `${results.length > 1 ? `${String(results.length)} times ` : ''}${verdictLabel(verdict).toLowerCase()} from ${utc(results[0]?.startedAt ?? '')}`;

/** Its last results as a row of marks, oldest left; this run's is the last. */
export function lastResults(page: Page, journey: JourneyRecord): Html {
  const results = resultsOf(page.context.past, page.record, journey);
  if (results === null) return nothing;
  const spells = spellsOf(results);
  const words = `Last ${count(results.length, 'result')}, oldest first: ${spells.map(asWords).join('; ')}`;
  const width = results.length * step;
  return html`<svg
    class="last"
    role="img"
    aria-label="${words}"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
  >
    ${spells.map(marks)}
  </svg>`;
}

/** The same as a list, with dates and the pages that are kept. */
export function lastSpells(page: Page, journey: JourneyRecord): Html {
  const results = resultsOf(page.context.past, page.record, journey);
  if (results === null) return nothing;
  const kept = new Set(page.context.runs.map(({ id }) => id));
  const link = ({ runId, startedAt }: PastResult): Html =>
    runId !== page.record.run.id && kept.has(runId)
      ? html`<a href="${page.runLink(runId)}">${moment(startedAt)}</a>`
      : moment(startedAt);
  const told = verdicts.filter((verdict) => results.some((result) => result.verdict === verdict));
  const sums = told.map((verdict) => {
    const n = results.filter((result) => result.verdict === verdict).length;
    return `${String(n)} ${verdictLabel(verdict).toLowerCase()}`;
  });
  return html`<section class="spells">
    <h4>Last ${count(results.length, 'result')} <small>${sums.join(', ')}; oldest first</small></h4>
    <ol>
      ${spellsOf(results).map(
        (spell) =>
          html`<li>
            ${chip(spell.verdict)} <b>${spell.results.length > 1 ? `× ${String(spell.results.length)}` : ''}</b>
            <span class="quiet"
              >${spell.results.slice(0, 1).map(link)}${spell.results.length > 1 ? html` to ${spell.results.slice(-1).map(link)}` : ''}</span
            >
          </li>`,
      )}
    </ol>
  </section>`;
}
