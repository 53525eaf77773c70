import { readFileSync } from 'node:fs';
import type { RunRecord } from '../../verdict/types.ts';
import { headFinding, incidentOf } from '../past.ts';
import { runbookLink } from '../runbook.ts';
import { verdictLabel } from '../words.ts';
import { Page, type PageContext } from './context.ts';
import { findings } from './findings.ts';
import { hero } from './hero.ts';
import { html, type Html } from './html.ts';
import { favicon } from './icons.ts';
import { journeys } from './journeys.ts';
import { legend } from './legend.ts';
import { notRun } from './not-run.ts';
import { otherRuns } from './other-runs.ts';
import { serverLogOfRun } from './server-log.ts';
import { runbookSection } from './runbook.ts';
import { pageScript, pageStyle, shell } from './shell.ts';
import { suppressed } from './suppressed.ts';
import { troubles } from './troubles.ts';

export type { PageContext } from './context.ts';

const script = pageScript + readFileSync(new URL('page-script.js', import.meta.url), 'utf8');

/** With the run's own names in its commands. */
function runbook({ record, context }: Page): Html {
  const { outcome, run } = record;
  const worst = headFinding(record);
  const incident = context.past?.kind === 'known' && worst ? incidentOf(context.past, worst, record) : null;
  const names = { target: run.target, change: run.change?.id ?? null, incident: incident?.id ?? null };
  return runbookSection(outcome, names, context.place === 'run' ? '../../' : '');
}

/**
 * The page of one run: one HTML file that stands for itself and asks nothing of any host. It is built from the record alone, so
 * that it can be built again later; files of the run are only linked, but for screenshots of failing attempts.
 */
export function renderPage(record: RunRecord, context: PageContext): string {
  const page = new Page(record, context);
  const playwright = page.playwrightLink();
  const allure = page.allureLink();
  return shell({
    title: `${verdictLabel(record.outcome)}: ${record.run.target}, ${record.headline}`,
    icon: favicon(record.outcome),
    style: pageStyle,
    script,
    body: html`<a class="skip" href="#journeys">To the journeys</a>
      ${hero(page)}
      <main class="wrap">
        ${troubles(page)} ${findings(page)} ${notRun(page)} ${runbook(page)} ${journeys(page)} ${serverLogOfRun(page)}
        ${suppressed(page)} ${otherRuns(page)} ${legend()}
      </main>
      <footer class="wrap">
        <p>
          <a href="#legend">What the words mean</a>
          <a href="${runbookLink(record.outcome, context.place === 'run' ? '../../' : '')}">Runbook</a>
          ${playwright === null ? '' : html`<a href="${playwright}">Playwright's report, with traces</a>`}
          ${allure === null ? '' : html`<a href="${allure}">Allure's report</a>`}
          ${context.hasGate === true ? html`<a href="${page.fileLink('gate.html')}">The gate: before, after and rollback</a>` : ''}
          ${context.hasDrills === true ? html`<a href="${context.place === 'run' ? '../../' : ''}drill.html">Drills</a>` : ''}
          ${context.place === 'run' ? html`<a href="../../index.html">Newest run</a>` : ''}
          <a href="${page.fileLink('verdict.json') ?? 'verdict.json'}">verdict.json</a>
        </p>
        <p class="quiet">
          Medscape journeys ${record.run.suiteVersion}. Traces open from a server only: run
          <code>npm run report</code>.
        </p>
      </footer>`,
  });
}
