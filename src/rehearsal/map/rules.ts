import type { ApacheBinary } from '../../apache/types.ts';
import type { ServiceAccount } from '../../apache/service-account.ts';
import type { Token } from './syntax.ts';
import type { Contents } from './contents.ts';
import type { PortBook } from './ports.ts';
import type { PrivateTree } from './tree.ts';
import type { Met, Walk } from './walk.ts';

/** A line of a configuration file as it is written, with what it came to wherever Apache met it. */
export interface WrittenLine {
  /** In lower case; of a section with its `<`. */
  readonly name: string;
  readonly spelled: string;
  readonly args: string;
  readonly tokens: readonly Token[];
  /** Several where a macro is used, or a file included, more than once. */
  readonly met: readonly [Met, ...Met[]];
}

/** What becomes of a line. */
export interface Rewritten {
  /** By index, texts that stand in the place of arguments. */
  readonly tokens?: ReadonlyMap<number, string>;
  /** All arguments anew. */
  readonly args?: string;
  /** The whole line anew; null: it is left out, and an empty one stands there. */
  readonly line?: string | null;
  /** For the reader; absent: no one needs to know. `to` null: it could not be mapped. */
  readonly told?: { readonly to: string | null; readonly why: string };
  /** The configuration is at fault, wherever it is deployed. */
  readonly fault?: string;
}

/** What rules may know. */
export interface Mapping {
  readonly binary: ApacheBinary;
  readonly tree: PrivateTree;
  readonly walk: Walk;
  readonly ports: PortBook;
  readonly contents: Contents;
  /** Null: httpd runs as whoever we are. */
  readonly account: ServiceAccount | null;
  /** Absolute path of the error log that takes what all virtual hosts say. */
  readonly errorLog: string;
  /** Absolute path of what takes the place of pipes. */
  readonly pipedLog: string;
  /** Absolute: pid file, locks, sockets; the same for all copies, for one httpd is reloaded from one to the other. */
  readonly runFolder: string;
  /** What takes the place of `SSLEngine on` where mod_md would get the certificate: a file to include, and for which names; null: nowhere. */
  readonly managed: { readonly file: string; readonly names: readonly string[] } | null;
  /** Absolute path of the authority's certificate. */
  readonly caFile: string;
}

/** @returns null: the line stays as it is, or another rule's */
export type Rule = (line: WrittenLine, mapping: Mapping) => Rewritten | null;
