import { readFileSync } from 'node:fs';
import { html } from '../../report/page/html.ts';
import { favicon } from '../../report/page/icons.ts';
import { runbookLink } from '../../report/runbook.ts';
import { pageScript, pageStyle, shell } from '../../report/page/shell.ts';
import type { RehearsalReport } from '../types.ts';
import { change, shownLines } from './change.ts';
import { coverage } from './coverage.ts';
import { hero } from './hero.ts';
import { outcomeLooks } from './looks.ts';
import { mapped } from './mapped.ts';
import { routes } from './routes.ts';
import { steps } from './steps.ts';

const style = `${pageStyle}\n${readFileSync(new URL('rehearsal.css', import.meta.url), 'utf8')}`;

/** A path below the page's folder, as a link; null: it would lead elsewhere. */
const linkTo = (path: string | null): string | null =>
  path === null || path.startsWith('/') || path.includes('..') || path.includes(':')
    ? null
    : path.split('/').map(encodeURIComponent).join('/');

/** The page of one rehearsal: one HTML file that stands for itself, built from what `rehearsal.json` holds and from nothing else. */
export function renderRehearsalPage(report: RehearsalReport): string {
  const shown = shownLines(report);
  const linked = (id: string): boolean => shown.has(id);
  const journeys = linkTo(report.journeysPage);
  return shell({
    title: `${report.outcome}: ${report.headline}`,
    icon: favicon(outcomeLooks[report.outcome]),
    style,
    script: pageScript,
    body: html`<a class="skip" href="#main">To the steps</a>
      ${hero(report)}
      <main class="wrap" id="main">
        ${change(report, linked)} ${steps(report, linked)} ${routes(report)} ${coverage(report)} ${mapped(report)}
      </main>
      <footer class="wrap">
        <p>
          ${journeys === null ? '' : html`<a href="${journeys}">The journeys’ own report</a>`}
          <a href="${runbookLink(outcomeLooks[report.outcome])}">Runbook</a>
          <a href="rehearsal.json">rehearsal.json</a>
        </p>
        <p class="quiet">
          All of it on one machine: a private httpd, a throwaway authority, and production’s names led to loopback.
          Nothing left it, and the running service was not touched.
        </p>
      </footer>`,
  });
}
