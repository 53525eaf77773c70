import type { SaidHttpd } from './result.ts';
import type { HttpdFault, HttpdTrace } from './types.ts';

const grave: ReadonlySet<string> = new Set(['error', 'crit', 'alert', 'emerg']);

/** A child that ended by a signal is told as a notice. */
const childEnded = /^AH0005[12]:/;

/** Said at every start of a private httpd, and about nothing. */
const everyTime =
  /^(?:Syntax OK|httpd \(pid|AH00558:|AH01873:|AH01882:|AH02155:)|^Action '.*' failed|^The Apache error log may/;

/** More than these few tell a reader nothing new. */
const mostLines = 4;

/** `[time] [module:level] [pid …] … text`, in Apache's own format and in ours. */
const headed = /^\[[^\]]*\] (?:\[[^\]]*\] )+/;

interface Line {
  /** `core:alert`; null: a line without a head, as httpd writes them before it has a log, and scripts at any time. */
  readonly by: string | null;
  readonly text: string;
}

function read(raw: string): Line {
  const head = headed.exec(raw)?.[0] ?? '';
  const by = /\[([\w-]+:[a-z]+)\d?\]/.exec(head)?.[1] ?? null;
  return { by, text: raw.slice(head.length).trim() };
}

const isTelling = ({ by, text }: Line): boolean =>
  text !== '' && !everyTime.test(text) && (by === null || grave.has(by.split(':')[1] ?? '') || childEnded.test(text));

/** The words that change from one line to the next of the same kind. */
const kindOf = ({ text }: Line): string => /\bAH\d{5}(?=:)/.exec(text)?.[0] ?? text.replace(/\d+/g, 'N');

/** Apache's lines that point at a fault: what is at level error or worse, each kind once, the first of it. */
export function tellingLines({ output, errorLog, root }: Pick<HttpdTrace, 'output' | 'errorLog' | 'root'>): string[] {
  const lines = `${output}\n${errorLog}`
    .split('\n')
    .map((raw) => read(raw.replaceAll(`${root}/`, '')))
    .filter(isTelling);
  return [...Map.groupBy(lines, kindOf).values()]
    .flatMap(([first]) => first ?? [])
    .slice(0, mostLines)
    .map(({ by, text }) => (by === null ? text : `[${by}] ${text}`));
}

export const sayHttpd = (trace: HttpdTrace, { refusedByTest }: Pick<HttpdFault, 'refusedByTest'>): SaidHttpd => ({
  change: trace.change,
  test: trace.change === null ? null : refusedByTest === true ? 'refused' : 'Syntax OK',
  lines: tellingLines(trace),
});
