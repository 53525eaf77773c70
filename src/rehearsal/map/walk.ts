import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import type { ApacheBinary } from '../../apache/types.ts';
import type { Place, StepDetail } from '../types.ts';
import { holds, isCondition } from './conditions.ts';
import { findIncluded } from './find-included.ts';
import { logicalLines, parseLine, tokensOf, type LogicalLine } from './syntax.ts';
import type { PrivateTree } from './tree.ts';
import { expand, type Variables } from './variables.ts';

/** A section that encloses a directive, with its argument as it is meant. */
export interface Enclosing {
  readonly name: string;
  readonly args: string;
  /** Of this very section, among all. */
  readonly id: number;
}

/** A directive, or the first line of a section, as Apache meets it: conditions decided, macros and variables put in. */
export interface Met {
  /** As it is spelled. */
  readonly name: string;
  readonly opens: boolean;
  readonly args: string;
  /** The arguments' values. */
  readonly values: readonly string[];
  readonly within: readonly Enclosing[];
  readonly place: Place;
  /** Where it is written: absolute path in the copy, and the line. */
  readonly file: string;
  readonly line: LogicalLine;
  /** The parameters of the macro in whose body it is written, e.g. `$host`; none: in no macro. */
  readonly parameters: readonly string[];
  /** Of the section that it opens. */
  readonly id: number | null;
}

export interface Walk {
  readonly met: readonly Met[];
  /** Absolute paths in the copy of all files that were read. */
  readonly files: readonly string[];
  readonly faults: readonly StepDetail[];
  readonly modules: ReadonlySet<string>;
}

interface Macro {
  readonly parameters: readonly string[];
  readonly body: readonly { readonly file: string; readonly line: LogicalLine; readonly text: string }[];
}

interface Source {
  readonly file: string;
  readonly line: LogicalLine;
  /** What the line says here: that of a macro's body has its arguments put in. */
  readonly text: string;
  readonly parameters: readonly string[];
}

/** The longest name first, as mod_macro does: `$name` must not eat half of `$names`. */
function putIn(text: string, parameters: readonly string[], values: readonly string[]): string {
  const pairs = parameters
    .map((name, index): [string, string] => [name, values[index] ?? ''])
    .toSorted(([a], [b]) => b.length - a.length);
  return pairs.reduce((line, [name, value]) => line.replaceAll(name, value), text);
}

/**
 * Reads a configuration in the order in which Apache does, from the copy in the private tree.
 * Never throws: what Apache would refuse is left to Apache, and what lies outside of what was handed over is a fault.
 */
export function walk(tree: PrivateTree, binary: ApacheBinary, variables: Variables, defines: readonly string[]): Walk {
  const met: Met[] = [];
  const files = new Set<string>();
  const faults: StepDetail[] = [];
  const modules = new Set(binary.builtIn);
  const defined = new Set([...defines, ...variables.keys()]);
  const macros = new Map<string, Macro>();
  /** Files and macros that are being read: Apache refuses one that comes to itself again, and says so. */
  const reading = new Set<string>();
  const within: Enclosing[] = [];
  let ids = 0;
  const locate = (path: string): string => tree.locate(posix.resolve(tree.serverRoot, path));
  const placeOf = ({ file, line }: Source): Place => ({ file: tree.nameOf(file), line: line.last });

  const fault = (source: Source, text: string): void => {
    if (!faults.some((known) => known.text === text && known.place?.line === source.line.last))
      faults.push({ text, place: placeOf(source), code: null });
  };

  function include(source: Source, name: string, path: string): void {
    const optional = name === 'includeoptional';
    const original = posix.resolve(tree.serverRoot, path);
    if (!tree.holds(original)) {
      const hint = `Put what lies there into the folder that is handed over, or say in rehearsal.yaml where it is ("paths").`;
      if (!optional)
        fault(source, `${name === 'include' ? 'Include' : name} ${path} lies outside of the given folder. ${hint}`);
      return;
    }
    for (const file of findIncluded(tree.locate(original))) {
      if (existsSync(file)) readFile(file);
      // Apache says the rest: a missing file is its own error.
      else if (tree.isDangling(file)) fault(source, `${tree.nameOf(file)} is a link that leads nowhere.`);
    }
  }

  function note(source: Source, parsed: { name: string; args: string }, opens: boolean, id: number | null): Met {
    const args = expand(parsed.args, variables);
    const one: Met = {
      name: parsed.name,
      opens,
      args,
      values: tokensOf(args).map(({ value }) => value),
      within: [...within],
      place: placeOf(source),
      file: source.file,
      line: source.line,
      parameters: source.parameters,
      id,
    };
    met.push(one);
    return one;
  }

  function directive(source: Source, parsed: { name: string; args: string }): void {
    const { values } = note(source, parsed, false, null);
    const [first = '', ...rest] = values;
    switch (parsed.name.toLowerCase()) {
      case 'define':
        defined.add(first);
        if (rest[0] !== undefined) variables.set(first, rest[0]);
        break;
      case 'undefine':
        defined.delete(first);
        variables.delete(first);
        break;
      case 'loadmodule':
        modules.add(first);
        break;
      case 'include':
      case 'includeoptional':
        include(source, parsed.name.toLowerCase(), first);
        break;
      case 'use': {
        const macro = macros.get(first.toLowerCase());
        if (macro)
          once(`macro ${first.toLowerCase()}`, () =>
            readLines(
              macro.body.map(({ file, line, text }) => ({
                file,
                line,
                text: putIn(text, macro.parameters, rest),
                parameters: macro.parameters,
              })),
            ),
          );
        break;
      }
      default:
    }
  }

  function readLines(sources: readonly Source[]): void {
    /** Conditions that are open here, the innermost last. */
    const open: { name: string; holds: boolean }[] = [];
    for (let index = 0; index < sources.length; index += 1) {
      const source = sources[index];
      if (!source) continue;
      const parsed = parseLine(source.text);
      if (parsed.kind === 'blank') continue;
      const name = parsed.name.toLowerCase();
      if (isCondition(name)) {
        if (parsed.kind === 'close') open.pop();
        else if (parsed.kind === 'open') {
          const args = expand(parsed.args, variables);
          const enclosing = open.every((one) => one.holds);
          open.push({
            name,
            holds: enclosing && holds(name, args, { modules, defined, version: binary.version, locate }),
          });
          if (enclosing && name === 'iffile') note(source, parsed, true, null);
        }
        continue;
      }
      if (!open.every((one) => one.holds)) continue;
      if (parsed.kind === 'open' && name === 'macro') {
        const end = sources.findIndex((one, at) => at > index && /^<\/macro\b/i.test(one.text));
        const [macro = '', ...parameters] = tokensOf(parsed.args).map(({ value }) => value);
        macros.set(macro.toLowerCase(), { parameters, body: sources.slice(index + 1, end < 0 ? undefined : end) });
        index = end < 0 ? sources.length : end;
      } else if (parsed.kind === 'open') {
        ids += 1;
        const { args } = note(source, parsed, true, ids);
        within.push({ name: parsed.name, args, id: ids });
      } else if (parsed.kind === 'close') within.pop();
      else directive(source, parsed);
    }
  }

  function once(what: string, read: () => void): void {
    if (reading.has(what)) return;
    reading.add(what);
    read();
    reading.delete(what);
  }

  function readFile(file: string): void {
    files.add(file);
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      return; // Apache says why.
    }
    once(file, () => readLines(logicalLines(text).map((line) => ({ file, line, text: line.text, parameters: [] }))));
  }

  readFile(tree.mainFile);
  return { met, files: [...files], faults, modules };
}
