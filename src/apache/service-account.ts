import { readFileSync } from 'node:fs';

/** The account as which httpd serves when it is started as root, for `User` and `Group`. */
export interface ServiceAccount {
  readonly user: string;
  readonly group: string;
}

/** Debian's, Fedora's, macOS's, and what every system has. */
const candidates = ['www-data', 'apache', 'httpd', '_www', 'www', 'nobody', 'daemon'];

const rows = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.split(':'));

/**
 * An account of this machine that has no rights; null: we are not root, so httpd serves as whoever we are, and needs no `User`.
 *
 * @throws Error where root finds none
 */
export function serviceAccount(): ServiceAccount | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = rows('/etc/passwd');
  const groups = rows('/etc/group');
  for (const user of candidates) {
    const [, , uid, gid] = accounts.find(([name]) => name === user) ?? [];
    const [group] = groups.find(([, , id]) => id === gid) ?? [];
    if (uid !== undefined && uid !== '0' && gid !== '0' && group !== undefined) return { user, group };
  }
  throw new Error(
    `httpd must not serve as root, and none of the accounts ${candidates.join(', ')} is on this machine. Add one, or start this as an ordinary user.`,
  );
}
