import { existsSync } from 'node:fs';
import { hasOwnCertificate, namesAround } from '../certificates.ts';
import type { Rule } from '../rules.ts';
import { prefixed } from './paths.ts';

/** What lies there is the throwaway authority's (certificates.ts). */
export const certificateFile: Rule = (line, mapping) =>
  (line.met[0].values[0] ?? '').startsWith('/') ? { tokens: new Map([[0, prefixed(line, 0, mapping)]]) } : null;

/** The key stands with its certificate. */
export const keyFile: Rule = () => ({ line: null });

/** Leaves are signed by the authority itself. */
export const chainFile: Rule = () => ({
  line: null,
  told: {
    to: '(left out)',
    why: 'certificates of the throwaway authority need none; whether production’s chain is whole does not show',
  },
});

/** Whom httpd itself trusts: clients, and back ends. */
export const trustedFile: Rule = (line, { tree, caFile, contents }) => {
  const value = line.met[0].values[0] ?? '';
  if (!value.startsWith('/') || tree.holds(value) || contents.isKnownPath(value) || existsSync(value)) return null;
  return { args: `"${caFile}"`, told: { to: 'the throwaway authority', why: 'the file is not here' } };
};

/** A virtual host whose certificate mod_md would get: without one httpd does not start (AH02572), and `-t` says OK. */
export const engine: Rule = (line, { managed, walk }) => {
  const [met] = line.met;
  if (managed === null || met.values[0]?.toLowerCase() === 'off' || hasOwnCertificate(met, walk.met)) return null;
  if (!namesAround(met, walk.met).some((name) => managed.names.includes(name))) return null;
  return {
    line: `Include "${managed.file}"`,
    told: {
      to: 'a certificate of the throwaway authority',
      why: 'mod_md would get one from an authority on the Internet',
    },
  };
};
