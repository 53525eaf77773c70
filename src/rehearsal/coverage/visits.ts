import { unescapeLog } from '../../apache/log-escapes.ts';
import { readLine } from '../../apache/log-lines.ts';

/** A request of the rehearsal, and what of the configuration it went through. */
export interface Visit {
  readonly method: string;
  /** Path and query as asked for. */
  readonly target: string;
  /** Without the query, decoded. */
  readonly path: string;
  /** As the browser named it, with its port; null: none. */
  readonly host: string | null;
  /** Loopback port at which it came in. */
  readonly port: number;
  readonly statuses: readonly number[];
  readonly handler: string | null;
  readonly worker: string | null;
  /** Absolute path in the copy to which the URL led; null: to none. */
  readonly file: string | null;
  readonly sections: ReadonlySet<number>;
  readonly rules: ReadonlySet<number>;
}

const numbersIn = (text: string | undefined): number[] =>
  [...(text ?? '').matchAll(/(?:^|[., ])(\d+)(?=$|[., ])/g)].map(([, digits]) => Number(digits));

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** @returns null for a line that is none of a marked httpd */
export function readVisit(raw: string, cached: boolean): Visit | null {
  const line = readLine(raw);
  if (line?.kind !== 'access' || line.method === null || line.target === null) return null;
  const fields = new Map(
    raw.split('\t').flatMap((field): [string, string][] => {
      const equals = field.indexOf('=');
      return equals > 0 ? [[field.slice(0, equals), unescapeLog(field.slice(equals + 1))]] : [];
    }),
  );
  if (!fields.has('cov')) return null;
  const environment = ['cov', 'covf', 'covr'].flatMap((name) => numbersIn(fields.get(name)));
  // An answer out of a cache bears the marks of the one that was put in.
  const replayed = cached && line.handler === null;
  return {
    method: line.method,
    target: line.target,
    path: decoded(line.target.replace(/^https?:\/\/[^/]+/, '').replace(/\?.*$/s, '')),
    host: line.host ?? null,
    port: Number(fields.get('port') ?? 0),
    statuses: [...new Set([line.firstStatus ?? line.finalStatus, line.finalStatus])],
    handler: line.handler,
    worker: line.worker,
    file: fields.get('file')?.startsWith('/') === true ? (fields.get('file') ?? null) : null,
    sections: new Set([...environment, ...(replayed ? [] : numbersIn(fields.get('xcov')))]),
    rules: new Set(['rw', 'rwf', 'rwr'].flatMap((name) => numbersIn(fields.get(name)))),
  };
}
