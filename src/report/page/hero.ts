import { verdicts, type Verdict } from '../../verdict/types.ts';
import { sentence } from '../../verdict/words.ts';
import { duration, journeyCount } from '../format.ts';
import { headFinding, sinceWhen } from '../past.ts';
import { verdictLabel, verdictWords } from '../words.ts';
import { fact, moment } from './bits.ts';
import { safeUrl, type Page } from './context.ts';
import { html, nothing, type Html } from './html.ts';
import { icon } from './icons.ts';
import { runbookHint } from './runbook.ts';

/** Characters beyond which a headline is set smaller, so that the advice stays on the first screen of a phone. */
const longHeadline = 90;

/** The words of a verdict, for a run: where all is well they speak of every journey. */
const meaningOf = (outcome: Verdict): string =>
  outcome === 'passed'
    ? 'Every journey passed at its first attempt, and nothing else was seen.'
    : verdictWords[outcome].meaning;

/** Outcome, headline, advice and the facts of the run: what is read at 3 a.m., and often all that is read. */
export function hero(page: Page): Html {
  const { record } = page;
  return html`<header class="hero v-${record.outcome}">
    <div class="wrap">
      <p class="mark">
        <span class="brand">Medscape journeys</span>
        <span class="target">on <strong>${record.run.target}</strong></span>
      </p>
      <p class="outcome">${icon(record.outcome)}<span>${verdictLabel(record.outcome)}</span></p>
      <h1 class="${record.headline.length > longHeadline ? 'long' : ''}">${record.headline}</h1>
      <p class="meaning">${meaningOf(record.outcome)}</p>
      ${since(page)}
      <p class="advice">
        ${icon('arrow')}<span><b>What to do now</b> ${record.advice} ${runbookHint(record.outcome)}</span>
      </p>
      ${facts(page)} ${counts(page)}
    </div>
  </header>`;
}

/** Since when what the headline tells is known. */
function since({ record, context }: Page): Html {
  const told = headFinding(record);
  const words = told ? sinceWhen(context.past, told, record) : null;
  return words === null ? nothing : html`<p class="since"><b>Since when</b> ${sentence(words)}.</p>`;
}

function facts({ record }: Page): Html {
  const { run } = record;
  const url = safeUrl(run.change?.url);
  const change = run.change && (url ? html`<a href="${url}">${run.change.id}</a>` : html`${run.change.id}`);
  return html`<dl class="facts">
    ${fact('Started', moment(run.startedAt))} ${fact('Took', duration(run.durationMs))}
    ${fact('After change', change ?? html`<span class="quiet">none named</span>`)} ${fact('Seen from', run.location)}
    ${fact('Browser', run.browser)} ${fact('Exit code', String(record.exitCode))}
    ${fact('Shards', run.shards.expected > 1 ? `${run.shards.seen} of ${run.shards.expected}` : null)}
    ${fact('Run', html`<code>${run.id}</code>`)}
  </dl>`;
}

/** Every journey as its share of one bar, worst first, and the same in words. */
function counts({ record }: Page): Html {
  const total = record.journeys.length;
  const present = verdicts.filter((verdict) => record.counts[verdict] > 0);
  let from = 0;
  const parts = present.map((verdict) => {
    const width = (record.counts[verdict] / total) * 100;
    const part = html`<rect class="v-${verdict}" x="${from.toFixed(3)}%" width="${width.toFixed(3)}%" height="100%" />`;
    from += width;
    return part;
  });
  return html`<div class="counts">
    <svg class="share" aria-hidden="true" focusable="false">${parts}</svg>
    <ul>
      <li class="total"><b>${journeyCount(record.journeys)}</b></li>
      ${present.map(
        (verdict) =>
          html`<li class="v-${verdict}">
            ${icon(verdict)}<b>${record.counts[verdict].toLocaleString('en-US')}</b> ${verdictLabel(verdict)}
          </li>`,
      )}
    </ul>
  </div>`;
}
