import { join } from 'node:path';
import { runBinary } from '../apache/run-binary.ts';
import type { BinaryRun } from '../apache/types.ts';
import { RehearsalError } from './error.ts';
import { asGiven, type Copies } from './steps/place.ts';
import { readVirtualHosts, type VirtualHost } from './steps/virtual-hosts.ts';
import type { MappedCopy, PrivateCopy } from './types.ts';

/** A copy, and what Apache says of it without serving. */
export interface Subject {
  readonly copy: PrivateCopy;
  readonly faults: MappedCopy['faults'];
  /** `-t`. */
  readonly syntax: BinaryRun;
  /** `-S`; empty where it does not pass `-t`. */
  readonly hosts: readonly VirtualHost[];
  /** Absolute paths. */
  readonly errorLogs: readonly string[];
  readonly accessLog: string;
}

/** What Apache's messages call the files of these copies. */
export const copiesOf = (...subjects: readonly (Subject | null)[]): Copies =>
  subjects.flatMap((subject) => (subject ? [subject.copy.root.folder] : []));

export async function lookAt({ copy, faults }: MappedCopy, signal: AbortSignal): Promise<Subject> {
  const { root, binary } = copy;
  const syntax = await runBinary(binary, root, ['-t'], { signal });
  const dump = syntax.code === 0 ? await runBinary(binary, root, ['-S'], { signal }) : null;
  return {
    copy,
    faults,
    syntax,
    hosts: dump ? readVirtualHosts(dump.stdout, copy.ports, [root.folder]) : [],
    errorLogs: copy.errorLogs.map((path) => join(root.folder, path)),
    accessLog: join(root.folder, copy.accessLog),
  };
}

/** @throws RehearsalError where the baseline, which is said to be deployed, does not work itself */
export function refuseBroken({ copy, faults, syntax }: Subject, name: string): void {
  const said = asGiven(syntax.stdout + syntax.stderr, [copy.root.folder]);
  const why = faults[0]?.text ?? (syntax.code === 0 ? null : said);
  if (why !== null) throw brokenBaseline(name, why);
}

export const brokenBaseline = (name: string, why: string): RehearsalError =>
  new RehearsalError(
    `The baseline ${name} does not work itself, so nothing is said of the candidate: ${why}\nGive the configuration that is deployed, or none.`,
  );
