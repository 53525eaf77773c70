import type { GateReport, GateRun } from '../types.ts';

/** The report being shown, and the links that depend on where the page will lie. */
export class GatePage {
  readonly report: GateReport;
  readonly toReports: '' | '../../';

  /** @param toReports how the page will get to `reports/` */
  constructor(report: GateReport, toReports: '' | '../../') {
    this.report = report;
    this.toReports = toReports;
  }

  get change(): string {
    return this.report.change?.id ?? 'the change';
  }

  /** A path below `reports/` as a link; null: there is none, or it would lead elsewhere. */
  link(path: string | null): string | null {
    return path === null || path.startsWith('/') || path.includes('..') || path.includes(':')
      ? null
      : this.toReports + path.split('/').map(encodeURIComponent).join('/');
  }

  run(id: string | null): GateRun | null {
    return this.report.runs.find((run) => run.id === id) ?? null;
  }

  /** The page that tells of all runs before a rollback together. */
  get whole(): string | null {
    return this.link(this.report.runs[0]?.page ?? null);
  }

  /** Ms from the beginning of the gate to an instant. */
  offset(iso: string): number {
    return Date.parse(iso) - Date.parse(this.report.startedAt);
  }
}
