import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { HttpdError, NoApacheError } from '../apache/httpd-error.ts';
import { ReportError } from '../target/atomic.ts';
import { UnwritableError } from '../run/writable.ts';
import { ConfigurationError } from '../target/configuration-error.ts';
import { UsageError, say, type Verb } from './verb.ts';

/** In the order of the help. Each is loaded when it is asked for: every run begins here, and waits for all that is loaded. */
const loaders: Readonly<Record<string, () => Promise<Verb>>> = {
  start: async () => (await import('./start.ts')).start,
  journeys: async () => (await import('./journeys.ts')).journeys,
  test: async () => (await import('./test.ts')).test,
  standin: async () => (await import('./standin.ts')).standin,
  report: async () => (await import('./report.ts')).report,
  merge: async () => (await import('./merge.ts')).merge,
  drill: async () => (await import('./drill.ts')).drill,
  rehearse: async () => (await import('./rehearse.ts')).rehearse,
  incidents: async () => (await import('./incidents.ts')).incidents,
  gate: async () => (await import('./gate.ts')).gate,
  monitor: async () => {
    // it stays for weeks: what is compiled already leaves the compiler's memory alone, 25 MiB of it
    enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/compile'));
    return (await import('./monitor.ts')).monitor;
  },
  history: async () => (await import('./history.ts')).history,
  soak: async () => (await import('./soak.ts')).soak,
  bench: async () => (await import('./bench.ts')).bench,
  lint: async () => (await import('./lint.ts')).lint,
};

/** Told in words that say what to do; a stack would tell nobody more. */
const plainErrors = [ConfigurationError, UsageError, UnwritableError, ReportError, HttpdError, NoApacheError];

/** Our own trouble, a wrong command line or configuration among it: never 1, which says that the site is wrong. */
const brokeExitCode = 2;

/**
 * Does what a command line says, and tells what is wrong with it.
 *
 * @param words of the command line, the verb first
 * @returns the exit code
 */
export async function runCommand(words: readonly string[]): Promise<number> {
  const named = Object.entries(loaders).filter(([name]) => name === words[0]);
  const asked = named.length > 0 ? named : Object.entries(loaders);
  const verbs = await Promise.all(asked.map(([, load]) => load()));
  const program = new Command('medscape-journeys')
    .description(
      'Journeys of clinicians through Medscape in a real browser, judged: what is a server error, what was transient.',
    )
    .addHelpText(
      'after',
      `\nExamples:\n${verbs.map(({ example }) => `  ${example}`).join('\n')}\n\nExit codes of a run: 0 fine, 1 regression, 2 inconclusive, 3 server error, 4 unreachable, 5 blocked, 130 interrupted.`,
    )
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(text),
      writeErr: (text) => process.stderr.write(text),
    });

  let exitCode = 0;
  for (const verb of verbs) {
    const command = program
      .command(verb.name)
      .description(verb.summary)
      .addHelpText('after', `\nExample:\n  ${verb.example}`);
    verb.describe?.(command);
    command.action(async () => {
      exitCode = await verb.run(command.opts(), command.args);
    });
  }

  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has said what is wrong; asking for help is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : brokeExitCode;
    const told = plainErrors.some((kind) => error instanceof kind);
    say(error instanceof Error ? (told ? error.message : (error.stack ?? error.message)) : String(error));
    return brokeExitCode;
  }
}
