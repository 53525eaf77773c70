import { readFileSync } from 'node:fs';
import { legend } from '../../report/page/legend.ts';
import { html, nothing, type Html } from '../../report/page/html.ts';
import { favicon } from '../../report/page/icons.ts';
import { runbookLink } from '../../report/runbook.ts';
import { pageScript, pageStyle, shell } from '../../report/page/shell.ts';
import { byFamily } from '../families.ts';
import { byNeed, count, type DrillReport, type DrillResult } from '../result.ts';
import { fault } from './fault.ts';
import { drillHero, headlineOf, standingOf } from './hero.ts';
import { matrixTable } from './matrix.ts';
import { embedder } from './pictures.ts';

const style = `${pageStyle}\n${readFileSync(new URL('drill.css', import.meta.url), 'utf8')}`;
const script = pageScript + readFileSync(new URL('drill-script.js', import.meta.url), 'utf8');

interface Chapter {
  readonly title: string;
  readonly why: string;
}

function chapter(
  { title, why }: Chapter,
  id: string,
  results: readonly DrillResult[],
  show: (result: DrillResult) => Html,
): Html {
  if (results.length === 0) return nothing;
  return html`<section class="group" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title} <span class="n">${results.length}</span></h2>
    <p class="why">${why}</p>
    <div class="list">${results.map(show)}</div>
  </section>`;
}

/** Where to find what, among many. */
function chapters(results: readonly DrillResult[]): Html {
  const families = byFamily(results);
  if (families.length < 2) return nothing;
  return html`<nav class="chapters" aria-label="Chapters">
    <ul>
      ${families.map(
        ({ id, title, drills }) => html`<li><a href="#${id}">${title}</a> <span class="n">${drills.length}</span></li>`,
      )}
    </ul>
  </nav>`;
}

function missing({ notDrilled }: DrillReport): Html {
  if (notDrilled.length === 0) return nothing;
  const reasons = [...Map.groupBy(notDrilled, ({ reason }) => reason)];
  return html`<section class="group" id="not-drilled" aria-labelledby="not-drilled-title">
    <h2 id="not-drilled-title">Not drilled <span class="n">${notDrilled.length}</span></h2>
    <p class="why">Of these nothing is said here, neither good nor bad.</p>
    ${reasons.map(
      ([reason, group]) =>
        html`<p class="note">
          <b>${reason[0]?.toUpperCase()}${reason.slice(1)}</b> ${group.map(({ id }) => html`<code>${id}</code> `)}
        </p>`,
    )}
  </section>`;
}

/**
 * The page of the drills, for a training: one HTML file that stands for itself.
 *
 * @param readPicture bytes of a file by its path relative to the folder of `drill.json`; null where it cannot be read
 */
export function renderDrillPage(report: DrillReport, readPicture: (path: string) => Uint8Array | null): string {
  const embed = embedder(readPicture);
  const show = (result: DrillResult): Html => fault(result, embed);
  const wrong = byNeed(report.results).filter(({ outcome }) => outcome !== 'right');
  const right = report.results.filter(({ outcome }) => outcome === 'right');
  const misnamed = count(report.results, 'misnamed') > 0;
  return shell({
    title: `Drills: ${headlineOf(report)}`,
    icon: favicon(standingOf(report).verdict),
    style,
    script,
    body: html`<a class="skip" href="#faults">To the faults</a>
      ${drillHero(report)}
      <main class="wrap" id="faults">
        ${chapter(
          {
            title: misnamed ? 'Not called by their right name' : 'Could not be run',
            why: 'Look here first: either the suite is wrong about these, or the drill is.',
          },
          'wrong',
          wrong,
          show,
        )}
        ${matrixTable(report.results)} ${chapters(right)}
        ${byFamily(right).map((family) => chapter(family, family.id, family.drills, show))} ${missing(report)}
        ${legend()}
      </main>
      <footer class="wrap">
        <p>
          <a href="index.html">Newest run</a> <a href="${runbookLink(standingOf(report).verdict)}">Runbook</a>
          <a href="drill.json">drill.json</a>
        </p>
        <p class="quiet">
          All of it on one machine, with a local site of invented content. <code>npm run drill -- d02 e03</code> drills
          some again.
        </p>
      </footer>`,
  });
}
