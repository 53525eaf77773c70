import type { AccessLine, LogLine } from '../apache/types.ts';
import type { Owner } from './log-owners.ts';
import { isTelling } from './log-rules.ts';
import type { Layer, LogMeaning, LogRecord, ResourceType } from './types.ts';

/** By the name: a favicon is the browser's own, and neither Playwright nor a probe shows what a page asks for besides. */
const minor: readonly (readonly [ResourceType, RegExp])[] = [
  ['image', /\.(?:png|jpe?g|gif|svg|webp|avif|ico)$/i],
  ['font', /\.(?:woff2?|ttf|otf)$/i],
  ['media', /\.(?:mp[34]|webm|ogg)$/i],
];

/** Absent: not known. */
export function typeOf(owner: Owner | null, line: AccessLine | undefined): ResourceType | undefined {
  const path = line?.target?.split('?')[0] ?? '';
  return owner?.type ?? minor.find(([, names]) => names.test(path))?.[0];
}

export const instant = (at: number): string => new Date(at).toISOString();

function accessText({ handler, worker, durationUs, connection }: AccessLine): string {
  const said = [
    handler === null ? null : `handler ${handler}`,
    worker === null ? null : `worker ${worker}`,
    durationUs === null ? null : `${String(Math.round(durationUs / 1000))} ms`,
    connection === 'aborted' ? 'the client was gone before the end' : null,
  ];
  return said.filter((part) => part !== null).join(', ');
}

/** Whose a line is, and what it is evidence of. */
type Whose = Pick<LogRecord, 'exchange' | 'method' | 'surface' | 'path' | 'means'> &
  Pick<Required<LogRecord>, 'by'> & {
    readonly resourceType: ResourceType | undefined;
    readonly host?: string | null;
    readonly layer: Layer | null;
  };

export function recordOf(line: LogLine, { resourceType, host = null, layer, ...whose }: Whose): LogRecord {
  const shared = {
    joined: true,
    ...whose,
    ...(resourceType && { resourceType }),
    ...(host !== null && { host }),
    ...(layer !== null && { layer }),
    at: instant(line.at),
    requestId: line.id,
  } as const;
  return line.kind === 'access'
    ? {
        ...shared,
        kind: 'access',
        from: line.handler,
        firstStatus: line.firstStatus,
        finalStatus: line.finalStatus,
        level: null,
        code: null,
        text: accessText(line),
      }
    : {
        ...shared,
        kind: 'error',
        from: line.module,
        firstStatus: null,
        finalStatus: null,
        level: line.level,
        code: line.code,
        text: line.text,
      };
}

/** The meaning of one line of a request whose rule has been found. */
export function meaningOf(line: LogLine, means: LogMeaning): LogMeaning {
  if (line.kind === 'error') return isTelling(line) ? means : 'good';
  if (means === 'hop') return 'good';
  if (means === 'failed' && line.finalStatus < 500 && (line.firstStatus ?? 0) < 500) return 'good';
  return means;
}
