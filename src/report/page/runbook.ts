import { readFileSync } from 'node:fs';
import { verdicts, type Verdict } from '../../verdict/types.ts';
import { runbookLink } from '../runbook.ts';
import { verdictLabel } from '../words.ts';
import { chip } from './bits.ts';
import { html, nothing, type Html } from './html.ts';
import { favicon } from './icons.ts';
import { blocksOf, prose } from './prose.ts';
import { pageScript, pageStyle, shell } from './shell.ts';

/** What a report knows, for the commands that it shows. */
export interface RunbookNames {
  readonly target?: string;
  readonly change?: string | null;
  readonly incident?: string | null;
}

/** A report without a runbook is better than none. */
function textOf(): string {
  try {
    return readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
  } catch {
    return '';
  }
}

const [introduction = '', ...parts] = textOf().split(/^## /m);
const sections: ReadonlyMap<string, string> = new Map(
  parts.map((part) => [part.slice(0, part.indexOf('\n')).trim(), part.slice(part.indexOf('\n'))]),
);

/** What may stand in a command without being quoted: an id is anybody's text. */
const harmless = /^[\w.-]+$/;

/** The commands with the report's own names in them. */
function named(text: string, { target, change, incident }: RunbookNames): string {
  const own = [
    ['--target production', target && `--target ${target}`],
    ['CHG-1234', change],
    ['INC-7', incident],
  ] as const;
  return own.reduce(
    (all, [sample, value]) =>
      value && harmless.test(value.replace('--target ', '')) ? all.replaceAll(sample, value) : all,
    text,
  );
}

/** The text of one section; empty where the runbook has none of that name. */
export const runbookText = (verdict: Verdict, names: RunbookNames = {}): string =>
  named(sections.get(verdict) ?? '', names);

/**
 * The runbook's section of a verdict, to be opened in a report that lies anywhere; `#runbook` leads to it.
 *
 * @param toReports as `runbookLink` takes it
 */
export function runbookSection(verdict: Verdict, names: RunbookNames = {}, toReports: '' | '../../' = ''): Html {
  const text = runbookText(verdict, names);
  if (text === '') return nothing;
  return html`<section class="group runbook" id="runbook" aria-labelledby="runbook-title">
    <h2 id="runbook-title">Runbook</h2>
    <details class="legend">
      <summary>What to do: ${verdictLabel(verdict).toLowerCase()}</summary>
      <div class="prose" id="runbook-text">${prose(blocksOf(text))}</div>
      <p class="whole"><a href="${runbookLink(verdict, toReports)}">The whole runbook, at this section</a></p>
    </details>
  </section>`;
}

/** Where a report says what to do: to its own copy of the section, which is there wherever the report is read. */
export const runbookHint = (verdict: Verdict): Html =>
  sections.has(verdict)
    ? html`<a class="hint" href="#runbook-text">Runbook: ${verdictLabel(verdict).toLowerCase()}</a>`
    : nothing;

/** `docs/runbook.md` as a page that stands for itself. */
export function renderRunbook(): string {
  const [, ...intro] = blocksOf(introduction);
  return shell({
    title: 'Runbook: what to do about each verdict',
    icon: favicon('passed'),
    style: pageStyle,
    script: pageScript,
    body: html`<header class="hero v-inconclusive">
        <div class="wrap">
          <p class="mark"><span class="brand">Medscape journeys</span></p>
          <h1>Runbook</h1>
          <div class="prose">${prose(intro)}</div>
          <ul class="jump">
            ${verdicts.map((verdict) => html`<li><a href="#${verdict}">${chip(verdict)}</a></li>`)}
          </ul>
        </div>
      </header>
      <main class="wrap">
        ${verdicts.map(
          (verdict) =>
            html`<section class="group card v-${verdict}" id="${verdict}">
              <h2>${chip(verdict)}</h2>
              <div class="prose">${prose(blocksOf(runbookText(verdict)))}</div>
            </section>`,
        )}
      </main>
      <footer class="wrap">
        <p><a href="index.html">Newest run</a></p>
      </footer>`,
  });
}
