import type { DumpNode, FoundChange } from '../types.ts';
import { folderOfAccessFile } from '../dump/access-files.ts';
import { sectionRule, type PathRule } from './paths.ts';
import type { Visit } from './visits.ts';

const is = (node: DumpNode, name: string): boolean => node.name.toLowerCase() === name;

const strip = (name: string): string =>
  name
    .replace(/^\w+:\/\//, '')
    .replace(/:\d+$/, '')
    .toLowerCase();

/** ServerName first, then aliases, of a virtual host of the dump. */
export function namesOf(host: DumpNode): string[] {
  const children = host.children ?? [];
  return [
    ...children.filter((node) => is(node, 'servername')).map(({ args }) => strip(args.split(/\s+/)[0] ?? '')),
    ...children.filter((node) => is(node, 'serveralias')).flatMap(({ args }) => args.split(/\s+/).map(strip)),
  ].map((name) => name.replaceAll('"', ''));
}

export const hasName = (names: readonly string[], host: string | null): boolean => {
  const asked = strip(host ?? '');
  return names.some((name) =>
    name.includes('*')
      ? new RegExp(`^${name.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`).test(asked)
      : name === asked,
  );
};

/** What a directive's place says of the requests that go through it. */
export interface Scope {
  /** Null: it cannot be told from here. */
  readonly covers: ((visit: Visit) => boolean) | null;
  /** The virtual host, of this configuration or the other; null: all of them. */
  readonly host: DumpNode | null;
  /** Of the sections that say something of the path, the innermost. */
  readonly path: PathRule | null;
}

/** The same section in the marked configuration: the very one, else one of the same kind and argument. */
function sameSection(
  wanted: DumpNode,
  among: readonly DumpNode[],
  marks: ReadonlyMap<DumpNode, number>,
  strips: (text: string) => string,
): DumpNode | null {
  if (marks.has(wanted)) return wanted;
  const sections = among.filter(
    (node) => node.children !== null && node.name.toLowerCase() === wanted.name.toLowerCase(),
  );
  if (is(wanted, 'virtualhost')) {
    const [name] = namesOf(wanted);
    const named = sections.filter((node) => namesOf(node)[0] === name);
    // One name stands at several addresses, http and https; ports are the same in all copies.
    return named.find(({ args }) => args === wanted.args) ?? (name === undefined ? null : (named[0] ?? null));
  }
  return sections.find((node) => strips(node.args) === strips(wanted.args)) ?? null;
}

const methods = (args: string): Set<string> => new Set(args.toUpperCase().split(/\s+/));

/**
 * @param dump of the configuration that bears the marks
 * @param strips takes a copy's own folders out of a text
 */
export function scopeOf(
  { directive }: Pick<FoundChange, 'directive'>,
  dump: readonly DumpNode[],
  marks: ReadonlyMap<DumpNode, number>,
  strips: (text: string) => string,
): Scope {
  const conditions: ((visit: Visit) => boolean)[] = [];
  let known = true;
  let host: DumpNode | null = null;
  let path: PathRule | null = null;
  let among: readonly DumpNode[] = dump;
  for (const section of directive.sections) {
    const same = sameSection(section, among, marks, strips);
    const rule = sectionRule(section.name, section.args);
    if (rule) path = rule;
    if (is(section, 'virtualhost')) host = same ?? section;
    if (is(section, folderOfAccessFile)) {
      const folder = strips(section.args).replace(/"/g, '');
      conditions.push(({ file }) => file !== null && `${strips(file)}/`.startsWith(`${folder}/`));
    } else if (is(section, 'limit')) conditions.push(({ method }) => methods(section.args).has(method));
    else if (is(section, 'limitexcept')) conditions.push(({ method }) => !methods(section.args).has(method));
    else if (same && marks.has(same)) {
      const id = marks.get(same) ?? 0;
      conditions.push(({ sections }) => sections.has(id));
    } else if (is(section, 'virtualhost')) {
      const names = namesOf(section);
      conditions.push((visit) => hasName(names, visit.host));
    } else if (rule) conditions.push((visit) => rule.covers(visit.path));
    else if (!/^Require(All|Any|None)$/i.test(section.name)) known = false;
    among = same?.children ?? [];
  }
  return { covers: known ? (visit) => conditions.every((holds) => holds(visit)) : null, host, path };
}
