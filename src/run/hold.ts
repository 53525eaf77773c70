import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { configured } from '../target/environment.ts';

/** Names a file: as long as it is there, a run starts up and asks nothing of the site. */
export const holdName = 'JOURNEYS_HOLD';

/** Playwright's global set-up of a run that is held: its reporters have not begun by then, nor does it listen to a server's log. */
export default async function waitForRelease(): Promise<void> {
  const file = configured(holdName);
  while (file !== undefined && existsSync(file)) await sleep(20);
}
