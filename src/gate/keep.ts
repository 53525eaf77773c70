import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { runbookLink } from '../report/runbook.ts';
import { runFolder } from '../run/files.ts';
import { writeWhole } from '../target/atomic.ts';
import { renderGatePage } from './page/index.ts';
import { gateShape } from './schema.ts';
import type { GateReport } from './types.ts';

const names = ['gate.json', 'gate.html'];

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
  const page = (toReports: '' | '../../'): string =>
    renderGatePage(kept, { toReports, runbook: (verdict) => runbookLink(verdict, toReports) });
  writeWhole('the page of the gate', join(own, 'gate.html'), page('../../'));
  writeWhole('the page of the gate', join(reports, 'gate.html'), page(''));
  return join(reports, 'gate.html');
}
