import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runBinary } from '../../apache/run-binary.ts';
import type { ServerRoot } from '../../apache/types.ts';
import { RehearsalError } from '../error.ts';
import type { DumpNode, PrivateCopy } from '../types.ts';
import { parseDump } from './parse.ts';

/**
 * The resolved configuration of a copy that passes `-t`, as Apache itself understands it.
 *
 * @param root absent: the copy's own
 * @throws RehearsalError where there is no mod_info, or the configuration does not pass
 */
export async function dumpOf({ binary, root }: PrivateCopy, other: ServerRoot = root): Promise<readonly DumpNode[]> {
  const info = join(binary.modules, 'mod_info.so');
  const builtIn = binary.builtIn.includes('info_module');
  if (!builtIn && !existsSync(info))
    throw new RehearsalError(`${info} is missing: without it Apache does not print its resolved configuration.`);
  const load = builtIn ? [] : ['-C', `LoadModule info_module "${info}"`];
  const { code, stdout, stderr } = await runBinary(binary, other, [...load, '-t', '-D', 'DUMP_CONFIG']);
  if (code !== 0) throw new RehearsalError(`Apache does not print the resolved configuration: ${stderr.trim()}`);
  return parseDump(stdout);
}
