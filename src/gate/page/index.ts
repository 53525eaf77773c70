import { readFileSync } from 'node:fs';
import { html } from '../../report/page/html.ts';
import { favicon } from '../../report/page/icons.ts';
import { runbookSection } from '../../report/page/runbook.ts';
import { runbookLink } from '../../report/runbook.ts';
import { pageScript, pageStyle, shell } from '../../report/page/shell.ts';
import type { GateReport } from '../types.ts';
import { alarmOf } from '../report.ts';
import { expected, nodes, rollback, troubles } from './aside.ts';
import { GatePage } from './context.ts';
import { findings } from './findings.ts';
import { hero } from './hero.ts';
import { lookOf, runbookVerdict } from './looks.ts';
import { timeLine } from './time-line.ts';

const style = `${pageStyle}\n${readFileSync(new URL('gate.css', import.meta.url), 'utf8')}`;

/** The page of one gate: one HTML file that stands for itself, built from what `gate.json` holds and from nothing else. */
export function renderGatePage(report: GateReport, toReports: '' | '../../' = ''): string {
  const page = new GatePage(report, toReports);
  const verdict = runbookVerdict(report);
  const names = { target: report.target, change: report.change?.id ?? null };
  const alarm = alarmOf(report);
  return shell({
    title: `${report.result}: ${alarm === null ? '' : `${alarm}. `}${report.target}, ${report.headline}`,
    icon: favicon(lookOf(report)),
    style,
    script: pageScript,
    body: html`<a class="skip" href="#time-line">To the time line</a>
      ${hero(page)}
      <main class="wrap" id="main">
        ${alarm === null ? '' : rollback(page)} ${timeLine(page)} ${findings(page)} ${nodes(page)} ${expected(page)}
        ${verdict === null ? '' : runbookSection(verdict, names, toReports)} ${alarm === null ? rollback(page) : ''}
        ${troubles(page)}
      </main>
      <footer class="wrap">
        <p>
          ${page.whole === null ? '' : html`<a href="${page.whole}">The runs’ own report</a>`}
          <a href="${runbookLink(lookOf(report), toReports)}">Runbook</a>
          <a href="${toReports}index.html">Newest run</a>
          <a href="gate.json">gate.json</a>
        </p>
        <p class="quiet">
          The runs’ own report tells of everything before a rollback together, with evidence and pictures. Traces open
          from a server only: run <code>npm run report</code>.
        </p>
      </footer>`,
  });
}
