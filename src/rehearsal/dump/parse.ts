import { parseLine } from '../map/syntax.ts';
import type { DumpNode } from '../types.ts';

/** `macro 'vh' (defined on line 16 of "/etc/apache2/macros.conf") used on line 32 of "…"`, also of macros in macros. */
const macroPlace = /^macro '.*?' \(defined on line (\d+) of "([^"]+)"\)/;

/**
 * Reads what `-t -D DUMP_CONFIG` prints (mod_info): variables, conditions and macros are resolved, `Include`s in their place. What Apache executes while it
 * reads (`LoadModule`, `Define`, `DefaultRuntimeDir`, `Include`) is not in it.
 */
export function parseDump(text: string): DumpNode[] {
  const top: DumpNode[] = [];
  const open: DumpNode[][] = [top];
  let place = { file: '', first: null as number | null }; // of what follows; `first` where it is a macro
  let line = 0;
  for (const raw of text.split('\n')) {
    const trimmed = raw.trim();
    const inFile = /^# In file: (.*)$/.exec(trimmed)?.[1];
    const number = /^#\s+(\d+):$/.exec(trimmed)?.[1];
    if (inFile !== undefined) {
      const macro = macroPlace.exec(inFile);
      place = macro ? { file: macro[2] ?? '', first: Number(macro[1]) } : { file: inFile, first: null };
      continue;
    }
    if (number !== undefined) {
      line = Number(number);
      continue;
    }
    const parsed = parseLine(trimmed);
    if (parsed.kind === 'blank') continue;
    if (parsed.kind === 'close') {
      if (open.length > 1) open.pop();
      continue;
    }
    const origin: DumpNode['origin'] = {
      file: place.file,
      line: place.first ?? line,
      macroLine: place.first === null ? null : line,
    };
    const children: DumpNode[] = [];
    const node = { name: parsed.name, args: parsed.args, origin, children: parsed.kind === 'open' ? children : null };
    open.at(-1)?.push(node);
    if (parsed.kind === 'open') open.push(children);
  }
  return top;
}
