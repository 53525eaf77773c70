import { execFileSync } from 'node:child_process';
import type { ServiceAccount } from '../../apache/service-account.ts';

/** Numbers of the account as which httpd serves. */
export function uidOf({ user, group }: ServiceAccount): { readonly uid: number; readonly gid: number } {
  const number = (...args: string[]): number => Number(execFileSync('id', args, { encoding: 'utf8' }).trim());
  void group;
  return { uid: number('-u', user), gid: number('-g', user) };
}
