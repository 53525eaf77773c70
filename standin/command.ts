import { openSync, writeSync } from 'node:fs';
import { help, readCommandLine, UsageError, type CommandLine } from './options.ts';
import { startStandin, type Standin } from './server.ts';

/** Exit code for bad usage, and for a port or a file that cannot be had. */
const cannotStart = 2;

/** What was asked for cannot be done; the message says why and what to do. */
class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}

function openLog(file: string | null): (line: string) => void {
  if (file === null) return (line) => void process.stdout.write(`${line}\n`);
  try {
    const descriptor = openSync(file, 'a');
    return (line) => void writeSync(descriptor, `${line}\n`);
  } catch (error) {
    throw new CannotStart(`cannot write the log ${file} (${String(codeOf(error))}); choose another file with --log`);
  }
}

/** A stand-in that is ready, alone or behind something. */
export interface Served extends Pick<Standin, 'origins' | 'stop'> {
  /** Lines for whoever started it. */
  readonly notes?: readonly string[];
  /** Rejects where it ends by itself. */
  readonly broken?: Promise<never>;
}

/** @param log takes the lines of the access log */
export type Serve = (commandLine: CommandLine, log: (line: string) => void) => Promise<Served>;

async function serveAlone({ port, switches, faults }: CommandLine, log: (line: string) => void): Promise<Served> {
  try {
    return await startStandin({ port, switches, faults, log });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EADDRINUSE')
      throw new CannotStart(`port ${port} is in use; stop what listens there, or choose another with --port`);
    if (code === 'EACCES')
      throw new CannotStart(`port ${port} may not be opened by this user; choose one above 1023 with --port`);
    throw error;
  }
}

function nextSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

/**
 * Runs the stand-in in the foreground until SIGINT or SIGTERM. Resolves to the exit code.
 *
 * @param serve what is run; default: the stand-in alone
 */
export async function run(args: readonly string[], serve: Serve = serveAlone): Promise<number> {
  try {
    const commandLine = readCommandLine(args);
    if (commandLine.help) {
      process.stdout.write(help);
      return 0;
    }
    // Whoever read our output may have gone; that is no reason to stop serving.
    process.stdout.on('error', () => {});
    const stopped = nextSignal();
    const served = await serve(commandLine, openLog(commandLine.log));
    const lines = Object.entries(served.origins).map(([surface, origin]) => `  ${surface.padEnd(10)} ${origin}/`);
    const faulty = commandLine.faults.map((text) => `  fault      ${text}`);
    process.stdout.write(['The local Medscape is ready:', ...lines, ...faulty, ...(served.notes ?? []), ''].join('\n'));
    try {
      await Promise.race([stopped, ...(served.broken ? [served.broken] : [])]);
    } finally {
      await served.stop();
    }
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof CannotStart)) throw error;
    const hint = error instanceof UsageError ? ' (see --help)' : '';
    process.stderr.write(`standin: ${error.message}${hint}\n`);
    return cannotStart;
  }
}
