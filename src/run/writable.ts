import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** The reports cannot be written, so nothing was begun. Its message says where, why, and what to do. */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';

  constructor(reports: string, cause: unknown) {
    super(
      `The reports cannot be written to ${reports}: ${cause instanceof Error ? cause.message : String(cause)}\n` +
        'Nothing was run, because nobody would learn of what it finds. Make the folder writable, or name another in REPORTS_DIR.',
      { cause },
    );
  }
}

/** One after the other: where a file system takes no folders at all (/proc), Node's own recursive way never ends. */
function makeFolders(path: string): void {
  if (!existsSync(path)) {
    makeFolders(dirname(path));
    try {
      mkdirSync(path);
    } catch (error) {
      // somebody else was quicker
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

/**
 * Makes the folder that is to hold what comes out, before anything begins.
 *
 * @throws UnwritableError
 */
export function makeWritable(reports: string): void {
  try {
    makeFolders(reports);
    // with the dot: a file in the folder's place is none
    accessSync(`${reports}/.`, constants.W_OK);
  } catch (error) {
    throw new UnwritableError(reports, error);
  }
}
