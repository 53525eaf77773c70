import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpdError } from './httpd-error.ts';
import type { ProcessTree } from './process-tree.ts';
import type { RunConfiguration } from './run-configuration.ts';
import type { ServerRoot } from './types.ts';

const isRoot = (): boolean => process.getuid?.() === 0;

/** What `User #-1` comes to, the default of a Debian without the directive: then nothing is dropped. */
const nobodyAtAll = 4_294_967_295;

const isUnder = (path: string, folder: string): boolean =>
  [folder, realpathSync(folder)].some((parent) => path.startsWith(parent + sep));

/**
 * Before a start or a reload.
 *
 * @throws HttpdError `unsafe` where it would serve as root, or where its pid file is not private: a signal would meet another httpd
 */
export function refuseUnsafe(root: ServerRoot, { user, pidFile }: RunConfiguration): void {
  if (pidFile === null || (!isUnder(pidFile, root.folder) && !isUnder(pidFile, tmpdir()))) {
    const where = pidFile === null ? 'nowhere that is known' : pidFile;
    throw new HttpdError(
      'unsafe',
      `httpd is not run with this configuration: its pid file would be ${where}, outside of ${root.folder}, where another httpd's may be. Say \`PidFile\` in the configuration.`,
    );
  }
  if (isRoot() && (user === null || user.id === 0 || user.id === nobodyAtAll)) {
    const who = user === null || user.id === nobodyAtAll ? 'names no `User`' : `says \`User ${user.name}\``;
    throw new HttpdError(
      'unsafe',
      `httpd is not run with this configuration: it ${who}, and started by root it would serve as root. Name an account without rights.`,
    );
  }
}

/**
 * After it: the configuration says one thing, and what runs may be another. Children are born as root, and drop it at once.
 *
 * @returns the pid of a child that goes on as root; null: none does
 */
export async function servesAsRoot(tree: ProcessTree): Promise<number | null> {
  for (const deadline = performance.now() + 1_000; ; await sleep(20)) {
    // Looked at by whomever: a program once seen is found again when it has left our session and its parent is gone.
    const members = tree.members();
    const parent = members.find(({ pid }) => pid === tree.pid);
    // Forks of the parent serve; programs that it runs, such as rotatelogs, are not met by any request.
    const child = members.find(
      (entry) => isRoot() && entry.parent === tree.pid && entry.uid() === 0 && entry.command() === parent?.command(),
    );
    if (child === undefined) return null;
    if (performance.now() > deadline) return child.pid;
  }
}
