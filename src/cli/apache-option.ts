import type { Command } from 'commander';
import { apacheModes, type ApacheMode } from '../target/types.ts';
import { UsageError } from './verb.ts';

/**
 * What a command line says of the httpd in front: `--apache`, `--apache http`, `--apache https`.
 *
 * @param value true: the option alone
 * @throws UsageError
 */
export function apacheMode(value: unknown): ApacheMode {
  if (value === undefined) return 'off';
  if (value === true || value === '') return 'http';
  const mode = apacheModes.find((known) => known === value);
  if (mode === undefined)
    throw new UsageError(`--apache ${JSON.stringify(value)} is none of ${apacheModes.join(', ')}`);
  return mode;
}

export const takesApache = (command: Command): Command =>
  command.option('--apache [mode]', "the system's Apache httpd in front of the stand-in: http (default) or https");

/**
 * Variables of a run, of what its command line says.
 *
 * @throws UsageError
 */
export const apacheVariables = (value: unknown): Record<string, string> =>
  value === undefined ? {} : { STANDIN_APACHE: apacheMode(value) };
