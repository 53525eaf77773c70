import type { History } from '../history/types.ts';
import type { Deployed } from '../target/environment.ts';
import type { Node } from '../target/nodes.ts';
import type { Redactor } from '../target/redactor.ts';
import type { Target } from '../target/types.ts';
import type { JourneyInput, Policy, RunRecord } from '../verdict/types.ts';
import type { Answered } from '../evidence/ask.ts';
import type { RollbackVerdict } from './judge.ts';
import type { Part, PartAsked } from './part.ts';
import type { GateEvent, GateReport, MaintenanceWindow } from './types.ts';
import type { Place } from './wait.ts';

export interface RollbackSetting {
  readonly command: string;
  readonly on: readonly RollbackVerdict[];
  readonly timeoutMs: number;
  /** How long the site may take to recover. */
  readonly recoverMs: number;
}

export interface GateSetting {
  readonly target: Target;
  readonly deployed: Deployed;
  readonly windows: readonly MaintenanceWindow[];
  /** For the new revision's marker. */
  readonly waitMs: number;
  /** When the change went out; null: nobody said. */
  readonly since: string | null;
  /** Null: nothing is rolled back. */
  readonly rollback: RollbackSetting | null;
  readonly suiteVersion: string;
}

/** What a gate does things with. */
export interface GateTools {
  readonly history: Pick<History, 'runs' | 'record' | 'troubles'>;
  readonly redactor: Redactor;
  readonly run: (asked: PartAsked) => Promise<Part>;
  /** Looks for the marker once. */
  readonly ask: (node: Node | null) => Promise<Answered>;
  /** Why there is no such node; null: there is. */
  readonly whyNoNode: (node: Node) => Promise<string | null>;
  readonly waitingJourneys: (places: readonly Place[]) => readonly JourneyInput[];
  readonly policy: () => Policy;
  /** Writes the run's own report. @returns its page, relative to `reports/`; null: it could not be written */
  readonly keepRun: (record: RunRecord) => string | null;
  /** The page of an earlier run, relative to `reports/`; null: it is not kept. */
  readonly pageOf: (run: string) => string | null;
  /** Writes `gate.json` and its page. */
  readonly keepGate: (report: GateReport) => void;
  readonly onEvent: (event: GateEvent) => void;
  /** Somebody wants it to stop. */
  readonly stop: AbortSignal;
  /** And does not wait for a rollback either. */
  readonly leave: AbortSignal;
  /** The wall's clock, in ms; it may jump. */
  readonly now: () => number;
}
