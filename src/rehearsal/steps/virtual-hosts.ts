import type { DirectiveChange, PrivateCopy, Place, StepDetail } from '../types.ts';
import { placeIn, type Copies } from './place.ts';

/** One virtual host at one address. */
export interface VirtualHost {
  /** As in production: `*:443`, `10.1.2.3:80`. */
  readonly address: string;
  readonly name: string;
  /** `ServerAlias`, wild ones too. */
  readonly aliases: readonly string[];
  /** It answers whoever asks this address for a name that nobody has. */
  readonly isDefault: boolean;
  /** httpd listens there. */
  readonly listened: boolean;
  readonly place: Place | null;
}

type Ports = PrivateCopy['ports'];

function original(address: string, ports: Ports): { readonly address: string; readonly listened: boolean } {
  const mapped = Number(/:(\d+)$/.exec(address)?.[1] ?? NaN);
  const found = ports.find((port) => port.mapped === mapped);
  return found
    ? { address: `${found.address ?? '*'}:${String(found.port)}`, listened: found.silent !== true }
    : { address, listened: address.endsWith(':*') };
}

/** Reads what `-S` prints, in the words of production. */
export function readVirtualHosts(dump: string, ports: Ports, copies: Copies): VirtualHost[] {
  const hosts: (VirtualHost & { readonly aliases: string[] })[] = [];
  let at = { address: '', listened: true };
  let byDefault: string | null = null;
  const add = (name: string, isDefault: boolean, line: string): void => {
    hosts.push({ ...at, name, aliases: [], isDefault, place: placeIn(line, copies) });
  };
  for (const line of dump.split('\n')) {
    const group = /^(\S+:(?:\d+|\*))\s+is a NameVirtualHost/.exec(line);
    const single = /^(\S+:(?:\d+|\*))\s+(\S+) \((.*)\)/.exec(line);
    const preset = /^\s+default server (\S+) \((.*)\)/.exec(line);
    const named = /^\s+port \S+ namevhost (\S+) \((.*)\)/.exec(line);
    const alias = /^\s+(?:wild )?alias (\S+)/.exec(line);
    if (group) {
      at = original(group[1] ?? '', ports);
      byDefault = null;
    } else if (preset) byDefault = preset[2] ?? null;
    else if (single) {
      at = original(single[1] ?? '', ports);
      add(single[2] ?? '', true, line);
    } else if (named) {
      add(
        named[1] ?? '',
        named[2] === byDefault && !hosts.some((one) => one.address === at.address && one.isDefault),
        line,
      );
    } else if (alias) hosts.at(-1)?.aliases.push(alias[1] ?? '');
  }
  return hosts;
}

/** `*.medscape.com` stands for its sub-domains, as `?` for one letter. */
function covers(pattern: string, name: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern.toLowerCase() === name.toLowerCase();
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(name);
}

/** Who answers a name at a port, as Apache chooses: the first that has it, by a wild alias too, else the default; null: nobody listens there. */
export function whoAnswers(hosts: readonly VirtualHost[], name: string, port: number): VirtualHost | null {
  const there = hosts.filter(({ address, listened }) => listened && address.endsWith(`:${String(port)}`));
  return there.find((host) => hasName(host, name)) ?? there.find(({ isDefault }) => isDefault) ?? null;
}

export const hasName = (host: VirtualHost, name: string): boolean =>
  [host.name, ...host.aliases].some((one) => covers(one, name));

/** Has the candidate brought the host of a URL? Then the baseline's default host would answer for it, and there is nothing to compare. */
export function isNewHost(url: string, baseline: readonly VirtualHost[], candidate: readonly VirtualHost[]): boolean {
  const { hostname } = new URL(url);
  const has = (hosts: readonly VirtualHost[]): boolean => hosts.some((host) => hasName(host, hostname));
  return has(candidate) && !has(baseline);
}

const namesOf = (hosts: readonly VirtualHost[], address: string): Set<string> =>
  new Set(hosts.filter((host) => host.address === address).flatMap(({ name, aliases }) => [name, ...aliases]));

/** A later virtual host whose name an earlier one has at the same address: nobody will ever meet it. */
export const deadHosts = (hosts: readonly VirtualHost[]): VirtualHost[] =>
  hosts.filter((host, index) =>
    hosts.slice(0, index).some((earlier) => earlier.address === host.address && earlier.name === host.name),
  );

const detail = (text: string, place: Place | null): StepDetail => ({ text, place, code: null });

type Change = Pick<DirectiveChange, 'kind' | 'directive'>;

const portOf = (address: string): string | undefined => /(?:^|:)(\d+)(?:\s|$)/.exec(address)?.[1];

/** The `Listen` that has left an address, with what came in its place; null: none has. */
function movedListen(address: string, changes: readonly Change[]): StepDetail | null {
  const listens = changes.filter(({ directive }) => /^listen$/i.test(directive.name));
  const gone = listens.find(({ kind, directive }) => kind === 'removed' && portOf(directive.args) === portOf(address));
  if (!gone) return null;
  const instead = listens.find(({ kind }) => kind === 'added');
  const how = instead ? `has become Listen ${instead.directive.args}` : 'is gone';
  return detail(
    `Nothing listens at ${address} any more: Listen ${gone.directive.args} ${how}`,
    (instead ?? gone).directive.place,
  );
}

/**
 * What the candidate's virtual hosts would change, told in full; `worse` is what would answer somebody wrongly.
 *
 * @param baseline null: nothing to compare with, and only what is wrong by itself is told
 * @param changes the directives that differ
 */
export function compareVirtualHosts(
  candidate: readonly VirtualHost[],
  baseline: readonly VirtualHost[] | null,
  changes: readonly Change[],
): { readonly worse: readonly StepDetail[]; readonly told: readonly StepDetail[] } {
  const worse: StepDetail[] = [];
  const told: StepDetail[] = [];
  const had = (
    hosts: readonly VirtualHost[] | null,
    host: VirtualHost,
    of: (hosts: readonly VirtualHost[]) => readonly VirtualHost[],
  ): boolean => hosts !== null && of(hosts).some(({ address, name }) => address === host.address && name === host.name);
  const unlistened = (hosts: readonly VirtualHost[]): VirtualHost[] => hosts.filter(({ listened }) => !listened);

  // told first: what follows of it is no fault of a virtual host
  const left = [...new Set([...(baseline ?? []), ...candidate].map(({ address }) => address))]
    .filter((address) => !candidate.some((host) => host.address === address && host.listened))
    .map((address) => movedListen(address, changes))
    .filter((moved) => moved !== null);
  worse.push(...left);

  for (const host of deadHosts(candidate)) {
    (had(baseline, host, deadHosts) ? told : worse).push(
      detail(`${host.name} stands twice at ${host.address}: this second virtual host is never met`, host.place),
    );
  }
  for (const host of unlistened(candidate)) {
    (had(baseline, host, unlistened) ? told : worse).push(
      detail(`${host.name} waits at ${host.address}, where nothing listens`, host.place),
    );
  }
  if (baseline === null) return { worse, told };

  const addresses = new Set([...baseline, ...candidate].map(({ address }) => address));
  for (const address of addresses) {
    const before = namesOf(baseline, address);
    const after = namesOf(candidate, address);
    if (after.size === 0) {
      worse.push(detail(`Nothing answers at ${address} any more; there were ${[...before].join(', ')}`, null));
      continue;
    }
    if (before.size === 0) {
      told.push(detail(`New at ${address}: ${[...after].join(', ')}`, null));
      continue;
    }
    const lost = [...before].filter(
      (name) => !after.has(name) && !candidate.some((host) => host.address === address && hasName(host, name)),
    );
    for (const name of lost)
      worse.push(
        detail(`${name} is no name of any virtual host at ${address} any more: the default host answers for it`, null),
      );
    const gained = [...after].filter((name) => !before.has(name));
    if (gained.length > 0) told.push(detail(`New names at ${address}: ${gained.join(', ')}`, null));
    const [was, is] = [baseline, candidate].map((hosts) =>
      hosts.find((host) => host.address === address && host.isDefault),
    );
    if (was && is && was.name !== is.name)
      worse.push(
        detail(
          `Whoever asks ${address} for an unknown name, or by its number, gets ${is.name} instead of ${was.name}`,
          is.place,
        ),
      );
  }
  return { worse, told };
}
