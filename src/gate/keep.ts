import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../target/atomic.ts';
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
 * Writes `gate.json`.
 *
 * @returns absolute path of what a person is to open
 * @throws ReportError
 */
export function keepGate(reports: string, report: GateReport): string {
  const json = join(reports, 'gate.json');
  writeWhole('the result of the gate', json, `${JSON.stringify(gateShape.parse(report), null, 2)}\n`);
  return json;
}
