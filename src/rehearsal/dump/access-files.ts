import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { accessFilesOf } from '../map/access-files.ts';
import { makingOf } from '../map/remembered.ts';
import { logicalLines, parseLine } from '../map/syntax.ts';
import type { DumpNode, PrivateCopy, ResolvedDirective } from '../types.ts';

/** A section of ours: the folder in which such a file stands. */
export const folderOfAccessFile = '.htaccess';

/**
 * What stands in the `.htaccess` files of a copy. Apache prints nothing of them, for it reads them with each request; conditions in them are
 * taken to hold.
 */
export function accessDirectivesOf(copy: PrivateCopy): readonly ResolvedDirective[] {
  const { tree, walk } = makingOf(copy);
  return accessFilesOf(tree, walk.met).flatMap((file) => {
    const folder = dirname(file);
    const top = {
      name: folderOfAccessFile,
      args: `"${folder}"`,
      origin: { file, line: 1, macroLine: null },
      children: new Array<DumpNode>(),
    };
    const open = [top];
    const found: ResolvedDirective[] = [];
    for (const { last, text } of logicalLines(readFileSync(file, 'utf8'))) {
      const parsed = parseLine(text);
      if (parsed.kind === 'blank') continue;
      if (parsed.kind === 'close') {
        if (open.length > 1) open.pop();
        continue;
      }
      const { name, args } = parsed;
      const origin = { file, line: last, macroLine: null };
      if (parsed.kind === 'open') {
        const section = { name, args, origin, children: new Array<DumpNode>() };
        open.at(-1)?.children.push(section);
        open.push(section);
        continue;
      }
      const node: DumpNode = { name, args, origin, children: null };
      open.at(-1)?.children.push(node);
      found.push({
        name,
        args: tree.strip(args),
        within: open.map((section) => tree.strip(`${section.name} ${section.args}`)),
        place: { file: tree.nameOf(file), line: last },
        node,
        sections: [...open],
      });
    }
    return found;
  });
}
