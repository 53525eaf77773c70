import { existsSync } from 'node:fs';
import { HttpdError } from './httpd-error.ts';
import type { HttpdOptions } from './types.ts';

const prlimit = '/usr/bin/prlimit';

/**
 * The command that runs a program under limits; without limits the program itself.
 *
 * @throws HttpdError `limits` where this machine cannot set them
 */
export function limited(program: string, limits: HttpdOptions['limits'] = {}): readonly [string, ...string[]] {
  const flags = [
    ...(limits.openFiles === undefined ? [] : [`--nofile=${String(limits.openFiles)}`]),
    ...(limits.fileSizeBytes === undefined ? [] : [`--fsize=${String(limits.fileSizeBytes)}`]),
  ];
  if (flags.length === 0) return [program];
  if (process.platform !== 'linux' || !existsSync(prlimit)) {
    throw new HttpdError(
      'limits',
      `httpd cannot be limited to ${flags.join(' ')} here: that takes Linux and ${prlimit} (package util-linux)`,
    );
  }
  return [prlimit, ...flags, '--', program];
}
