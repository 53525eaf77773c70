import { applicationFaults } from './application.ts';
import type { Host } from '../hosts.ts';
import { networkFaults } from './network.ts';
import { situationFaults } from './situations.ts';
import type { Fault, FaultedExchange } from './types.ts';

export type { ApplicationFault, Fault, FaultedExchange, WireFault } from './types.ts';

/** All faults, by the chapter of `--help` in which they stand. */
export const chapters: readonly (readonly [title: string, faults: readonly Fault[]])[] = [
  ['the application', applicationFaults],
  ['the network', networkFaults],
  ['situations', situationFaults],
];

export const faults: ReadonlyMap<string, Fault> = new Map(
  chapters.flatMap(([, chapter]) => chapter.map((fault) => [fault.id, fault] as const)),
);

/** A fault laid upon a part of the site. */
export interface LaidFault {
  readonly fault: Fault;
  /** As given, e.g. `/drug/*`; `*` stands for any characters, `/` included. */
  readonly glob: string;
  /** Whether its glob is over this path. */
  covers(asked: Pick<FaultedExchange, 'host' | 'path'>): boolean;
  /** The same, and the fault concerns this very request. */
  matches(exchange: Pick<FaultedExchange, 'incoming' | 'host' | 'path'>): boolean;
}

function globToRegExp(glob: string): RegExp {
  const literals = glob.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`);
}

/**
 * Reads `ID[@PATH-GLOB]`. Without a glob a fault lies on everything. A glob that begins with the name of a surface,
 * `login/*`, holds for that surface alone. A fault that is in no catalogue is given itself, and lies on everything.
 * @throws {RangeError} unknown fault, with the ones there are
 */
export function layFault(text: string | Fault): LaidFault {
  if (typeof text !== 'string') return lieOn(text, '*');
  const at = text.indexOf('@');
  const id = at === -1 ? text : text.slice(0, at);
  const glob = at === -1 ? '*' : text.slice(at + 1);
  const fault = faults.get(id);
  if (!fault) throw new RangeError(`unknown fault "${id}"; there are ${[...faults.keys()].join(', ')}`);
  if (glob === '') throw new RangeError(`fault "${id}" has an empty path after "@"; give a glob such as /drug/*`);
  return lieOn(fault, glob);
}

function lieOn(fault: Fault, glob: string): LaidFault {
  const overHosts = !glob.startsWith('/') && !glob.startsWith('*');
  const pattern = globToRegExp(glob);
  const reaches = (host: Host | null): boolean => host !== null || ('foreign' in fault && fault.foreign === true);
  const covers: LaidFault['covers'] = ({ host, path }) =>
    reaches(host) && pattern.test(overHosts ? `${host}${path}` : path);
  return {
    fault,
    glob,
    covers,
    matches: (exchange) => covers(exchange) && (!('concerns' in fault) || fault.concerns?.(exchange) !== false),
  };
}
