import type { Browser, BrowserContextOptions } from '@playwright/test';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LoginPage } from '../../pages/login-page.ts';
import type { AttemptEvidence, Failure } from '../evidence/types.ts';
import { Attempt } from './attempt.ts';
import type { Guard } from './guard.ts';
import type { LoginState } from './run-state.ts';
import type { Setting } from './setting.ts';

/** Outside `reports/`, which is handed on as an artifact: the stored session is as good as the password. */
const sessionsFolder = resolve(import.meta.dirname, '../../.auth');

export const loginJourney = 'login-member';

export const sessionFile = ({ target }: Setting): string => join(sessionsFolder, `${target.runId}-member.json`);

export interface LoginAttempt {
  readonly evidence: AttemptEvidence;
  readonly state: LoginState;
}

interface LoginOptions {
  readonly browser: Browser;
  readonly contextOptions: BrowserContextOptions;
  readonly guard: Guard;
  readonly setting: Setting;
  readonly index: number;
  readonly project: string;
}

/**
 * Logs the member in, once, in a context of its own, and stores the session with mode 600. What the site does to it is
 * evidence, never an exception.
 */
export async function logIn({
  browser,
  contextOptions,
  guard,
  setting,
  index,
  project,
}: LoginOptions): Promise<LoginAttempt> {
  const { target, state, redactor } = setting;
  if (!target.credentials) throw new Error(`the target ${target.name} has no member account`);
  const { user, password } = target.credentials;
  const context = await browser.newContext(contextOptions);
  let endEarly: (error: Error) => void = () => {};
  const endedEarly = new Promise<never>((_, reject) => {
    endEarly = reject;
  });
  endedEarly.catch(() => {});
  const attempt = new Attempt(context, {
    journey: loginJourney,
    project,
    index,
    setting,
    browser,
    contextOptions,
    guard,
    onEnd: (exchange) =>
      endEarly(
        new Error(`${exchange.method} ${exchange.path} answered ${String(exchange.status ?? exchange.errorText)}`),
      ),
  });
  let failure: Failure | null = null;
  let refused = false;
  try {
    const login = new LoginPage(await context.newPage(), target.origins.login);
    await Promise.race([
      (async () => {
        await login.goto(`${target.origins.www}/`);
        await login.submit(user, password);
        const outcome = await login.outcome();
        refused = outcome === 'refused';
      })(),
      endedEarly,
    ]);
    if (refused) failure = { kind: 'expectation', message: 'the site refused the account', step: 'log in' };
    else store(setting, JSON.stringify(await context.storageState()));
  } catch (error) {
    const message = redactor.text((error instanceof Error ? error.message : String(error)).slice(0, 2_000));
    failure = { kind: 'action', message, step: 'log in' };
  }
  const { evidence, classification } = await attempt.end({
    ended: failure ? 'failed' : 'passed',
    failures: failure ? [failure] : [],
    earlierFailedUrls: [],
    knownDead: new Set(),
  });
  await context.close().catch(() => {});
  const logins = (state.read<LoginState>(loginJourney)?.logins ?? 0) + 1;
  const outcome = refused ? 'refused' : failure || classification.cause ? 'failed' : 'ok';
  const reasons: Record<LoginState['outcome'], string> = {
    ok: 'logged in',
    refused: 'the site refused the account: rotated password or broken login',
    failed: `the login failed: ${classification.reasons[0] ?? failure?.message ?? 'unknown'}`,
  };
  return { evidence, state: { outcome, reason: reasons[outcome], logins } };
}

function store(setting: Setting, session: string): void {
  const file = sessionFile(setting);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const half = `${file}.${String(process.pid)}.tmp`;
  writeFileSync(half, session, { mode: 0o600 });
  chmodSync(half, 0o600); // the mode of writeFile holds only for a file that it makes
  renameSync(half, file);
}

/** Does the stored session still hold, by the expiry that its cookies carry? */
export function sessionHolds(setting: Setting): boolean {
  const file = sessionFile(setting);
  if (!existsSync(file)) return false;
  const { cookies } = JSON.parse(readFileSync(file, 'utf8')) as { cookies: { expires: number }[] }; // written by `store`
  const soon = Date.now() / 1000 + 30;
  return cookies.every(({ expires }) => expires === -1 || expires > soon);
}
