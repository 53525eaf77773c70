// node bench/status/year.ts FOLDER [WEEKS]: makes a history of two locations, hourly, that ends now, and writes its status page beside it: what
// happens in a week of bench/days, with quiet weeks between, and one surface of which an answer in eight is a 500.
import { argv, stdout } from 'node:process';
import { openHistory } from '../../src/history/open.ts';
import { defaultRules } from '../../src/history/rules.ts';
import type { Line } from '../../src/history/lines.ts';
import { toStored, type RunLine, type StoredStep } from '../../src/history/stored.ts';
import { writeStatus } from '../../src/report/status/index.ts';
import { recordOf } from '../days/world.ts';
import {
  changeAt,
  faultsAt,
  hourMs,
  locations,
  minuteMs,
  randomOf,
  weekHours,
  weekOf,
  type Week,
} from '../days/week.ts';

const [, , folder = '', weeks = '52'] = argv;

/** Names as a reader knows them, in place of the numbers of bench/days. */
const names = [
  ...['home-news', 'drug-monograph', 'article-sections', 'search-drug', 'login-returns', 'activity-opens'],
  ...['home-specialties', 'drug-dosing', 'article-print', 'search-nothing', 'login-refused', 'activity-credit'],
  ...['newsletter', 'interactions', 'article-figures', 'search-filters', 'logout', 'activity-search'],
  ...['news-article', 'pill-identifier', 'article-references', 'search-suggests', 'member-home', 'activity-progress'],
  ...['topic-page', 'calculator', 'article-workup', 'search-pages', 'member-settings', 'activity-certificate'],
  ...['footer-links', 'drug-prices', 'article-images', 'search-spelling', 'login-remember', 'activity-map'],
  ...['video-page', 'formulary', 'article-history', 'search-author'],
];
const stepTitles = ['opens the page', 'finds what it came for', 'follows the first link', 'reads to the end'];

const random = randomOf(7);
const renamed = (text: string): string =>
  text.replace(/journey-(\d\d)/g, (_, n: string) => names[Number(n)] ?? `journey-${n}`);

/** Longer in the evening, and with a long tail. */
function stepsOf({ run }: RunLine, atMs: number): StoredStep[] {
  const evening = 1 + 0.4 * Math.max(0, Math.sin(((atMs % (24 * hourMs)) / (24 * hourMs)) * 2 * Math.PI));
  return run.journeys
    .filter(({ id, verdict }) => verdict === 'passed' && !id.startsWith('preflight-'))
    .flatMap(({ id, project }, n) =>
      stepTitles.slice(0, 2 + (n % 3)).map((step, index) => ({
        ...{ id, project, step },
        durationMs: Math.round(
          (120 + 90 * ((n * 7 + index * 5) % 11)) *
            evening *
            Math.exp(0.45 * (random() + random() + random() - 1.5)) *
            (random() < 0.01 ? 6 : 1),
        ),
      })),
    );
}

/** An instant of the weeks as one that ends now. */
const shift = Math.floor(Date.now() / hourMs) * hourMs - Number(weeks) * weekHours * hourMs;
const begins = Date.parse(
  recordOf({ id: 'r', atMs: 0, location: 'x', change: null, faults: [], passing: () => false }).run.startedAt,
);
const moved = (text: string): string =>
  text.replace(/"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g, (_, iso: string) =>
    JSON.stringify(new Date(Date.parse(iso) - begins + shift).toISOString()),
  );

/** Few things happen in most weeks: a year of nothing but trouble would teach nobody. */
function weekAt(n: number): Week {
  const week = weekOf(n + 1);
  const kept = n === Number(weeks) - 1 ? 3 : n % 6 === 5 ? 5 : n % 3 === 0 ? 2 : 1;
  return { ...week, happenings: week.happenings.filter((_, index) => (index * 5 + n) % 15 < kept) };
}

async function* lines(): AsyncGenerator<Line> {
  for (let n = 0; n < Number(weeks); n += 1) {
    const week = weekAt(n);
    for (let hour = 0; hour < weekHours; hour += 1)
      for (const { name, minute } of locations) {
        const own = hour * hourMs + minute * minuteMs;
        const atMs = n * weekHours * hourMs + own;
        // Berlin's machine was away for three days
        if (name === 'berlin' && n === Number(weeks) - 6 && hour < 72) continue;
        const faults = faultsAt(week, own, name);
        // the last ten days
        const isEighth = atMs > (Number(weeks) * weekHours - 240) * hourMs && random() < 1 / 8;
        const change = changeAt(week, own) ?? (hour === 50 && n % 2 === 0 ? `CHG-${String(4_000 + n)}` : null);
        const record = recordOf({
          ...{ id: `run-${String(n)}-${String(hour)}-${name}`, atMs, location: name, change },
          faults: isEighth ? [...faults, 'intermittent'] : faults,
          passing: () => random() < 0.002,
        });
        const line = toStored(record);
        yield JSON.parse(moved(renamed(JSON.stringify({ ...line, steps: stepsOf(line, atMs) })))) as Line; // the same shape
      }
    stdout.write(`\rweek ${String(n + 1)} of ${weeks}`);
  }
}

const history = await openHistory({ reports: folder, databaseUrl: null, rules: defaultRules });
await history.imported(lines());
const started = performance.now();
const { page } = await writeStatus(history, {
  ...{ target: 'production', reportsDir: folder, objective: defaultRules.objective, staleAfterMs: 130 * minuteMs },
});
stdout.write(`\n${page} in ${Math.round(performance.now() - started)} ms\n`);
for (const trouble of history.troubles) stdout.write(`${trouble}\n`);
await history.close();
