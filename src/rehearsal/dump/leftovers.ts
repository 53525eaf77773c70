import { tokensOf } from '../map/syntax.ts';
import type { DumpNode } from '../types.ts';

/** What httpd writes to, or starts; their first argument says where. */
const writing =
  /^(errorlog|customlog|transferlog|globallog|forensiclog|scriptlog|pidfile|scoreboardfile|scriptsock|davlockdb|cacheroot|cachelockpath|coredumpdirectory|mutex|sslsessioncache|sslstaplingcache|mdstoredir)$/;

const pathIn = (value: string): string | null => /^(?:\w+:)?(\/[^(]*)/.exec(value)?.[1] ?? null;

/**
 * What of a resolved configuration would still reach beyond this rehearsal: an address that is not of loopback, a file of the machine to which
 * httpd would write, a program that it would start for its logs. None is expected; what the rules of the mapping have missed is met here.
 *
 * @param folder everything that a rehearsal may write to lies below
 */
export function leftoversOf(nodes: readonly DumpNode[], folder: string): DumpNode[] {
  return nodes.flatMap((node) => {
    if (node.children !== null) return leftoversOf(node.children, folder);
    const name = node.name.toLowerCase();
    const value = tokensOf(node.args)[0]?.value ?? '';
    if (name === 'listen') return value.startsWith('127.0.0.1:') ? [] : [node];
    if (!writing.test(name)) return [];
    const path = pathIn(value);
    const reaches = /^(\||syslog\b)/.test(value) || (path !== null && !path.startsWith(`${folder}/`));
    return reaches ? [node] : [];
  });
}
