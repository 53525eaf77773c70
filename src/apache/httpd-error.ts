import type { HttpdExit } from './types.ts';

/** There is no Apache httpd here that could be used. Its message says what to install. */
export class NoApacheError extends Error {
  override readonly name = 'NoApacheError';
}

/**
 * `not-run`: the binary could not be run at all. `unsafe`: it was not started, because it would serve as root or meddle with another
 * httpd. `limits`: this machine cannot set the limits that were asked for. `port-taken`: somebody else holds a port (AH00072), which is no fault of the
 * configuration. `not-started`: it ended before it answered. `no-sign`: it lives and did not answer with the sign in time.
 * `reload-refused`: the new configuration was refused, and the old one goes on. `died`: it has ended, of a reload or before it.
 * `not-ended`: something of it could not be ended.
 */
export type HttpdTrouble =
  'not-run' | 'unsafe' | 'limits' | 'port-taken' | 'not-started' | 'no-sign' | 'reload-refused' | 'died' | 'not-ended';

/** What an httpd had to say when something was wrong with it. */
export interface HttpdWords {
  /** How it ended; null: it lives, or was never started. */
  readonly exit?: HttpdExit | null;
  /** stdout and stderr. */
  readonly output?: string;
  /** What it has written to its error logs since. */
  readonly errorLog?: string;
}

const shown = (text: string): string => (text.length > 2_000 ? `…${text.slice(-2_000)}` : text).trim();

/** An httpd did not do what was asked of it. The message holds its own words. */
export class HttpdError extends Error {
  override readonly name = 'HttpdError';
  readonly kind: HttpdTrouble;
  readonly exit: HttpdExit | null;
  readonly output: string;
  readonly errorLog: string;

  constructor(
    kind: HttpdTrouble,
    what: string,
    { exit = null, output = exit?.output ?? '', errorLog = '' }: HttpdWords = {},
  ) {
    super([what, shown(output), shown(errorLog)].filter((part) => part !== '').join('\n'));
    this.kind = kind;
    this.exit = exit;
    this.output = output;
    this.errorLog = errorLog;
  }
}
