import type { Command } from 'commander';
import { LockedError, takeLock } from '../run/lock.ts';

/** One thing that the command line can do. */
export interface Verb {
  readonly name: string;
  /** Half a sentence for the list of verbs. */
  readonly summary: string;
  /** A command line as a person types it. */
  readonly example: string;
  /** Adds options and arguments. */
  readonly describe?: (command: Command) => void;
  /**
   * @param args what was given beside the declared options
   * @returns the exit code
   */
  readonly run: (options: Readonly<Record<string, unknown>>, args: readonly string[]) => Promise<number>;
}

/** What is wrong with a command line, in words that say what to do. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** @throws UsageError */
export function wholeNumber(name: string, value: unknown, min: number, max: number): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`${name} ${JSON.stringify(value)} is no whole number from ${String(min)} to ${String(max)}`);
}

/**
 * Keeps a folder for this process alone.
 *
 * @returns what gives it back
 * @throws UsageError while another process holds it
 */
export function lockFolder(folder: string, what: string): () => void {
  try {
    return takeLock(folder, what);
  } catch (error) {
    if (error instanceof LockedError) throw new UsageError(error.message);
    throw error;
  }
}

/** What follows is Playwright's: options that we do not know are its own. */
export const passesOn = (command: Command): Command =>
  command.allowUnknownOption().allowExcessArguments().argument('[playwright...]', 'whatever `playwright test` takes');
