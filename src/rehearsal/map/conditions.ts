import { existsSync } from 'node:fs';
import { moduleOf } from '../../apache/binary.ts';
import { tokensOf } from './syntax.ts';

/** What a condition is decided on, at the line where it stands. */
export interface Standing {
  /** `ssl_module`, … loaded so far, and those that are compiled in. */
  readonly modules: ReadonlySet<string>;
  readonly defined: ReadonlySet<string>;
  /** Of Apache, `2.4.71`. */
  readonly version: string;
  /** Where a file of the configuration lies in the copy. */
  readonly locate: (path: string) => string;
}

const conditions = new Set(['ifmodule', 'ifdefine', 'ifversion', 'iffile', 'ifdirective', 'ifsection']);

/** Sections that Apache decides on while it reads, and that leave no trace. */
export const isCondition = (name: string): boolean => conditions.has(name.toLowerCase());

const numberOf = (version: string): number =>
  version.split('.').reduce((sum, part, index) => sum + Number(part) * 1000 ** (2 - index), 0);

function versionHolds(args: string, version: string): boolean {
  const [first = '', second] = tokensOf(args).map(({ value }) => value);
  const negated = first.startsWith('!');
  const [operator, wanted] = second === undefined ? ['=', first.replace(/^!/, '')] : [first.replace(/^!/, ''), second];
  const pattern = operator === '~' ? wanted : /^\/(.*)\/$/.exec(wanted)?.[1];
  if (pattern !== undefined) return new RegExp(pattern).test(version) !== negated;
  const depth = wanted.split('.').length;
  const mine = numberOf(version.split('.').slice(0, depth).join('.'));
  const theirs = numberOf(wanted);
  const holds: Readonly<Record<string, boolean>> = {
    '=': mine === theirs,
    '==': mine === theirs,
    '>': mine > theirs,
    '>=': mine >= theirs,
    '<': mine < theirs,
    '<=': mine <= theirs,
  };
  return (holds[operator] ?? true) !== negated;
}

/** Does the section hold? One that we cannot decide is taken to hold: what is in it is then mapped too. */
export function holds(name: string, args: string, standing: Standing): boolean {
  const argument = tokensOf(args)[0]?.value ?? '';
  const negated = argument.startsWith('!');
  const wanted = argument.replace(/^!/, '');
  switch (name.toLowerCase()) {
    case 'ifmodule':
      return standing.modules.has(wanted.endsWith('.c') ? moduleOf(wanted) : wanted) !== negated;
    case 'ifdefine':
      return standing.defined.has(wanted) !== negated;
    case 'iffile':
      return existsSync(standing.locate(wanted)) !== negated;
    case 'ifversion':
      return versionHolds(args, standing.version);
    default:
      return true;
  }
}
