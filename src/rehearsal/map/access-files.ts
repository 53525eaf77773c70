import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logicalLines, parseLine, tokensOf } from './syntax.ts';
import type { PrivateTree } from './tree.ts';
import type { Met } from './walk.ts';

/** Absolute paths of the `.htaccess` files of a copy, by whatever name `AccessFileName` gives them. */
export function accessFilesOf(tree: PrivateTree, all: readonly Met[]): string[] {
  const said = all.filter(({ name }) => name.toLowerCase() === 'accessfilename').flatMap(({ values }) => values);
  const names = new Set(said.length === 0 ? ['.htaccess'] : said);
  return readdirSync(tree.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && names.has(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** Paths of production's own file system: users, groups. All else in such files is about URLs. */
const withPaths = /^(authuserfile|authgroupfile|authdbmuserfile|authdbmgroupfile|authdigestprovider)$/i;

/** Binds what authors wrote beside their pages to the tree; lines keep their numbers. */
export function rewriteAccessFiles(tree: PrivateTree, all: readonly Met[]): void {
  for (const file of accessFilesOf(tree, all)) {
    const source = readFileSync(file, 'utf8');
    const physical = source.replace(/\r\n/g, '\n').split('\n');
    let isChanged = false;
    for (const { first, last, text, indent } of logicalLines(source)) {
      const parsed = parseLine(text);
      if (parsed.kind !== 'directive' || !withPaths.test(parsed.name)) continue;
      const path = tokensOf(parsed.args)[0]?.value ?? '';
      if (!path.startsWith('/') || !tree.holds(path)) continue;
      for (let line = first; line < last; line += 1) physical[line - 1] = '';
      physical[last - 1] = `${indent}${parsed.name} "${tree.locate(path)}"`;
      isChanged = true;
    }
    if (isChanged) writeFileSync(file, physical.join('\n'));
  }
}
