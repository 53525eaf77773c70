import type { NetworkNamespace } from '../apache/namespace.ts';
import type { ConfigurationFiles, EditConfiguration } from '../apache/types.ts';
import type { Layer } from '../evidence/types.ts';
import type { Surface } from '../target/types.ts';
import type { Cause, Verdict } from '../verdict/types.ts';

/** A site under drill, on loopback: the stand-in, or what stands in front of it. */
export interface DrillSite {
  /** Port at which all surfaces answer by host name. */
  readonly port: number;
  /** Replaces the faults that lie on it, `ID[@PATH-GLOB]` each, from the next request on. None: it is healthy again. */
  lay(faults: readonly string[]): void;
  /** Faults that were laid and that nothing has met: what was said then was not said of them. */
  unmet(): readonly string[];
  /** Variables that a run needs on this site: where its logs lie, that the site speaks TLS. */
  readonly env?: Readonly<Record<string, string>>;
  /** The real Apache httpd in front; absent: none was asked for, or it did not come up, as was expected (`HttpdFault.down`). */
  readonly httpd?: DrillHttpd;
  /** What is told afterwards of the httpd that was asked for, whether it lives or not; absent: none was asked for. */
  trace?(): HttpdTrace;
  /** Resolves when it is asked for a path that matches, from now on. */
  asked(path: RegExp): Promise<void>;
  stop(): Promise<void>;
}

/** What a drill leaves of its httpd for the page: the change, and Apache's own words. */
export interface HttpdTrace {
  /**
   * The configuration as it is now against the one that is delivered, as one unified diff with paths relative to the ServerRoot
   * (`standin/httpd/`), without what the private root itself changes (ports, modules); null: nothing was changed.
   */
  readonly change: string | null;
  /** Absolute path of its private ServerRoot, which stands in its messages. */
  readonly root: string;
  /** What httpd said on stdout and stderr, at its start and at each `-k graceful` or `-k restart`. */
  readonly output: string;
  /** Text of its error log. */
  readonly errorLog: string;
}

/** The httpd of a drill, to be maltreated while the journeys run. */
export interface DrillHttpd {
  readonly pid: number;
  /** Absolute path of its private ServerRoot. */
  readonly root: string;
  children(): readonly number[];
  /** Edits the configuration, and sends `-k graceful` or `-k restart`; what comes of it is the drill's business. */
  change(edit: EditConfiguration, by: 'graceful' | 'restart'): Promise<void>;
  /** Port on 127.0.0.1 of the application behind it. */
  readonly backendPort: number;
  /** The namespace in which it answers and in which the browser runs; absent: none was asked for (`HttpdFault.namespace`). */
  readonly network?: Pick<NetworkNamespace, 'filter' | 'link'>;
}

export type { ConfigurationFiles, EditConfiguration };

/** A real Apache httpd in front of the stand-in, and the change that breaks it. */
export interface HttpdFault {
  /** The change, as somebody would commit it; absent: the configuration stays, and something else goes wrong. */
  readonly change?: EditConfiguration;
  /**
   * How the change gets there. `start` (default): httpd starts with it. `graceful`, `restart`: httpd runs well and is reloaded to it
   * before the journeys begin, as a deploy does (`-k`, which checks the syntax first). `SIGUSR1`: the same by the bare signal, as log
   * rotation does, which checks nothing. Where the reload is refused, or httpd dies of it, the journeys begin all the same.
   */
  readonly by?: 'start' | 'graceful' | 'restart' | 'SIGUSR1';
  /** Somebody else's server holds the site's port already, and answers everything with 200 and a page of its own: goes with `down`. */
  readonly occupied?: boolean;
  /** With TLS by a throwaway authority: every surface under https. */
  readonly tls?: boolean;
  /** Certificates that are not as they should be, with `tls`; one that names another host is a change of the configuration. */
  readonly certificates?: Readonly<Partial<Record<Surface | 'img', 'expired' | 'not-yet-valid' | 'every-name'>>>;
  /** httpd does not come up, or dies of the reload: what is expected. Where it lives all the same, the drill is broken. */
  readonly down?: boolean;
  /** `apache2 -t` finds it, and a deploy that asks it first is spared; absent: it says “Syntax OK”. A test holds it. */
  readonly refusedByTest?: true;
  /** Limits of the operating system for httpd alone. */
  readonly limits?: { readonly openFiles?: number; readonly fileSizeBytes?: number };
  /** httpd answers, and the browser asks, in a network namespace of their own with a packet filter (`DrillHttpd.network`). */
  readonly namespace?: boolean;
}

/**
 * @param putIn what the site has to be from the beginning
 * @throws NotHere where this machine cannot have such a site
 */
export type StartSite = (putIn: Pick<PutIn, 'faults' | 'httpd'>) => Promise<DrillSite>;

/** What a drill may do to the run and its browser from outside, while the journeys run. */
export interface DrillStage {
  readonly site: DrillSite;
  /** Process id of the Playwright that runs the journeys. */
  readonly pid: number;
  /** Resolves when the site has been asked for a path that matches. Rejects when the run ends before. */
  asked(path: RegExp): Promise<void>;
  readonly signal: AbortSignal;
}

/** How a fault is put in, as the smallest change that makes it. */
export interface PutIn {
  /** Faults of the stand-in from the beginning, `ID[@PATH-GLOB]`. */
  readonly faults?: readonly string[];
  /** A real httpd in front of the stand-in; absent: the stand-in alone. */
  readonly httpd?: HttpdFault;
  /** Variables of the run: a surface that lies elsewhere, a shorter budget. */
  readonly env?: Readonly<Record<string, string>>;
  /** Playwright's configuration in place of the suite's own, from which it is made; relative to the project. */
  readonly config?: string;
  /** Done to the site or to the browser in the middle of the run. */
  readonly meanwhile?: (stage: DrillStage) => Promise<void>;
}

/** What the suite has to say of it, derived by hand from the rules, never from what it said. */
export interface Expected {
  readonly verdict: Verdict;
  /** Of the attempt that the verdict rests on; null: none failed. */
  readonly cause: Cause | null;
  /** Null: nobody failed, or nobody spoke. */
  readonly layer: Layer | null;
  /** A fragment of a reason of the journey or of its attempts; compared without regard to case. */
  readonly reason: string;
  /** The rule of the design from which the verdict follows, in its own words. */
  readonly rule: string;
}

/** One fault put in on purpose, with what it should be called. */
export interface Drill {
  /** `d02`, `e03`, `challenge-403`. */
  readonly id: string;
  /** Which chapter of the page it stands in. */
  readonly family:
    | 'application'
    | 'network'
    | 'own-side'
    | 'situation'
    | 'not-starting'
    | 'configuration'
    | 'soft-200'
    | 'resources'
    | 'masked'
    | 'harmless';
  /** What is wrong, in one sentence for a training. */
  readonly story: string;
  /** How it is put in, in one sentence. */
  readonly how: string;
  /** What a visitor sees of it. */
  readonly users: string;
  /** How a person on call recognises it, and what to do. */
  readonly recognise: string;
  readonly putIn: PutIn;
  /** Id of the journey that is judged, and what else runs beside it; desktop, if not said otherwise. */
  readonly journey: string;
  readonly beside?: readonly string[];
  readonly project?: 'desktop' | 'phone';
  readonly expected: Expected;
  /**
   * Verdicts, by the same rules and by hand, of journeys beside it that meet the fault in another way: a page that is not stopped by the
   * style sheet that it is refused, a server's log that can no longer testify. By id, `server-log` and looks of the preflight too.
   */
  readonly also?: Readonly<Record<string, Verdict>>;
  /** Runs in `npm test` too. */
  readonly quick?: true;
}
