import type { Rule } from '../rules.ts';
import { underTree } from './paths.ts';

/** What httpd keeps for itself lies in one folder for all copies. */
const inRunFolder =
  (name: string): Rule =>
  (_line, { runFolder }) => ({ args: `"${runFolder}${name === '' ? '' : `/${name}`}"` });

export const serverRoot: Rule = (_line, { tree }) => ({
  args: `"${tree.serverRootHere}"`,
  told: { to: '(the copy)', why: 'what it means by relative paths' },
});

export const pidFile = inRunFolder('httpd.pid');
export const scoreBoardFile = inRunFolder('scoreboard');
export const defaultRuntimeDir = inRunFolder('');
/** The path of a socket may have a hundred characters. */
export const scriptSock = inRunFolder('cgisock');

/** `Mutex file:/var/lock/apache2 default`, `Mutex /var/lock default`. */
export const mutex: Rule = (line, { runFolder }) => {
  const value = line.met[0].values[0] ?? '';
  const mechanism = /^(file|flock|fcntl):/.exec(value)?.[0];
  if (mechanism === undefined && !value.startsWith('/')) return null;
  return { tokens: new Map([[0, `"${mechanism ?? ''}${runFolder}"`]]) };
};

/** `shmcb:/run/apache2/ssl_scache(512000)`, `dbm:/…`. */
export const sessionCache: Rule = (line, mapping) => {
  const kind = /^\w+:(?=\/)/.exec(line.met[0].values[0] ?? '')?.[0];
  return kind === undefined ? null : underTree(line, mapping, 0, 'parent', kind);
};

const account =
  (which: 'user' | 'group'): Rule =>
  (line, mapping) => {
    if (mapping.account === null)
      return { line: null, told: { to: '(left out)', why: 'httpd runs as the user who rehearses' } };
    const to = mapping.account[which];
    return line.met[0].values[0] === to
      ? null
      : { args: to, told: { to, why: 'an account without rights on this machine' } };
  };
export const user = account('user');
export const group = account('group');

export const leftOut =
  (why: string): Rule =>
  () => ({ line: null, told: { to: '(left out)', why } });

/** Redirects would name the port of loopback. */
export const physicalPort: Rule = (line) =>
  line.met[0].values[0]?.toLowerCase() === 'on'
    ? { args: 'Off', told: { to: 'Off', why: 'redirects would name the port of loopback' } }
    : null;
