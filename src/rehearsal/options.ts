import type { ApacheBinary } from '../apache/types.ts';
import type { Credentials } from '../target/types.ts';
import type { GivenConfiguration, Step } from './types.ts';

export interface RehearseOptions {
  readonly candidate: GivenConfiguration;
  /** Null: there is nothing to compare with. */
  readonly baseline: GivenConfiguration | null;
  readonly binary: ApacheBinary;
  readonly mapFile: string | null;
  /** Origin to which every back end leads. */
  readonly backend: string;
  /** Further URLs of the route matrix. */
  readonly urls: readonly string[];
  /** Members of the site behind; the first goes the journeys, two are needed to see whether they are kept apart. */
  readonly accounts: readonly Credentials[];
  /** Which journeys, as Playwright's `--grep`; null: every one, at desktop and phone size. */
  readonly grep: string | null;
  /** Milliseconds that httpd may take to answer; default 10 000. */
  readonly answerMs?: number;
  /** The folder of `rehearsal.json`; the run of the journeys goes below `rehearsal/`. */
  readonly reports: string;
  /** Empty, and ours: the caller deletes it. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onStep?: (step: Step) => void;
}
