/** The system's Apache httpd. Found by `findApache` in binary.ts. */
export interface ApacheBinary {
  /** Absolute path of `apache2` or `httpd`. */
  readonly path: string;
  /** `2.4.71`. */
  readonly version: string;
  /** Absolute path of the folder that holds `mod_*.so`. */
  readonly modules: string;
  /** Names of the modules that are compiled in (`core_module`, `so_module`, …): a LoadModule of one would fail. */
  readonly builtIn: readonly string[];
  /** Absolute path of a mime.types file; null: none was found. */
  readonly mimeTypes: string | null;
}

/** A private ServerRoot with its main configuration file. */
export interface ServerRoot {
  /** Absolute path. */
  readonly folder: string;
  /** Relative to the folder, e.g. `httpd.conf`. */
  readonly file: string;
  /** Further arguments for every call of the binary: `-D NAME`, `-c 'PidFile …'`. */
  readonly args?: readonly string[];
  /** The whole environment of the process, but for PATH. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What the answer of *this* instance, in *this* generation of its configuration, bears: never a TCP accept, never somebody else's 200. */
export interface ReadySign {
  readonly port: number;
  readonly tls?: { readonly serverName: string; readonly ca: string };
  /** `Host` to ask for; default `127.0.0.1`. */
  readonly host?: string;
  readonly path: string;
  /** Lower-case name. */
  readonly header: string;
  readonly value: string;
}

export interface HttpdOptions {
  readonly binary: ApacheBinary;
  readonly root: ServerRoot;
  readonly ready: ReadySign;
  /** Milliseconds to wait for the sign, after a start and after a reload; default 10 000. */
  readonly timeoutMs?: number;
  /** Limits of the operating system for httpd alone, as `prlimit` takes them. */
  readonly limits?: { readonly openFiles?: number; readonly fileSizeBytes?: number };
  readonly signal?: AbortSignal;
}

/** What one call of the binary came to, made by `runBinary` in run-binary.ts: a syntax check, a dump, a signal. */
export interface BinaryRun {
  /** Null: ended by a signal. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
  /** It did not come to its end in time, and was killed. */
  readonly timedOut: boolean;
  /** It said more than is kept. */
  readonly truncated: boolean;
}

/** How an httpd ended. */
export interface HttpdExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it said on stdout and stderr. */
  readonly output: string;
}

/** A running httpd, owned by us alone. Made by `startHttpd` in httpd.ts. */
export interface Httpd {
  /** Process id of the parent. */
  readonly pid: number;
  readonly root: ServerRoot;
  /** From the start of the process to the sign, in ms. */
  readonly readyAfterMs: number;
  readonly exited: Promise<HttpdExit>;
  /** What marks a process as its own: whoever starts its httpd again from outside with this in the environment has that ended by `stop` too. */
  readonly environment: Readonly<Record<string, string>>;
  /** Process ids of its living children; those that it left behind where the parent is dead. */
  children(): readonly number[];
  /**
   * Runs the binary once over its configuration, e.g. `['-k', 'restart']`; what comes of it is the caller's business. Where it starts a daemon
   * (`-k graceful` does, when the parent is dead), that is ended by `stop` too.
   */
  run(args: readonly string[]): Promise<BinaryRun>;
  /**
   * `-k graceful`, then the sign of the new generation on a fresh connection, with the parent alive.
   * @throws HttpdError where the parent died of it, or the sign never came
   */
  reload(ready: ReadySign): Promise<{ readonly tookMs: number }>;
  /** Ends it with all its children, in a bounded time, whatever state it is in. Safe to call twice. */
  stop(): Promise<void>;
}

/** One line of an access log. */
export interface AccessLine {
  readonly kind: 'access';
  /** Milliseconds since the epoch, by the server's clock: when the request came in. */
  readonly at: number;
  /** `at` is the earliest that it can have been, and so many ms later the latest: the common format knows whole seconds. Absent: 0. */
  readonly withinMs?: number;
  /** mod_unique_id's, or what stands in its place. */
  readonly id: string | null;
  readonly pid: number | null;
  readonly tid: string | null;
  readonly vhost: string | null;
  /** What the client asked for by name, with its port; absent: the format has it not. */
  readonly host?: string | null;
  /** Null: a request that could not be parsed. */
  readonly method: string | null;
  /** As asked for: path and query. */
  readonly target: string | null;
  /** `%s`, before internal redirects; null: the format has it not. */
  readonly firstStatus: number | null;
  /** `%>s`, or the only one that the format has. */
  readonly finalStatus: number;
  readonly bytes: number | null;
  readonly durationUs: number | null;
  /** `%X`: the client was gone before the end, the connection stays, or it is closed. */
  readonly connection: 'aborted' | 'kept' | 'closed' | null;
  /** `%R`, e.g. `proxy-server`. */
  readonly handler: string | null;
  readonly worker: string | null;
  readonly agent: string | null;
  readonly raw: string;
}

/** One entry of an error log. */
export interface ErrorLine {
  readonly kind: 'error';
  readonly at: number;
  /** As in `AccessLine`: a raw line bears no time, and was written between `at` and so many ms later. Absent: 0. */
  readonly withinMs?: number;
  readonly id: string | null;
  readonly pid: number | null;
  readonly tid: string | null;
  readonly module: string | null;
  /** `error`, `crit`, `alert`, `emerg`, `warn`, `notice`, …; null: a raw line of a child (CGI). */
  readonly level: string | null;
  /** `AH01114`; null: none was printed. */
  readonly code: string | null;
  readonly text: string;
  readonly raw: string;
}

export type LogLine = AccessLine | ErrorLine;

/** What a log source gave for one stretch of time. */
export interface LogWindow {
  /** In the order in which they were written, per log. */
  readonly lines: readonly LogLine[];
  /** Lines of no known shape: how many, and the first few. */
  readonly unread: { readonly count: number; readonly examples: readonly string[] };
  /** Whether an access log, an error log could be read at all. */
  readonly has: { readonly access: boolean; readonly error: boolean };
  /** What kept it from being whole: a file that cannot be read, a command that ended with an error. */
  readonly troubles: readonly string[];
}

/** Where the lines of a server's logs come from. */
export interface LogSource {
  /** In words, for a reader: the files, or the command. */
  readonly name: string;
  /** Called before the first request: what is written from here on is of interest. */
  begin(): Promise<void>;
  /**
   * What was written since `begin`, or between two instants where it was never called (a merge, long after).
   * Waits until `isWhole` says that nothing is missing, at most `patienceMs`.
   */
  read(options: {
    readonly from: number;
    readonly to: number;
    readonly isWhole?: (lines: readonly LogLine[]) => boolean;
    readonly patienceMs?: number;
  }): Promise<LogWindow>;
  end(): Promise<void>;
}

/** The files of a configuration while they are changed; paths are relative to its root, e.g. `conf/proxy.conf`. */
export interface ConfigurationFiles {
  /** @throws where there is no such file */
  read(path: string): string;
  /** Made where it does not exist, with its folders. */
  write(path: string, text: string, mode?: number): void;
  /** Replaces one text by another. @throws where it does not stand there exactly once: a drill whose change changes nothing proves nothing */
  replace(path: string, from: string, to: string): void;
  append(path: string, text: string): void;
  /** A file or a folder. */
  remove(path: string): void;
  chmod(path: string, mode: number): void;
}
export type EditConfiguration = (files: ConfigurationFiles) => void;
