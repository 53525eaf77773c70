import { applicationFaults } from './application.ts';
import { networkFaults } from './network.ts';
import { noiseFaults } from './noise.ts';
import { situationFaults } from './situations.ts';
import type { Fault, FaultedExchange } from './types.ts';

export type { Fault, FaultedExchange } from './types.ts';

/** All faults, by the chapter of `--help` in which they stand. */
export const chapters: readonly (readonly [title: string, faults: readonly Fault[]])[] = [
  ['the application', applicationFaults],
  ['the network', networkFaults],
  ['situations', situationFaults],
  ['noise', noiseFaults],
];

export const faults: ReadonlyMap<string, Fault> = new Map(
  chapters.flatMap(([, chapter]) => chapter.map((fault) => [fault.id, fault] as const)),
);

/** A fault laid upon a part of the site. */
export interface LaidFault {
  readonly fault: Fault;
  /** As given, e.g. `/drug/*`; `*` stands for any characters, `/` included. */
  readonly glob: string;
  matches(exchange: Pick<FaultedExchange, 'incoming' | 'host' | 'path'>): boolean;
}

function globToRegExp(glob: string): RegExp {
  const literals = glob.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`);
}

/**
 * Reads `ID[@PATH-GLOB]`. Without a glob a fault lies on everything. A glob that begins with the name of a surface,
 * `login/*`, holds for that surface alone.
 * @throws {RangeError} unknown fault, with the ones there are
 */
export function layFault(text: string): LaidFault {
  const at = text.indexOf('@');
  const id = at === -1 ? text : text.slice(0, at);
  const glob = at === -1 ? '*' : text.slice(at + 1);
  const fault = faults.get(id);
  if (!fault) throw new RangeError(`unknown fault "${id}"; there are ${[...faults.keys()].join(', ')}`);
  if (glob === '') throw new RangeError(`fault "${id}" has an empty path after "@"; give a glob such as /drug/*`);
  const overHosts = !glob.startsWith('/') && !glob.startsWith('*');
  const pattern = globToRegExp(glob);
  return {
    fault,
    glob,
    matches: (exchange) =>
      pattern.test(overHosts ? exchange.host + exchange.path : exchange.path) && (fault.concerns?.(exchange) ?? true),
  };
}
