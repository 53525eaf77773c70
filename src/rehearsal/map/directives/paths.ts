import { chownSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { uidOf } from '../owner.ts';
import { servedArgument } from '../contents.ts';
import type { Mapping, Rewritten, Rule, WrittenLine } from '../rules.ts';

/** Puts the tree's folder before an argument as it is written, with its variables and parameters. */
export function prefixed(line: WrittenLine, index: number, { tree }: Mapping, kept = ''): string {
  const token = line.tokens[index];
  const raw = token?.value ?? '';
  const meant = line.met[0].values[index] ?? raw;
  // Written under the name that the given folder has on this machine.
  const rest = meant.slice(kept.length);
  const text = tree.original(rest) === posix.normalize(rest) ? raw.slice(kept.length) : tree.original(rest);
  return `"${kept}${tree.folder}${text}"`;
}

const isAbsolute = (value: string | undefined): value is string => value?.startsWith('/') === true;

function make(path: string, mapping: Mapping): void {
  if (existsSync(path)) return;
  mkdirSync(path, { recursive: true });
  if (mapping.account !== null) {
    const { uid, gid } = uidOf(mapping.account);
    chownSync(path, uid, gid);
  }
}

/** A path that httpd writes to lies in the tree, always. Folders are made: `parent` that of the file, `self` the path's own. */
export function underTree(
  line: WrittenLine,
  mapping: Mapping,
  index: number,
  folder: 'parent' | 'self',
  kept = '',
): Rewritten | null {
  for (const { values } of line.met) {
    const value = (values[index] ?? '').slice(kept.length).replace(/\(\d+\)$/, '');
    if (value === '') continue;
    const here = mapping.tree.locate(posix.resolve(mapping.tree.serverRoot, value));
    make(folder === 'self' ? here : dirname(here), mapping);
  }
  const value = (line.met[0].values[index] ?? '').slice(kept.length);
  return isAbsolute(value) ? { tokens: new Map([[index, prefixed(line, index, mapping, kept)]]) } : null;
}

/** A file that httpd reads: the given one, this machine's, or none. */
export const readPath =
  (index: number, pattern?: RegExp): Rule =>
  (line, mapping) => {
    const value = line.met[0].values[index] ?? '';
    const [kept = ''] = pattern?.exec(value) ?? [];
    const path = value.slice(kept.length);
    if (!isAbsolute(path)) return null;
    if (mapping.contents.inTree(path) && mapping.tree.holds(path))
      return { tokens: new Map([[index, prefixed(line, index, mapping, kept)]]) };
    if (existsSync(path)) return null;
    if (mapping.contents.isKnownPath(path)) return { tokens: new Map([[index, prefixed(line, index, mapping, kept)]]) };
    return { told: { to: null, why: 'it is neither in the given folder nor on this machine' } };
  };

/** Every system has one somewhere. */
export const typesConfig: Rule = (line, mapping) => {
  const rewritten = readPath(0)(line, mapping);
  const { mimeTypes } = mapping.binary;
  return rewritten?.told?.to === null && mimeTypes !== null
    ? { args: `"${mimeTypes}"`, told: { to: mimeTypes, why: 'this machine’s own' } }
    : rewritten;
};

/** DocumentRoot, Alias and their like. */
export const content: Rule = (line, mapping) => {
  const index = servedArgument(line.name);
  if (index === undefined) return null;
  const values = line.met[0].values;
  const at = index < 0 ? values.length + index : index;
  const value = values[at] ?? '';
  const found = mapping.contents.of(value);
  if (!isAbsolute(value) || !found) return null;
  const told: Record<typeof found.where, Rewritten['told'] | null> = {
    tree: null,
    found: { to: found.at, why: 'found in the given folder by its name' },
    machine: { to: found.at, why: 'this machine’s own files, as they are' },
    missing: {
      to: null,
      why: 'its files are not here: an empty folder stands in its place. rehearsal.yaml can say where they are ("paths")',
    },
  };
  const saying = told[found.where];
  return {
    ...(found.where === 'machine' ? {} : { tokens: new Map([[at, prefixed(line, at, mapping)]]) }),
    ...(saying ? { told: saying } : {}),
  };
};

/** `<Directory>`: follows the files that it is about. */
export const directorySection: Rule = (line, mapping) => {
  const isRegex = line.name === '<directorymatch' || line.met[0].values[0] === '~';
  const index = line.met[0].values[0] === '~' ? 1 : 0;
  const value = line.met[0].values[index] ?? '';
  if (isRegex) {
    const literal = /^\^(\/[\w./-]*)/.exec(value)?.[1];
    if (literal === undefined || !mapping.contents.inTree(literal)) return null;
    return { tokens: new Map([[index, `"^${mapping.tree.folder}${(line.tokens[index]?.value ?? '').slice(1)}"`]]) };
  }
  const fixed = value.replace(/\/[^/]*[*?[].*$/, '');
  if (!isAbsolute(value) || !mapping.contents.inTree(fixed === '' ? '/' : fixed)) return null;
  return { tokens: new Map([[index, prefixed(line, index, mapping)]]) };
};

/** An `Include` of what was handed over. */
export const include: Rule = (line, mapping) => {
  const value = line.met[0].values[0] ?? '';
  if (!isAbsolute(value)) return null;
  if (mapping.tree.holds(value)) return { tokens: new Map([[0, prefixed(line, 0, mapping)]]) };
  // The walk has called an Include of it a fault; what is optional is just not there.
  return {
    line: null,
    told: {
      to: null,
      why: 'it lies outside of the given folder: nothing of it is rehearsed. rehearsal.yaml can say where it is ("paths")',
    },
  };
};

/** Any directive that no rule knows: a path that can only be the tree's is, and one to which is written too. */
export const anyPath: Rule = (line, mapping) => {
  const written = /^\/(var\/(log|run|lock|cache|lib|tmp|spool)|run|tmp)\//;
  const tokens = new Map<number, string>();
  let told: Rewritten['told'];
  for (const [index, value] of line.met[0].values.entries()) {
    if (!isAbsolute(value) || line.tokens[index] === undefined) continue;
    if (mapping.contents.isKnownPath(value)) tokens.set(index, prefixed(line, index, mapping));
    else if (written.test(value) && !existsSync(value)) {
      make(dirname(mapping.tree.locate(value)), mapping);
      tokens.set(index, prefixed(line, index, mapping));
      told = { to: value, why: 'taken for a path to which is written' };
    }
  }
  return tokens.size === 0 ? null : { tokens, ...(told ? { told } : {}) };
};
