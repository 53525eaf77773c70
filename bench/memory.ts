import { readdir, readFile } from 'node:fs/promises';

/** Process by parent, as `/proc` tells it. */
async function parents(): Promise<ReadonlyMap<number, number>> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const known = await Promise.all(
    names.map(async (name) => {
      // after the name, which may hold blanks and parentheses, the second field is the parent
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
      return [Number(name), Number(/^.*\) \S+ (\d+)/s.exec(stat)?.[1] ?? 0)] as const;
    }),
  );
  return new Map(known);
}

/** A process and all that it started, by a map of each process's parent. */
export function treeOf(root: number, parentOf: ReadonlyMap<number, number>): number[] {
  const tree = new Set([root]);
  for (let size = 0; size !== tree.size;) {
    size = tree.size;
    for (const [pid, parent] of parentOf) if (tree.has(parent)) tree.add(pid);
  }
  return [...tree];
}

/** Proportional set size in KiB, as `smaps_rollup` tells it; 0 where it does not. */
export const pssOf = (rollup: string): number => Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0);

/**
 * Memory of a process and all that it started, in MiB: the sum of their PSS, in which a page that n processes share counts 1/n in each, so
 * that the browser's many processes do not count its code many times. Linux only.
 */
export async function memoryOf(root: number): Promise<number> {
  const tree = treeOf(root, await parents());
  const sizes = await Promise.all(
    tree.map(async (pid) => pssOf(await readFile(`/proc/${String(pid)}/smaps_rollup`, 'utf8').catch(() => ''))),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}
