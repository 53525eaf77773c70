import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FullConfig, Reporter } from '@playwright/test/reporter';
import { writeWhole } from '../target/atomic.ts';

export interface HandOverOptions {
  /** Playwright's blob report (absolute), which the redacting reporter has been told to sweep. */
  readonly blob: string;
  /** The folder (absolute) from which blobs are merged; other machines may look into it at any moment. */
  readonly to: string;
  readonly runId: string;
  /** Where (absolute) the path of what was handed over is written, for the command that started the run. */
  readonly receipt: string;
}

/**
 * Stands last and hands the blob over once it is whole and clean: merging takes whatever ends in `.zip`, so it is copied under another
 * name and renamed. A name of its own each time, so that a shard that runs twice overwrites nothing.
 */
export default class HandOver implements Reporter {
  readonly #options: HandOverOptions;
  #name = '';

  constructor(options: HandOverOptions) {
    this.#options = options;
  }

  printsToStdio(): boolean {
    return false;
  }

  onBegin({ shard }: FullConfig): void {
    const { current, total } = shard ?? { current: 1, total: 1 };
    this.#name = `${this.#options.runId}-shard-${String(current)}-of-${String(total)}-${randomUUID().slice(0, 8)}.zip`;
  }

  /** The sweep of the redacting reporter, which stands first, is over by now. */
  async onExit(): Promise<void> {
    const { blob, to, receipt } = this.#options;
    if (this.#name === '' || !existsSync(blob)) return;
    const whole = join(to, this.#name);
    try {
      writeWhole('the blob', whole, readFileSync(blob));
      writeWhole('the receipt of the blob', receipt, JSON.stringify({ path: whole }));
      rmSync(blob);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)} It is still at ${blob}.\n`);
    }
  }
}
