import { setTimeout as sleep } from 'node:timers/promises';
import { HttpdError, startHttpd } from '../../apache/httpd.ts';
import type { Httpd, ReadySign } from '../../apache/types.ts';
import { duration } from '../../report/format.ts';
import { RehearsalError } from '../error.ts';
import type { Judged } from '../recorder.ts';
import type { PrivateCopy, StepDetail } from '../types.ts';
import { readErrorLines, tellErrors, type Suspects } from './error-log.ts';
import { asGiven, detailOf, type Copies } from './place.ts';

/** Of this machine, or of ours; nothing of a configuration makes them. */
const ours = ['port-taken', 'limits', 'not-run', 'not-ended'];

/** Its own words, one line each. */
export const wordsOf = ({ output, errorLog }: HttpdError, copies: Copies): StepDetail[] =>
  [...new Set(`${output}\n${errorLog}`.split('\n').map((line) => line.trim()))]
    .filter((line) => line !== '' && line !== 'Syntax OK' && !/:(?:info|notice|debug)\]/.test(line))
    .map((line) => detailOf(line, copies));

/** What an httpd that failed says of the configuration. @throws RehearsalError where it is no fault of any configuration */
export function blame(error: unknown, copies: Copies): { readonly what: string; readonly details: StepDetail[] } {
  if (!(error instanceof HttpdError)) throw error;
  const [first = ''] = error.message.split('\n');
  if (ours.includes(error.kind))
    throw new RehearsalError(`The rehearsal was stopped by this machine: ${error.message}`);
  return { what: asGiven(first, copies), details: wordsOf(error, copies) };
}

/** How long children may take to go once their parent has been told to. */
const leaveMs = 3_000;

/** Ends the parent as the system would, and looks who stays. */
async function leftovers(httpd: Httpd): Promise<readonly number[]> {
  process.kill(httpd.pid, 'SIGTERM');
  await Promise.race([httpd.exited, sleep(leaveMs, undefined, { ref: false })]);
  for (const deadline = performance.now() + leaveMs; performance.now() < deadline; await sleep(50)) {
    if (httpd.children().length === 0) return [];
  }
  return httpd.children();
}

export interface TrialOptions {
  readonly copy: PrivateCopy;
  readonly ready: ReadySign;
  readonly errorLogs: readonly string[];
  readonly suspects: Suspects;
  readonly copies: Copies;
  readonly signal: AbortSignal;
  /** Milliseconds that it may take to answer. */
  readonly answerMs: number;
}

/** Starts the candidate on ports that nobody else has, asks it once, and ends it. */
export async function tryStart({
  copy,
  ready,
  errorLogs,
  suspects,
  copies,
  signal,
  answerMs,
}: TrialOptions): Promise<Judged> {
  let httpd: Httpd;
  try {
    httpd = await startHttpd({ binary: copy.binary, root: copy.root, ready, signal, timeoutMs: answerMs });
  } catch (error) {
    signal.throwIfAborted();
    const { what, details } = blame(error, copies);
    const how =
      error instanceof HttpdError && error.kind === 'no-sign' ? 'starts, and never answers' : 'does not start';
    return { verdict: 'no-go', summary: `It passes the syntax check and ${how}: ${what}`, details };
  }
  try {
    const stay = await leftovers(httpd);
    if (stay.length > 0) {
      const pids = stay.map(String).join(', ');
      return {
        verdict: 'no-go',
        summary: `It leaves a process behind when it is stopped (${pids})`,
        details: [
          {
            text: 'A program that it started goes on after it: the next start may meet it, and an update never ends it',
            place: null,
            code: null,
          },
        ],
      };
    }
  } finally {
    await httpd.stop();
  }
  const grave = readErrorLines(errorLogs).filter(
    ({ level }) => level === 'crit' || level === 'alert' || level === 'emerg',
  );
  if (grave.length > 0) {
    const details = tellErrors(grave, suspects, copies);
    return {
      verdict: 'no-go',
      summary: `It starts, and says that something is badly wrong: ${details[0]?.text ?? ''}`,
      details,
    };
  }
  return {
    verdict: 'ok',
    summary: `Starts, answers after ${duration(httpd.readyAfterMs)}, and ends without a process left`,
    details: [],
  };
}
