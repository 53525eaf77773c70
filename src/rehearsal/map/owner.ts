import { execFileSync } from 'node:child_process';
import type { ServiceAccount } from '../../apache/service-account.ts';

const known = new Map<string, { readonly uid: number; readonly gid: number }>();

/** Numbers of the account as which httpd serves. */
export function uidOf({ user }: ServiceAccount): { readonly uid: number; readonly gid: number } {
  const number = (flag: string): number => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }).trim());
  const ids = known.get(user) ?? { uid: number('-u'), gid: number('-g') };
  known.set(user, ids);
  return ids;
}
