import { existsSync } from 'node:fs';
import type { Rewritten, Rule } from '../rules.ts';
import { prefixed, readPath } from './paths.ts';

/* What httpd asks by itself, past the back end of a rehearsal: it would reach production from here. */

/** Nobody answers there. */
const nobody = '127.0.0.1:9';

/** All arguments anew, where a service of production is named. */
const instead =
  (pattern: RegExp, by: string, why: string): Rule =>
  (line): Rewritten | null => {
    const args = line.args.replace(pattern, by);
    return args === line.args ? null : { args, told: { to: args.trim(), why } };
  };

export const directory = instead(
  /\bldaps?:\/\/[^/"]+/gi,
  `ldap://${nobody}`,
  'the directory is production’s: whoever has to be looked up there is refused',
);

export const database: Rule = (line) =>
  /\bhost(addr)?=/i.test(line.args)
    ? {
        args: '"host=127.0.0.1 port=9"',
        told: { to: nobody, why: 'the database is production’s: whatever is read from it fails' },
      }
    : null;

export const sharedCache = instead(
  /\b(memcache|redis):[^\s"]+/gi,
  `$1:${nobody}`,
  'the cache is production’s: nothing is found in it',
);

const map = readPath(1, /^\w+(:\w+)*:(?=\/)/);

/** `RewriteMap … prg:/path argument`: a program that httpd starts. */
export const rewriteMap: Rule = (line, mapping) => {
  const [, value = ''] = line.met[0].values;
  const path = /^prg:(\/\S*)/.exec(value)?.[1];
  if (path === undefined) return map(line, mapping);
  const isGiven = mapping.contents.inTree(path) && mapping.tree.holds(path);
  if (!isGiven && !existsSync(path)) return map(line, mapping);
  const to = isGiven ? { tokens: new Map([[1, prefixed(line, 1, mapping, 'prg:')]]) } : {};
  return {
    ...to,
    told: { to: path, why: 'the program is started, as in production: what it asks of others, it asks from here' },
  };
};
