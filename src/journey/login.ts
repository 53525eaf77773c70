import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve, join } from 'node:path';
import { handleOverlays } from '../../pages/components/overlays.ts';
import { LoginPage } from '../../pages/login-page.ts';
import { reportsFolder } from '../target/environment.ts';
import { ownAttempt, ownAttempts, type Lab, type OwnAttempt } from './own-attempt.ts';
import type { LoginState } from './run-state.ts';
import type { Setting } from './setting.ts';

/** Outside `reports/`, which is handed on as an artifact: a stored session is as good as the password. */
const sessionsFolder = resolve(import.meta.dirname, '../../.auth');

export const loginJourney = 'login-member';

/** The login after an expiry is judged apart: a password that was rotated in the middle says nothing of the first one. */
const renewalJourney = 'login-member-renewed';

/** Shards of one run on one machine each have their own, since each ends its own: they differ in the folder of their reports. */
export const sessionFile = ({ target }: Pick<Setting, 'target'>): string => {
  const place = createHash('sha256').update(reportsFolder()).digest('hex').slice(0, 8);
  return join(sessionsFolder, `${target.runId}-${place}-member.json`);
};

/** The password was sent, and a server that works said something else than we know: that may be a refusal in new words. */
const mayBeRefused = ({ evidence, classification: { cause } }: OwnAttempt): boolean =>
  evidence.sentNonIdempotent && (cause === 'content' || cause === 'client-error' || cause === 'unknown');

/**
 * Logs the member in, in a context of its own, and stores the session with mode 600. A failure is tried again under the same rules as
 * a journey's; a refusal by the site is not, so that no account is locked.
 */
export async function logIn(lab: Lab, earlierLogins: number): Promise<LoginState> {
  const { target } = lab.setting;
  if (!target.credentials) throw new Error(`The target ${target.name} has no member account.`);
  const { user, password } = target.credentials;
  let refused = false;
  const journey = earlierLogins === 0 ? loginJourney : renewalJourney;
  const once = (index: number): Promise<OwnAttempt> =>
    ownAttempt(lab, journey, index, async (page) => {
      await handleOverlays(page);
      const login = new LoginPage(page, target.origins.login);
      await login.goto(`${target.origins.www}/`);
      await login.submit(user, password);
      refused = (await login.outcome()) === 'refused';
      if (refused) return { kind: 'expectation', message: 'the site refused the account', step: 'log in' };
      store(lab.setting, JSON.stringify(await page.context().storageState()));
      return null;
    });
  const { classification } = await ownAttempts(lab, once, (attempt) => refused || mayBeRefused(attempt));
  const { cause, reasons } = classification;
  const outcome = refused ? 'refused' : cause === null ? 'ok' : 'failed';
  const reason = {
    ok: 'logged in',
    refused: 'the site refused the account: rotated password or broken login',
    failed: `the login failed: ${reasons[0] ?? String(cause)}`,
  }[outcome];
  return { outcome, reason, logins: earlierLogins + 1, at: new Date().toISOString() };
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
export function sessionHolds(setting: Pick<Setting, 'target'>): boolean {
  const file = sessionFile(setting);
  if (!existsSync(file)) return false;
  const { cookies } = JSON.parse(readFileSync(file, 'utf8')) as { cookies: { expires: number }[] }; // written by `store`
  const soon = Date.now() / 1000 + 30;
  return cookies.every(({ expires }) => expires === -1 || expires > soon);
}

/** Sessions of runs that were killed are no use to anybody after so many milliseconds. */
const longestLeftMs = 24 * 3_600_000;

/** Ends the run's sessions on this machine, and those that killed runs left. */
export function forgetSessions(setting: Pick<Setting, 'target'>): void {
  rmSync(sessionFile(setting), { force: true });
  if (!existsSync(sessionsFolder)) return;
  for (const name of readdirSync(sessionsFolder)) {
    const file = join(sessionsFolder, name);
    if (name.endsWith('-member.json') && Date.now() - statSync(file).mtimeMs > longestLeftMs)
      rmSync(file, { force: true });
  }
}
