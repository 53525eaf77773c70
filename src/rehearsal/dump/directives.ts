import { readFileSync } from 'node:fs';
import { makingOf } from '../map/remembered.ts';
import { logicalLines } from '../map/syntax.ts';
import type { Met } from '../map/walk.ts';
import type { DumpNode, PrivateCopy, ResolvedDirective } from '../types.ts';

/** What Apache executes while it reads, and prints nowhere. */
const whileReading = new Set(['loadmodule', 'loadfile', 'define', 'undefine', 'defaultruntimedir']);

/** Number of a macro's line in its file. */
function physicalLine(origin: DumpNode['origin']): number {
  if (origin.macroLine === null) return origin.line;
  try {
    const lines = logicalLines(readFileSync(origin.file, 'utf8'));
    const header = lines.findIndex(({ last }) => last === origin.line);
    return lines[header + origin.macroLine]?.last ?? origin.line;
  } catch {
    return origin.line;
  }
}

/**
 * The resolved configuration in the words of production: addresses, paths and names as they were before the copy was bound to this machine, each with its place in
 * the original. What the copy is without (certificates' keys, stapling) and what Apache does not print is there too.
 */
export function directivesOf(copy: PrivateCopy, dump: readonly DumpNode[]): readonly ResolvedDirective[] {
  const { tree, walk } = makingOf(copy);
  const keyOf = (file: string, line: number, name: string): string => `${file}:${String(line)}:${name.toLowerCase()}`;
  const waiting = new Map<string, { met: Met; order: number }[]>();
  for (const [order, met] of walk.met.entries()) {
    const key = keyOf(met.file, met.line.last, met.name);
    const known = waiting.get(key);
    if (known) known.push({ met, order });
    else waiting.set(key, [{ met, order }]);
  }
  const found: { order: number; resolved: ResolvedDirective }[] = [];
  /** Sections of the walk by their number: what the dump has of them. */
  const opened = new Map<number, { label: string; node: DumpNode }>();
  const seen = new Set<Met>();
  let last = 0;

  const visit = (nodes: readonly DumpNode[], within: readonly string[], sections: readonly DumpNode[]): void => {
    for (const node of nodes) {
      // Ours: read before and after the configuration.
      if (!walk.files.includes(node.origin.file)) continue;
      const line = physicalLine(node.origin);
      const one = waiting.get(keyOf(node.origin.file, line, node.name))?.shift();
      if (one) seen.add(one.met);
      const order = (last = one?.order ?? last);
      const args = one?.met.args ?? tree.strip(node.args);
      const place = one?.met.place ?? { file: tree.nameOf(node.origin.file), line };
      if (node.children === null)
        found.push({ order, resolved: { name: node.name, args, within, place, node, sections } });
      else {
        const label = `${node.name} ${args}`.trim();
        if (one && one.met.id !== null) opened.set(one.met.id, { label, node });
        visit(node.children, [...within, label], [...sections, node]);
      }
    }
  };
  visit(dump, [], []);

  for (const [order, met] of walk.met.entries()) {
    const left = !met.opens && !seen.has(met);
    if (!left || !(whileReading.has(met.name.toLowerCase()) || isLeftOut(copy, met))) continue;
    const within = met.within.map(({ id, name, args }) => opened.get(id)?.label ?? `${name} ${args}`.trim());
    const sections = met.within.flatMap(({ id }) => opened.get(id)?.node ?? []);
    found.push({
      order,
      resolved: { name: met.name, args: met.args, within, place: met.place, node: null, sections },
    });
  }
  return found.toSorted((a, b) => a.order - b.order).map(({ resolved }) => resolved);
}

const isLeftOut = (copy: PrivateCopy, met: Met): boolean =>
  makingOf(copy).replaced.some((one) => one.met === met && one.rewritten.line !== undefined);
