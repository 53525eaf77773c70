import { existsSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { shown } from '../diff.ts';
import { directivesOf } from '../dump/directives.ts';
import { dumpOf } from '../dump/read.ts';
import { makingOf } from '../map/remembered.ts';
import type { Coverage, DirectiveChange, PrivateCopy } from '../types.ts';
import { judgeChange } from './judge.ts';
import { mark, modulesOfMarks } from './mark.ts';
import { readVisit } from './visits.ts';

const markedFile = 'rehearsal-marked.conf';

/** Lines of the copy that Apache executes while it reads, so that its dump is without them. */
function executedLines(copy: PrivateCopy): string[] {
  const { walk, tree } = makingOf(copy);
  const { binary } = copy;
  const loaded = walk.met.flatMap(({ name, values }) => {
    const [module = '', path = ''] = values;
    if (name.toLowerCase() === 'loadfile') return [`LoadFile "${module}"`];
    if (name.toLowerCase() !== 'loadmodule' || binary.builtIn.includes(module)) return [];
    return [`LoadModule ${module} "${join(binary.modules, basename(path))}"`];
  });
  return [
    `ServerRoot "${tree.serverRootHere}"`,
    `DefaultRuntimeDir "${makingOf(copy).runFolder}"`,
    ...new Set(loaded),
    ...modulesOfMarks(walk.modules, binary.modules),
  ];
}

/**
 * Puts marks into a copy that passes `-t`: one that httpd can be started from in its place, and that tells afterwards which
 * requests went through which of its sections and rules.
 *
 * @throws RehearsalError where Apache does not print its resolved configuration
 */
export async function prepareCoverage(copy: PrivateCopy): Promise<Coverage> {
  const { tree } = makingOf(copy);
  const dump = await dumpOf(copy);
  const resolved = directivesOf(copy, dump);
  const marker = { header: copy.marker.header, value: `${copy.marker.value}-marked` };
  const marked = mark(dump, executedLines(copy), marker.value);
  writeFileSync(join(copy.root.folder, markedFile), marked.text);
  const root = { folder: copy.root.folder, file: markedFile, env: copy.root.env ?? {} };
  const cached = resolved.some(({ name }) => /^cacheenable$/i.test(name));
  const log = resolve(copy.root.folder, copy.accessLog);
  const from = existsSync(log) ? statSync(log).size : 0;

  return {
    root,
    marker,
    async measure(changes): Promise<readonly DirectiveChange[]> {
      const visits = (await readFile(log))
        .subarray(from)
        .toString('utf8')
        .split('\n')
        .flatMap((line) => readVisit(line, cached) ?? []);
      const witnesses = {
        visits,
        dump,
        sections: marked.sections,
        rules: marked.rules,
        ports: copy.ports,
        strips: (text: string) => tree.strip(text),
      };
      return changes.map((change) => ({ ...shown(change), ...judgeChange(change, witnesses) }));
    },
  };
}
