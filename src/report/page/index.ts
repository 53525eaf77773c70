import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RunRecord } from '../../verdict/types.ts';
import { verdictLabel } from '../words.ts';
import { Page, type PageContext } from './context.ts';
import { findings } from './findings.ts';
import { hero } from './hero.ts';
import { html, raw } from './html.ts';
import { favicon, sprite } from './icons.ts';
import { journeys } from './journeys.ts';
import { legend } from './legend.ts';
import { notRun } from './not-run.ts';
import { otherRuns } from './other-runs.ts';
import { suppressed } from './suppressed.ts';
import { troubles } from './troubles.ts';

export type { PageContext } from './context.ts';

const beside = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
// Written between their tags by `raw`, to the letter: the policy's hashes are over exactly these texts.
const style = beside('page.css');
const script = beside('page-script.js');
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing may be fetched, from anywhere; only this page's own style and script run, whatever text found its way into it. */
const policy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * The page of one run: one HTML file that stands for itself and asks nothing of any host. It is built from the record alone, so
 * that it can be built again later; files of the run are only linked, but for screenshots of failing attempts.
 */
export function renderPage(record: RunRecord, context: PageContext): string {
  const page = new Page(record, context);
  const playwright = page.playwrightLink();
  const allure = page.allureLink();
  return String(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="${policy}" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <title>${verdictLabel(record.outcome)}: ${record.run.target}, ${record.headline}</title>
          <link rel="icon" href="${favicon(record.outcome)}" />
          ${raw(`<style>${style}</style>`)}
        </head>
        <body>
          ${sprite}
          <a class="skip" href="#journeys">To the journeys</a>
          ${hero(page)}
          <main class="wrap">
            ${troubles(page)} ${findings(page)} ${notRun(page)} ${journeys(page)} ${suppressed(page)} ${otherRuns(page)}
            ${legend()}
          </main>
          <footer class="wrap">
            <p>
              <a href="#legend">What the words mean</a>
              ${playwright === null ? '' : html`<a href="${playwright}">Playwright's report, with traces</a>`}
              ${allure === null ? '' : html`<a href="${allure}">Allure's report</a>`}
              ${context.place === 'run' ? html`<a href="../../index.html">Newest run</a>` : ''}
              <a href="${page.fileLink('verdict.json') ?? 'verdict.json'}">verdict.json</a>
            </p>
            <p class="quiet">
              Medscape journeys ${record.run.suiteVersion}. Traces open from a server only: run
              <code>npm run report</code>.
            </p>
          </footer>
          ${raw(`<script>${script}</script>`)}
        </body>
      </html> `,
  );
}
