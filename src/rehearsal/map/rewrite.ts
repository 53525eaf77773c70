import { readFileSync, writeFileSync } from 'node:fs';
import type { Mapped, StepDetail } from '../types.ts';
import { ruleFor } from './directives/index.ts';
import type { Mapping, Rewritten, WrittenLine } from './rules.ts';
import { logicalLines, parseLine, replaceTokens, tokensOf, type LogicalLine } from './syntax.ts';
import type { Met } from './walk.ts';

export interface Report {
  readonly mapped: Mapped[];
  readonly faults: StepDetail[];
}

/** A line that became another one, by the file in the copy and its last line: for reading what Apache says of it. */
export interface Replaced {
  readonly file: string;
  readonly line: number;
  readonly met: Met;
  readonly rewritten: Rewritten;
}

function written(line: LogicalLine, met: readonly [Met, ...Met[]]): WrittenLine | null {
  const parsed = parseLine(line.text);
  if (parsed.kind !== 'directive' && parsed.kind !== 'open') return null;
  return {
    name: (parsed.kind === 'open' ? '<' : '') + parsed.name.toLowerCase(),
    spelled: parsed.name,
    args: parsed.args,
    tokens: tokensOf(parsed.args),
    met,
  };
}

function textOf(line: WrittenLine, { tokens, args, line: whole }: Rewritten): string | null {
  if (whole !== undefined) return whole;
  const after = args ?? (tokens ? replaceTokens(line.args, tokens) : null);
  if (after === null) return null;
  return line.name.startsWith('<') ? `<${line.spelled} ${after.trim()}>` : `${line.spelled} ${after}`;
}

/**
 * Rewrites the files of a copy, line by line. Every line keeps its number: what is left out becomes an empty line, and what was continued over several
 * stands in the last of them, which is the one that Apache names.
 *
 * @param first path of the file with what has to be read before all else
 */
export function rewriteFiles(mapping: Mapping, first: string, report: Report): readonly Replaced[] {
  const { tree, walk } = mapping;
  const byLine = new Map<string, [Met, ...Met[]]>();
  for (const met of walk.met) {
    const key = `${met.file}:${String(met.line.first)}`;
    const known = byLine.get(key);
    if (known) known.push(met);
    else byLine.set(key, [met]);
  }
  const replaced: Replaced[] = [];
  for (const file of walk.files) {
    const source = readFileSync(file, 'utf8');
    const physical = source.replace(/\r\n/g, '\n').split('\n');
    /** Sections of mod_md are left out with all that is in them. */
    let leavingOut: string | null = null;
    for (const line of logicalLines(source)) {
      const put = (text: string): void => {
        for (let number = line.first; number <= line.last; number += 1) physical[number - 1] = '';
        physical[line.last - 1] = text === '' ? '' : line.indent + text;
      };
      if (leavingOut !== null) {
        const parsed = parseLine(line.text);
        put('');
        if (parsed.kind === 'close' && parsed.name.toLowerCase() === leavingOut) leavingOut = null;
        continue;
      }
      const met = byLine.get(`${file}:${String(line.first)}`);
      const asWritten = met ? written(line, met) : null;
      if (!met || !asWritten) continue;
      const rewritten = ruleFor(asWritten.name)(asWritten, mapping);
      if (rewritten === null) continue;
      const place = met[0].place;
      if (rewritten.fault !== undefined) report.faults.push({ text: rewritten.fault, place, code: null });
      if (rewritten.told)
        report.mapped.push({
          place,
          directive: asWritten.name.startsWith('<') ? `<${asWritten.spelled}>` : asWritten.spelled,
          from: met[0].args,
          ...rewritten.told,
        });
      const text = textOf(asWritten, rewritten);
      if (text === null && rewritten.line === undefined) continue;
      put(text ?? '');
      for (const one of met) replaced.push({ file, line: line.last, met: one, rewritten });
      if (text === null && asWritten.name.startsWith('<')) leavingOut = asWritten.name.slice(1);
    }
    if (file === tree.mainFile) includeFirst(physical, first);
    writeFileSync(file, physical.join('\n'));
  }
  return replaced;
}

/** In the place of a comment or an empty line before the first directive; where there is none, before it in its file. */
function includeFirst(physical: string[], first: string): void {
  const lines = logicalLines(physical.join('\n'));
  const begins = lines.findIndex(({ text }) => text !== '' && !text.startsWith('#'));
  const free = lines.slice(0, begins < 0 ? undefined : begins).find((line) => line.first === line.last);
  if (free) physical[free.first - 1] = `Include "${first}"`;
  else {
    const line = lines[Math.max(begins, 0)];
    // Read from there, the first directive is the last line of that file.
    if (!line) return;
    writeFileSync(first, `${readFileSync(first, 'utf8')}${line.text}\n`);
    for (let number = line.first; number < line.last; number += 1) physical[number - 1] = '';
    physical[line.last - 1] = `Include "${first}"`;
  }
}
