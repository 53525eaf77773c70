import { readFileSync } from 'node:fs';
import { html, nothing, type Html } from '../../page/html.ts';
import { favicon } from '../../page/icons.ts';
import { pageScript, pageStyle, shell } from '../../page/shell.ts';
import { windows, type Status } from '../types.ts';
import { hero, standingOf, titleOf } from './hero.ts';
import { incidents } from './incidents.ts';
import { overall } from './overall.ts';
import { reading } from './reading.ts';
import { rowList, stepTable } from './rows.ts';
import { windowWords } from './words.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const style = `${pageStyle}\n${read('status.css')}`;
const script = pageScript + read('status-script.js');

/** Which window the figures of the lists are of: radio buttons, so that it works without script. */
const choice = (): Html =>
  html`<fieldset class="filter window-choice">
    <legend class="unseen">Figures of</legend>
    ${windows.map(
      (window) =>
        html`<label
          ><input type="radio" name="window" value="${window}" ${window === '30d' ? 'checked' : ''} /><span
            >${windowWords[window]}</span
          ></label
        >`,
    )}
  </fieldset>`;

/** Steps whose slowest twentieth takes longest. */
const mostSteps = 8;

function slowest({ latencies }: Status): Html {
  const some = latencies.filter(({ p95Ms }) => p95Ms !== null).toSorted((a, b) => (b.p95Ms ?? 0) - (a.p95Ms ?? 0));
  if (some.length === 0) return nothing;
  return html`<section class="group" id="steps" aria-labelledby="steps-title">
    <h2 id="steps-title">Slowest steps</h2>
    <p class="why">Of attempts that passed, in 30 days. All steps of a journey stand with it above.</p>
    ${stepTable(some.slice(0, mostSteps), `The ${String(Math.min(mostSteps, some.length))} slowest of ${String(latencies.length)} steps`, true)}
  </section>`;
}

/** The status of one target: one HTML file that stands for itself and asks nothing of any host. */
export function renderStatus(status: Status): string {
  const { verdict } = standingOf(status);
  const isOld = status.stale || status.trouble !== null;
  return shell({
    title: titleOf(status),
    icon: favicon(isOld ? 'inconclusive' : verdict),
    style,
    script,
    body: html`<a class="skip" href="#surfaces">To the surfaces</a>
      <div class="page ${isOld ? 'is-old' : ''}">
        ${hero(status)}
        <main class="wrap">
          ${overall(status)} ${status.surfaces.length + status.journeys.length === 0 ? nothing : choice()}
          ${rowList(status, 'surfaces', 'Surfaces', 'Each with every journey that visits it, and with the first look of each run.')}
          ${rowList(status, 'journeys', 'Journeys', 'What is not well now stands first. Open one for its bounds, its days and its steps.')}
          ${incidents(status)} ${slowest(status)} ${reading()}
        </main>
        <footer class="wrap">
          <p>
            <a href="index.html">Newest run</a>
            <a href="status.json">status.json</a>
          </p>
          <p class="quiet">
            Built again after each run that the monitor records, or by hand:
            <code>npm run history -- --status ${status.target}</code>
          </p>
        </footer>
      </div>`,
  });
}
