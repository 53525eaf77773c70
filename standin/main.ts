import { openSync, writeSync } from 'node:fs';
import { help, readCommandLine, UsageError, type CommandLine } from './options.ts';
import { startStandin, type Standin } from './server.ts';

/** Bad usage, or a port or file that cannot be had. */
const cannotStart = 2;

function fail(message: string): never {
  process.stderr.write(`standin: ${message}\n`);
  process.exit(cannotStart);
}

function readOrFail(): CommandLine {
  try {
    return readCommandLine(process.argv.slice(2));
  } catch (error) {
    if (error instanceof UsageError) fail(`${error.message} (see --help)`);
    throw error;
  }
}

function openLog(file: string | null): (line: string) => void {
  if (file === null) return (line) => void process.stdout.write(`${line}\n`);
  try {
    const descriptor = openSync(file, 'a');
    return (line) => void writeSync(descriptor, `${line}\n`);
  } catch (error) {
    fail(`cannot write the log ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function startOrFail({ port, switches, faults, log }: CommandLine): Promise<Standin> {
  try {
    return await startStandin({ port, switches, faults, log: openLog(log) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EADDRINUSE') fail(`port ${port} is in use; stop what listens there, or choose another with --port`);
    if (code === 'EACCES') fail(`port ${port} may not be opened by this user; choose one above 1023 with --port`);
    throw error;
  }
}

const commandLine = readOrFail();
if (commandLine.help) {
  process.stdout.write(help);
} else {
  // Whoever read our output may have gone; that is no reason to stop serving.
  process.stdout.on('error', () => {});
  const standin = await startOrFail(commandLine);
  const stop = (): void => void standin.stop().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const lines = Object.entries(standin.origins).map(([surface, origin]) => `  ${surface.padEnd(10)} ${origin}/`);
  const faulty = commandLine.faults.map((text) => `  fault      ${text}`);
  process.stdout.write(['The local Medscape is ready:', ...lines, ...faulty, ''].join('\n'));
}
