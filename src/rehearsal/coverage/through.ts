import { folderOfAccessFile } from '../dump/access-files.ts';
import { tokensOf } from '../map/syntax.ts';
import type { DumpNode, FoundChange } from '../types.ts';
import { ownPathRule, regexRule } from './paths.ts';
import { hasName } from './scope.ts';
import type { Visit } from './visits.ts';

/** What a directive asks of a request beyond its place. */
export type Through = (visit: Visit) => boolean;

export interface ThroughOptions {
  /** Of the configuration that bears the marks. */
  readonly dump: readonly DumpNode[];
  readonly rules: ReadonlyMap<DumpNode, number>;
  /** Loopback ports that speak TLS, and which loopback port an address of production has. */
  readonly isTls: (port: number) => boolean;
  readonly portOf: (listen: string) => number | null;
}

const isProxied = ({ handler }: Visit): boolean => handler === 'proxy-server';

const everything: Through = () => true;

const siblingsOf = ({ sections }: FoundChange['directive'], dump: readonly DumpNode[]): readonly DumpNode[] =>
  sections.length === 0 ? dump : (sections.at(-1)?.children ?? []);

/** Siblings in the same section, in order; the first that fits the path has it. */
function isFirst(
  { directive }: FoundChange,
  names: readonly string[],
  path: string,
  dump: readonly DumpNode[],
): boolean {
  const siblings = siblingsOf(directive, dump).filter((node) => names.includes(node.name.toLowerCase()));
  if (directive.node === null || !siblings.includes(directive.node)) return true;
  return siblings.find((node) => ownPathRule(node)?.covers(path)) === directive.node;
}

/** The rule to which a RewriteCond belongs: the next one. */
function ruleAfter({ directive }: FoundChange, dump: readonly DumpNode[]): DumpNode | null {
  const siblings = siblingsOf(directive, dump);
  const at = directive.node === null ? -1 : siblings.indexOf(directive.node);
  return at < 0 ? null : (siblings.slice(at).find((node) => node.name.toLowerCase() === 'rewriterule') ?? null);
}

/** In a directory, patterns are without the slash before them. */
export const patternOf = (args: string): string => {
  const pattern = (tokensOf(args)[0]?.value ?? '').replace(/^!/, '');
  return /^\^(?!\/|\(|\.|\$|\[)/.test(pattern) ? pattern.replace('^', '^/') : pattern;
};

const proxying = ['proxypass', 'proxypassmatch'];
const aliasing = ['alias', 'aliasmatch', 'scriptalias', 'scriptaliasmatch'];
const redirecting = ['redirect', 'redirectmatch', 'redirectpermanent', 'redirecttemp'];

/**
 * The ProxyPass that takes every path of an Alias or a Redirect before they are asked, wherever it stands in their virtual host;
 * null: there is none, or it cannot be told.
 */
export function takenBy({ directive }: FoundChange, dump: readonly DumpNode[]): DumpNode | null {
  const path = ownPathRule(directive)?.example;
  if (path === null || path === undefined || ![...aliasing, ...redirecting].includes(directive.name.toLowerCase()))
    return null;
  const first = siblingsOf(directive, dump).find(
    (node) => proxying.includes(node.name.toLowerCase()) && ownPathRule(node)?.covers(path) === true,
  );
  return first === undefined || tokensOf(first.args)[1]?.value === '!' ? null : first;
}

/** @returns null: nothing tells whether a request went through such a directive */
export function throughOf(change: FoundChange, { rules, isTls, portOf, dump }: ThroughOptions): Through | null {
  const { kind, directive } = change;
  const name = directive.name.toLowerCase();
  const values = tokensOf(directive.args).map(({ value }) => value);
  const own = ownPathRule(directive);
  const added = kind === 'added';
  if (name === 'rewriterule' || name === 'rewritecond') {
    // Not marked there: a directory need not allow what marks need.
    if (directive.sections[0]?.name === folderOfAccessFile) return null;
    const rule = name === 'rewriterule' ? directive.node : ruleAfter(change, dump);
    if (rule === null) return null;
    const id = rules.get(rule);
    if (id !== undefined) return (visit) => visit.rules.has(id);
    const pattern = regexRule(patternOf(rule.args));
    return (visit) => pattern.covers(visit.path);
  }
  if (name === 'rewritemap') {
    const used = [...rules].filter(([rule]) => rule.args.includes(`\${${values[0] ?? ''}:`)).map(([, id]) => id);
    return used.length === 0 ? null : (visit) => used.some((id) => visit.rules.has(id));
  }
  if (own) {
    if (!added) return (visit) => own.covers(visit.path);
    if (proxying.includes(name)) {
      const refuses = values.includes('!');
      return (visit) =>
        own.covers(visit.path) && isProxied(visit) !== refuses && isFirst(change, proxying, visit.path, dump);
    }
    // mod_proxy comes first: what it takes, no Alias and no Redirect ever sees.
    if (aliasing.includes(name))
      return (visit) => own.covers(visit.path) && !isProxied(visit) && isFirst(change, aliasing, visit.path, dump);
    if (redirecting.includes(name))
      return (visit) => own.covers(visit.path) && !isProxied(visit) && isFirst(change, redirecting, visit.path, dump);
    return (visit) => own.covers(visit.path);
  }
  if (name === 'errordocument') return ({ statuses }) => statuses.includes(Number(values[0]));
  if (name === 'proxyerroroverride')
    return (visit) => isProxied(visit) && visit.statuses.some((status) => status >= 400);
  if (name === 'servername' || name === 'serveralias') {
    const names = (name === 'servername' ? values.slice(0, 1) : values).map((text) =>
      text
        .replace(/^\w+:\/\//, '')
        .replace(/:\d+$/, '')
        .toLowerCase(),
    );
    return ({ host }) => hasName(names, host);
  }
  if (name === 'listen') {
    const port = portOf(values[0] ?? '');
    return port === null ? null : (visit) => visit.port === port;
  }
  if (name === 'balancermember' && added) {
    const member = tokensOf(directive.node?.args ?? directive.args)[0]?.value.replace(/\/$/, '') ?? '';
    return ({ worker }) => worker?.replace(/\/$/, '') === member;
  }
  if (/^ssl(?!proxy)/.test(name)) return ({ port }) => isTls(port);
  if (
    /^(sslproxy|proxy(?!pass|remote|requests))/.test(name) &&
    directive.sections.every((section) => section.name.toLowerCase() !== 'proxy')
  )
    return isProxied;
  if (name === 'directoryindex' || name === 'directoryslash')
    return (visit) => !isProxied(visit) && visit.path.endsWith('/');
  return everything;
}
