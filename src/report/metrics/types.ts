import type { Incident } from '../../history/types.ts';
import type { Surface } from '../../target/types.ts';
import type { RunRecord } from '../../verdict/types.ts';

/** What metrics take of a pulse; the monitor's own `Pulse` is one. */
export interface PulseSeen {
  readonly startedAt: string;
  readonly answers: readonly {
    readonly surface: Surface;
    readonly durationMs: number;
    readonly suspicious: string | null;
  }[];
}

export interface MetricsOptions {
  /** The folder that holds what runs leave: absolute. */
  readonly reports: string;
  readonly target: string;
  readonly location: string;
  readonly suiteVersion: string;
  /** Figures of this process too: for one that stays, and is scraped. Default: no. */
  readonly ofProcess?: boolean;
  /** Takes what went wrong and was survived, in a sentence. Default: nobody. */
  readonly tell?: (trouble: string) => void;
}

/**
 * The monitor's figures in Prometheus' exposition format, of one target and location.
 *
 * What happens seldom (runs, alerts) is kept in `reports/metrics/<target>.json` before it is shown, so that its counters go on where another
 * process left off, and never run backwards. What happens every minute (pulses) counts from the start of the process, as Prometheus
 * expects of one. Two processes that keep figures of one target at once are not foreseen: the lease on the target's runs is theirs too.
 */
export interface Metrics {
  /** Counts a run of this target, once however often it is told. @throws ReportError nothing of it is shown then, and all of it once something can be kept again */
  run(record: RunRecord): Promise<void>;
  /** Counts a message that a channel took, or finally did not. @throws ReportError */
  alerted(channel: string, result: 'sent' | 'failed'): Promise<void>;
  /** Counts a run that was due and was not started. @throws ReportError */
  skipped(): Promise<void>;
  /** Counts trouble of the monitor's own. @throws ReportError */
  trouble(): Promise<void>;
  /** All that are not resolved now. */
  incidents(unresolved: readonly Incident[]): void;
  pulse(pulse: PulseSeen, confirmed: boolean): void;
  /** Requests to the target: how many an hour may see, and how many are left of them. */
  budget(perHour: number, left: number): void;
  /** For an HTTP answer. */
  readonly contentType: string;
  exposition(): Promise<string>;
  /** Writes `reports/metrics/<target>.prom` whole, for a textfile collector. @returns its path @throws ReportError */
  writeFile(): Promise<string>;
}
