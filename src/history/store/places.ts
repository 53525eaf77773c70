import { join } from 'node:path';

/** Where the embedded history of a folder of reports lies. */
export const sqliteFile = (reports: string): string => join(reports, 'history', 'history.sqlite');

/** `postgres://user@host/database`, without its password and its parameters. */
export function shownUrl(url: string): string {
  const { protocol, username, host, pathname } = new URL(url);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}
