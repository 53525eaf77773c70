import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runBinary } from '../../apache/run-binary.ts';
import { RehearsalError } from '../error.ts';
import { makingOf } from '../map/remembered.ts';
import type { DumpNode, PrivateCopy } from '../types.ts';
import { leftoversOf } from './leftovers.ts';
import { parseDump } from './parse.ts';

const dumps = new WeakMap<PrivateCopy, Promise<readonly DumpNode[]>>();

/**
 * The resolved configuration of a copy that passes `-t`, as Apache itself understands it. A copy stays as it is, so it is asked for once: what is
 * found of a difference and what is marked are the same nodes.
 *
 * @throws RehearsalError where there is no mod_info, the configuration does not pass, or the copy is not bound to this rehearsal alone
 */
export function dumpOf(copy: PrivateCopy): Promise<readonly DumpNode[]> {
  const known = dumps.get(copy);
  if (known) return known;
  const dump = readDump(copy);
  dumps.set(copy, dump);
  return dump;
}

async function readDump(copy: PrivateCopy): Promise<readonly DumpNode[]> {
  const { binary, root } = copy;
  const info = join(binary.modules, 'mod_info.so');
  const builtIn = binary.builtIn.includes('info_module');
  if (!builtIn && !existsSync(info))
    throw new RehearsalError(`${info} is missing: without it Apache does not print its resolved configuration.`);
  const load = builtIn ? [] : ['-C', `LoadModule info_module "${info}"`];
  const { code, stdout, stderr } = await runBinary(binary, root, [...load, '-t', '-D', 'DUMP_CONFIG']);
  if (code !== 0) throw new RehearsalError(`Apache does not print the resolved configuration: ${stderr.trim()}`);
  const dump = parseDump(stdout);
  const { tree, folder } = makingOf(copy);
  const [left] = leftoversOf(dump, folder);
  if (left)
    throw new RehearsalError(
      `${left.name} ${tree.strip(left.args)} (${tree.nameOf(left.origin.file)}:${String(left.origin.line)}) would reach beyond the rehearsal, so nothing was started. Leave it out of what is handed over, for example by a Define of rehearsal.yaml ("defines").`,
    );
  return dump;
}
