import type { ApacheBinary, ServerRoot } from '../apache/types.ts';

/** A configuration as it was handed over: never written to. */
export interface GivenConfiguration {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** `plain`: ServerRoot with `httpd.conf` (or `conf/httpd.conf`); `debian`: `apache2.conf` with its `*-enabled` folders and `envvars`. */
  readonly layout: 'plain' | 'debian';
  /** Relative to the folder. */
  readonly file: string;
  /** For a reader: the path as given, or `main:conf` of a git ref. */
  readonly name: string;
}

/** Where something in the configuration stands, by the original's own file and line. */
export interface Place {
  /** Relative to the given folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** What the mapping did to one directive so that it stays on this machine, or could not do. */
export interface Mapped {
  readonly place: Place;
  readonly directive: string;
  readonly from: string;
  /** Null: could not be mapped. */
  readonly to: string | null;
  readonly why: string;
}

/** A copy of a configuration that is bound to this machine alone. */
export interface PrivateCopy {
  readonly root: ServerRoot;
  readonly binary: ApacheBinary;
  /** Relative to the root. */
  readonly accessLog: string;
  readonly errorLogs: readonly string[];
  /** How the addresses of production are reached: each with its loopback port, those that somebody listens to first. */
  readonly ports: readonly {
    readonly address: string | null;
    readonly port: number;
    readonly mapped: number;
    readonly tls: boolean;
    /** A virtual host names it, and nothing listens there. */
    readonly silent?: boolean;
  }[];
  /** Chromium's `--host-resolver-rules`, so that production's own names lead here and nothing leads elsewhere. */
  readonly resolverRules: string;
  /** PEM file of the throwaway authority; null: no TLS anywhere. */
  readonly caFile: string | null;
  readonly mapped: readonly Mapped[];
  /** Header and value that each answer of this copy bears. */
  readonly marker: { readonly header: string; readonly value: string };
}

/** Of a step: Apache's own words, a difference, a finding. One line. */
export interface StepDetail {
  readonly text: string;
  /** Null: it stands nowhere in the configuration. */
  readonly place: Place | null;
  /** Apache's, e.g. `AH00526`. */
  readonly code: string | null;
}

/** What all copies of one rehearsal share. */
export interface MapperOptions {
  readonly binary: ApacheBinary;
  /** Absolute, empty and ours alone: copies and all that their httpd writes lie below. */
  readonly folder: string;
  /** Path of a `rehearsal.yaml`; null: the sensible defaults. */
  readonly mapFile: string | null;
  /** Origin to which every back end leads, e.g. `http://127.0.0.1:4310`. */
  readonly backend: string;
}

/**
 * Made by `createMapper(options)` in map/index.ts. The same address has the same loopback port in every copy, and one authority signs for all, so that
 * one httpd can be reloaded from the baseline's copy to the candidate's, and one browser trusts both.
 *
 * @throws RehearsalError (error.ts) for what is wrong on our side: a `rehearsal.yaml` that cannot be read
 */
export interface Mapper {
  /** @param name folder of the copy, and value of its marker: `baseline`, `candidate` */
  copy(given: GivenConfiguration, name: string): Promise<MappedCopy>;
}

export interface MappedCopy {
  readonly copy: PrivateCopy;
  /**
   * What is wrong with the configuration wherever it is deployed, found while copying: an include of a file outside the given folder, a certificate that cannot
   * be read, a module that is not installed (with the package that has it). Not empty: the candidate is at fault, and the copy need not start.
   */
  readonly faults: readonly StepDetail[];
}

/** Made by `prepareCoverage(copy)` in coverage/index.ts, for a copy that passes `-t`. */
export interface Coverage {
  /** The copy with a mark in each of its sections; same ports and logs. */
  readonly root: ServerRoot;
  /** What its answers bear: not the same value as the copy's own. */
  readonly marker: PrivateCopy['marker'];
  /** Which of these differences the requests since it was prepared went through. */
  measure(changes: readonly FoundChange[]): Promise<readonly DirectiveChange[]>;
}

/** A directive or a section of the resolved configuration, as Apache prints it. */
export interface DumpNode {
  readonly name: string;
  /** Of the copy: with its ports and paths. */
  readonly args: string;
  readonly origin: {
    /** Absolute. */
    readonly file: string;
    readonly line: number;
    /** Of a macro, whose name then stands in `line`: which line of its body, from 1. */
    readonly macroLine: number | null;
  };
  /** Null: a directive. */
  readonly children: readonly DumpNode[] | null;
}

/** A directive of the resolved configuration in the words of production, with where it is in the dump. Not to be shown: it may hold secrets. */
export interface ResolvedDirective extends Directive {
  /** Null: Apache executes it while it reads, or the copy is without it. */
  readonly node: DumpNode | null;
  /** The sections around it in the dump, outermost first. */
  readonly sections: readonly DumpNode[];
}

/** One difference between two configurations, found by `changedDirectives(baseline, candidate)` in diff.ts, before it is known what exercised it. */
export interface FoundChange {
  readonly kind: 'added' | 'removed';
  readonly directive: ResolvedDirective;
}

/** One directive of the resolved configuration (`-D DUMP_CONFIG`), where it stands and what encloses it. */
export interface Directive {
  readonly name: string;
  readonly args: string;
  /** Enclosing sections, outermost first, e.g. `VirtualHost *:443`, `Location /drug`. */
  readonly within: readonly string[];
  readonly place: Place;
}

/** One difference between baseline and candidate. */
export interface DirectiveChange {
  readonly kind: 'added' | 'removed';
  readonly directive: Directive;
  /**
   * `exercised`: a request of the rehearsal went through it. `missed`: none did. `no-request`: no request can exercise it (a log format, a pool
   * size). `unknown`: it cannot be told.
   */
  readonly coverage: 'exercised' | 'missed' | 'no-request' | 'unknown';
  /** The URLs that exercised it, a few; or the one that would. */
  readonly urls: readonly string[];
  /** Why no request can exercise it, or why it cannot be told. */
  readonly why?: string;
}

/** One row of the route matrix. */
export interface RouteAnswer {
  readonly status: number | null;
  readonly errorText: string | null;
  readonly location: string | null;
  readonly contentType: string | null;
  /** Security and cache headers, lower-case names, with every value that came, in order. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Name and attributes, never the value. */
  readonly cookies: readonly string[];
  /** What the body is: title, first heading, and how many of which elements, or its kind and size. */
  readonly shape: string;
}

export interface RouteDifference {
  readonly url: string;
  readonly what: string;
  readonly baseline: string;
  readonly candidate: string;
  /** `breaks`: a user is worse off. `differs`: told, and no more. */
  readonly weight: 'breaks' | 'differs';
}

export const stepIds = [
  'copy',
  'syntax',
  'virtual-hosts',
  'start',
  'reload',
  'routes',
  'journeys',
  'two-users',
  'error-log',
  'coverage',
] as const;
export type StepId = (typeof stepIds)[number];

/** One step of a rehearsal, with its own verdict. */
export interface Step {
  readonly id: StepId;
  /** `ok`: nothing against a deploy. `no-go`: the candidate is at fault. `inconclusive`: it could not be told. `skipped`: an earlier step made it pointless. */
  readonly verdict: 'ok' | 'no-go' | 'inconclusive' | 'skipped';
  /** One sentence. */
  readonly summary: string;
  readonly details: readonly StepDetail[];
  readonly durationMs: number;
}

/** `reports/rehearsal.json`: what the page is built from. */
export interface RehearsalReport {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly candidate: string;
  /** Null: there was nothing to compare with. */
  readonly baseline: string | null;
  readonly apache: string;
  readonly outcome: 'GO' | 'NO-GO' | 'INCONCLUSIVE';
  /** GO 0; NO-GO the worst journey's, 3 where an earlier step failed; INCONCLUSIVE 2. */
  readonly exitCode: number;
  /** One sentence. */
  readonly headline: string;
  readonly advice: string;
  readonly steps: readonly Step[];
  readonly mapped: readonly Mapped[];
  readonly changes: readonly DirectiveChange[];
  /** Unified diffs of the given files, redacted. */
  readonly diffs: readonly { readonly file: string; readonly text: string }[];
  readonly routes: { readonly asked: number; readonly differences: readonly RouteDifference[] };
  /** Relative path of the journeys' page; null: they did not run. */
  readonly journeysPage: string | null;
}
