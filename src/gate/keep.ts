import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { newestRun } from '../report/writer.ts';
import { runFolder } from '../run/files.ts';
import { writeWhole } from '../target/atomic.ts';
import { renderGatePage } from './page/index.ts';
import { gateShape } from './schema.ts';
import type { GateReport } from './types.ts';

const names = ['gate.json', 'gate.html'];

/** The page of the gate that the newest run is part of, below `reports/`; null: it is part of none. */
export const newestGate = (reports: string): string | null =>
  existsSync(join(reports, 'gate.html')) && existsSync(join(runFolder(reports, newestRun(reports) ?? '-'), 'gate.html'))
    ? 'gate.html'
    : null;

/** An earlier gate's files go aside, so that nobody takes them for this one's. */
export function moveGateAside(reports: string): void {
  const previous = join(reports, 'previous');
  for (const name of names.filter((one) => existsSync(join(reports, one)))) {
    mkdirSync(previous, { recursive: true });
    renameSync(join(reports, name), join(previous, name));
  }
}

/**
 * Writes `gate.json`, and `gate.html` from what can be read there; both again in the folder of the gate's own run, where they stay.
 *
 * @returns absolute path of the page
 * @throws ReportError
 */
export function keepGate(reports: string, report: GateReport): string {
  const json = join(reports, 'gate.json');
  const own = runFolder(reports, report.id);
  const text = `${JSON.stringify(gateShape.parse(report), null, 2)}\n`;
  for (const path of [json, join(own, 'gate.json')]) writeWhole('the result of the gate', path, text);
  const kept = gateShape.parse(JSON.parse(readFileSync(json, 'utf8')));
  writeWhole('the page of the gate', join(own, 'gate.html'), renderGatePage(kept, '../../'));
  writeWhole('the page of the gate', join(reports, 'gate.html'), renderGatePage(kept));
  return join(reports, 'gate.html');
}
