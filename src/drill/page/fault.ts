import { answer, duration } from '../../report/format.ts';
import { chip, fact } from '../../report/page/bits.ts';
import { bodyExcerpt, exchangeTable } from '../../report/page/exchanges.ts';
import { html, nothing, type Html } from '../../report/page/html.ts';
import { icon } from '../../report/page/icons.ts';
import { probeLines } from '../../report/page/probes.ts';
import { speaker } from '../../report/page/speaker.ts';
import { hasFailed } from '../../report/standing.ts';
import { runbookLink } from '../../report/runbook.ts';
import { causeWords, layerWords, verdictLabel } from '../../report/words.ts';
import type { Given } from '../compare.ts';
import type { DrillResult, Said, SaidAttempt } from '../result.ts';
import { looks } from './hero.ts';
import { httpdPart } from './httpd.ts';

/** What a fault is called: its verdict, its cause, and who spoke. */
const nameOf = ({ verdict, cause, layer }: Given): Html =>
  html`${chip(verdict)} ${cause === null ? '' : html`<span class="cause">cause: ${causeWords[cause].label}</span>`}
  ${layer === null || layer === 'unknown' ? '' : html`<span class="cause">spoken by ${layerWords[layer].label}</span>`}`;

/** One fault as a page of a textbook: what it is, what was seen, what was said, how to know it again. */
export function fault(result: DrillResult, embed: (path: string) => string | null): Html {
  const { id, story, given, outcome, toVerdictMs } = result;
  const look = looks[outcome];
  return html`<details
    class="journey fault v-${given?.verdict ?? 'inconclusive'}"
    id="${id}"
    ${outcome === 'right' ? '' : 'open'}
  >
    <summary>
      ${icon('chevron')}
      <span class="mark-of v-${look.verdict}">${icon(look.verdict)}<span class="unseen">${look.label}</span></span>
      <span class="title">${story} <small>${id}</small></span>
      <span class="verdict"
        >${given ? chip(given.verdict) : html`<span class="chip v-inconclusive">No verdict</span>`}</span
      >
      <span class="number">${duration(toVerdictMs)}</span>
    </summary>
    <div class="inside">
      ${outcome === 'right' ? '' : wrong(result)}
      <div class="lesson">
        ${whatItIs(result, embed)} ${result.said && given ? whatWasSaid(result.said, given) : nothing}
      </div>
      ${result.httpd ? httpdPart(result.httpd) : nothing} ${result.said ? evidence(result.said) : nothing}
      <div class="recognise">
        <h3>${icon('search')} How to recognise it</h3>
        <p>${result.recognise}</p>
        <p>
          <a href="${runbookLink(result.expected.verdict)}"
            >Runbook: ${verdictLabel(result.expected.verdict).toLowerCase()}</a
          >
        </p>
      </div>
      ${foot(result)}
    </div>
  </details>`;
}

const wrong = ({ outcome, expected, given, why }: DrillResult): Html =>
  html`<div class="wrong v-${looks[outcome].verdict}">
    <p class="tags"><span class="label">Expected</span> ${nameOf(expected)}</p>
    ${given ? html`<p class="tags"><span class="label">Given</span> ${nameOf(given)}</p>` : nothing}
    <ul class="reasons">
      ${why.map((one) => html`<li>${one}</li>`)}
    </ul>
  </div>`;

/** The picture of a page for which no answer came shows nothing. */
function isBlank(said: Said | null): boolean {
  const exchanges = said?.attempts.flatMap((attempt) => attempt.exchanges) ?? [];
  return exchanges.length > 0 && exchanges.every(({ status }) => status === null);
}

function whatItIs({ how, users, picture, story, said }: DrillResult, embed: (path: string) => string | null): Html {
  const source = picture === null || isBlank(said) ? null : embed(picture);
  return html`<div>
    <h3>How it is put in</h3>
    <p>${how}</p>
    <h3>What a visitor sees</h3>
    <p>${users}</p>
    ${
      source === null || picture === null
        ? nothing
        : html`<figure class="shot">
            <a href="${picture.split('/').map(encodeURIComponent).join('/')}"
              ><img src="${source}" alt="The page when the journey failed: ${story}" loading="lazy"
            /></a>
            <figcaption>The page when the journey failed</figcaption>
          </figure>`
    }
  </div>`;
}

function whatWasSaid({ headline, finding, reasons }: Said, given: Given): Html {
  return html`<div class="said-of">
    <h3>What the suite said</h3>
    <p class="tags">${nameOf(given)}</p>
    <p class="headline">${finding ?? headline}</p>
    ${
      reasons.length === 0
        ? nothing
        : html`<ul class="reasons">
            ${reasons.map((reason) => html`<li>${reason}</li>`)}
          </ul>`
    }
    ${given.layer === null || given.layer === 'unknown' ? nothing : speaker(given.layer)}
  </div>`;
}

const isTold = ({ exchanges, probes }: SaidAttempt): boolean => exchanges.length > 0 || probes.length > 0;

/** The attempts in one line, what the first telling one met, and the probes of all. */
function evidence({ attempts }: Said): Html {
  const told = attempts.find(isTold);
  return html`<section class="evidence">
    ${attempts.length === 0 ? nothing : attemptLine(attempts)}
    ${
      told
        ? html`${exchangeTable(told.exchanges, `Exchanges of attempt ${String(told.index + 1)}`)}
          ${probeLines(attempts)} ${body(told)}`
        : nothing
    }
  </section>`;
}

const attemptLine = (attempts: readonly SaidAttempt[]): Html =>
  html`<ol class="tried">
    ${attempts.map(({ index, status, cause, durationMs }) => {
      const good = !hasFailed({ status, cause });
      return html`<li class="${good ? 'good' : 'bad'}">
        <span aria-hidden="true">${good ? '✔' : '✖'}</span> Attempt ${index + 1}
        ${good ? 'passed' : html`failed${cause === null ? '' : html`, <b>${causeWords[cause].label}</b>`}`}
        <span class="quiet">${duration(durationMs)}</span>
      </li>`;
    })}
  </ol>`;

/** What the server answered, to be opened: the picture shows most of it. */
function body({ exchanges }: SaidAttempt): Html {
  const spoken = exchanges.find(({ bodyExcerpt: text }) => text !== null && text.trim() !== '');
  return spoken
    ? html`<details class="more">
        <summary>The answer itself (${answer(spoken)})</summary>
        ${bodyExcerpt(spoken)}
      </details>`
    : nothing;
}

/** Words of the contract stand between backticks in a rule. */
const ruleText = (rule: string): Html =>
  html`${rule.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;

const foot = ({ expected, journey, toVerdictMs, page, output }: DrillResult): Html =>
  html`<dl class="facts small">
    ${fact('The rule', ruleText(expected.rule))} ${fact('Judged by', html`<code>${journey}</code>`)}
    ${fact('Time to verdict', duration(toVerdictMs))}
    ${fact('Its run', page === null ? html`<a href="${output}">Output</a>` : html`<a href="${page}">Report</a> <a href="${output}">Output</a>`)}
  </dl>`;
