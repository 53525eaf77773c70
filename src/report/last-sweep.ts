import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { configured } from '../target/environment.ts';
import { createRedactor, type Redactor } from '../target/redactor.ts';
import { cleanFile, filesBelow, removeUnclean, sessionsInBytes } from './clean.ts';
import { entriesOf, isArchive } from './redact-archive.ts';

/** The configuration and the reporters may be loaded as two copies of a module, so the mark is the process's. */
const mark = Symbol.for('medscape.redacting-reporter.done');

/** Said by the redacting reporter when it has come to its end: what this process wrote is clean. */
export function markSwept(): void {
  Reflect.set(globalThis, mark, true);
}

/**
 * The redacting reporter has run to its end in this process. It has not where `--reporter` on the command line replaced the reporters of
 * the configuration, or where the run broke.
 */
export const isSwept = (): boolean => Reflect.get(globalThis, mark) === true;

/**
 * Cleans files, and folders of files, of what is secret: blobs, HTML reports, traces, JSON, text. The secrets are those given and
 * the sessions that the files themselves hold. What cannot be cleaned is removed, and said on stderr. Synchronous, so that it can
 * run while the process exits; never throws for what a file holds.
 *
 * @param paths absolute; what is not there needs no cleaning
 */
export function sweepNow(paths: readonly string[], secrets: readonly string[]): void {
  const files = [...new Set(paths.flatMap(filesBelow))];
  const everything = createRedactor(secrets);
  for (const session of files.flatMap((path) => sessionsOfFile(path))) everything.learn(session);
  // A trace holds its own sessions; one redactor that knows those of all would take minutes for it.
  const ownOf = (archive: Buffer): Redactor => {
    const own = createRedactor(secrets);
    for (const session of sessionsInBytes(archive)) own.learn(session);
    return own;
  };
  for (const path of files) {
    try {
      const trace = traceAt(path);
      cleanFile(path, trace ? ownOf(trace) : everything, {}, ownOf);
    } catch (error) {
      removeUnclean(path, path, error, everything);
    }
  }
}

function sessionsOfFile(path: string): string[] {
  try {
    return sessionsInBytes(readFileSync(path), { name: path });
  } catch {
    // What cannot be read is removed when it comes to be cleaned.
    return [];
  }
}

function traceAt(path: string): Buffer | null {
  if (!path.endsWith('.zip')) return null;
  const bytes = readFileSync(path);
  return isArchive(bytes) && entriesOf(bytes).some(([name]) => name.endsWith('.trace')) ? bytes : null;
}

/**
 * Where Playwright's own reporters write that the command line may name: their usual folders, and those that the environment names.
 *
 * @param projectFolder the folder of package.json, to which the usual ones are relative; those of the environment are to the working folder
 */
export function reporterOutputs(projectFolder: string): string[] {
  const variables = ['BLOB', 'HTML', 'JSON', 'JUNIT'].flatMap((reporter) =>
    ['DIR', 'FILE'].map((kind) => `PLAYWRIGHT_${reporter}_OUTPUT_${kind}`),
  );
  // the older name is still heard
  const named = [...variables, 'PLAYWRIGHT_HTML_REPORT'].map((name) => configured(name));
  const usual = ['blob-report', 'playwright-report', 'test-results'].map((name) => join(projectFolder, name));
  return [...usual, ...named.filter((path) => path !== undefined).map((path) => resolve(path))];
}
