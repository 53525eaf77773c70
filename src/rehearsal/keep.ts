import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { writeRunbook } from '../report/writer.ts';
import { writeWhole } from '../target/atomic.ts';
import { renderRehearsalPage } from './page/index.ts';
import { rehearsalShape } from './schema.ts';
import type { RehearsalReport } from './types.ts';

const names = ['rehearsal.json', 'rehearsal.html'];

/** An earlier rehearsal's files go aside, so that nobody takes them for this one's. */
export function moveRehearsalAside(reports: string): void {
  const previous = join(reports, 'previous');
  for (const name of names.filter((one) => existsSync(join(reports, one)))) {
    mkdirSync(previous, { recursive: true });
    renameSync(join(reports, name), join(previous, name));
  }
}

/**
 * Writes `rehearsal.json`, and `rehearsal.html` from what can be read there.
 *
 * @returns absolute path of the page
 * @throws ReportError
 */
export function keepRehearsal(reports: string, report: RehearsalReport): string {
  const json = join(reports, 'rehearsal.json');
  writeWhole('the result of the rehearsal', json, `${JSON.stringify(rehearsalShape.parse(report), null, 2)}\n`);
  const page = join(reports, 'rehearsal.html');
  const kept = rehearsalShape.parse(JSON.parse(readFileSync(json, 'utf8')));
  writeWhole('the page of the rehearsal', page, renderRehearsalPage(kept));
  writeRunbook(reports);
  return page;
}
