import { posix } from 'node:path';
import { readAddress } from '../map/ports.ts';
import { tokensOf } from '../map/syntax.ts';
import type { DumpNode, FoundChange, PrivateCopy } from '../types.ts';
import { ownPathRule, regexRule } from './paths.ts';
import { namesOf, type Scope } from './scope.ts';
import { patternOf } from './through.ts';

const first = (args: string): string => tokensOf(args)[0]?.value ?? '';

/** The origin of production at which a virtual host answers; the first part of its name where it is wild is made up. */
export function originOf(
  host: DumpNode | null,
  hosts: readonly DumpNode[],
  ports: PrivateCopy['ports'],
): string | null {
  const node = host ?? hosts.find((one) => namesOf(one).length > 0) ?? null;
  const [name] = node ? namesOf(node) : [];
  if (node === null || name === undefined || name === '') return null;
  const mapped = tokensOf(node.args).map(({ value }) => Number(/:(\d+)$/.exec(value)?.[1] ?? NaN));
  const port = ports.find((one) => mapped.includes(one.mapped));
  if (!port) return null;
  const usual = port.tls ? 443 : 80;
  return `${port.tls ? 'https' : 'http'}://${name.replace('*', 'x')}${port.port === usual ? '' : `:${String(port.port)}`}`;
}

/** The URL of a folder: below the DocumentRoot or an Alias of its virtual host. */
function pathOfFolder(folder: string, around: readonly DumpNode[], strips: (text: string) => string): string | null {
  const asked = strips(folder).replace(/\/$/, '');
  for (const node of around) {
    const name = node.name.toLowerCase();
    const [a = '', b = ''] = tokensOf(node.args).map(({ value }) => strips(value).replace(/(?<=.)\/$/, ''));
    const [url, root] = name === 'documentroot' ? ['', a] : name === 'alias' ? [a, b] : [null, ''];
    if (url === null || root === '') continue;
    if (asked === root || asked.startsWith(`${root}/`)) return `${url}${asked.slice(root.length)}/`;
    // A folder above it holds it too.
    if (root.startsWith(`${asked}/`)) return `${url}/`;
  }
  return null;
}

export interface ExampleOptions {
  readonly dump: readonly DumpNode[];
  readonly ports: PrivateCopy['ports'];
  readonly strips: (text: string) => string;
}

/** A URL that would go through a directive; null: it cannot be told. */
export function exampleUrl(change: FoundChange, scope: Scope, { dump, ports, strips }: ExampleOptions): string | null {
  const { directive } = change;
  const name = directive.name.toLowerCase();
  const hosts = dump.filter((node) => node.name.toLowerCase() === 'virtualhost');
  const origin = originOf(scope.host, hosts, ports);
  if (name === 'listen') {
    const address = readAddress(first(directive.args));
    const port = ports.find((one) => one.address === (address?.host ?? null) && one.port === address?.port);
    const at = port && hosts.find((host) => host.args.includes(`:${String(port.mapped)}`));
    const url = at ? originOf(at, hosts, [port]) : null;
    return url === null ? null : `${url}/`;
  }
  // Of some methods alone: whoever asks the URL would miss it again.
  const isOfMethods = directive.sections.some((section) => /^limit(except)?$/i.test(section.name));
  if (origin === null || isOfMethods) return null;
  if (name === 'servername' || name === 'serveralias') {
    const named = first(directive.args)
      .replace(/^\w+:\/\//, '')
      .replace(/:\d+$/, '')
      .replace('*', 'x');
    const url = new URL(origin);
    url.hostname = named;
    return url.href;
  }
  const innermost = directive.sections.at(-1);
  const folder = directive.sections.findLast((section) => /^(directory|\.htaccess)$/i.test(section.name));
  const around = [...(scope.host?.children ?? []), ...dump];
  const inner = scope.path?.example ?? (folder ? pathOfFolder(first(folder.args), around, strips) : null);
  const isUnknown =
    scope.path === null &&
    folder === undefined &&
    innermost !== undefined &&
    innermost.name.toLowerCase() !== 'virtualhost';
  if (isUnknown || (scope.path !== null && inner === null) || (folder !== undefined && inner === null)) return null;
  const own = ownPathRule(directive);
  if (own) return own.example === null ? null : origin + own.example;
  if (name === 'rewriterule') {
    const example = regexRule(patternOf(directive.args)).example;
    if (example === null) return null;
    return origin + posix.join(folder ? (inner ?? '/') : '/', example);
  }
  if (name === 'rewritecond' || name === 'rewritemap') return null;
  if (name === 'errordocument')
    return directive.args.startsWith('404') ? `${origin}${posix.join(inner ?? '/', 'no-such-page')}` : null;
  if (name === 'proxyerroroverride' || name === 'balancermember') return null;
  return origin + (inner ?? '/');
}
