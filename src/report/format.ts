import type { Exchange, Probe } from '../evidence/types.ts';
import { isLook, isPreflight, isPulse, isServerLog, isSurfaceLook } from '../verdict/looks.ts';
import { verdicts, type JourneyRecord, type Verdict } from '../verdict/types.ts';

/** `840 ms`, `4.3 s`, `1 min 12 s`, `2 h 05 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `840 B`, `84 kB`, `1.2 MB`. */
export function bytes(count: number): string {
  if (count < 1_000) return `${count} B`;
  return count < 1_000_000 ? `${Math.round(count / 1_000)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}

export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;

/** Words over several lines, each after the same indent: at most 100 columns, as logs are read. */
export function wrapped(words: readonly string[], indent = ''): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 100) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${word}`);
  }
  return lines;
}

/** `2026-03-10 09:58:12 UTC`; the text itself where it is no date. */
export function utc(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `09:58:12`; the text itself where it is no date. */
export function utcTime(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : date.toISOString().slice(11, 19);
}

/** A journey as findings name it: with its project, because the same journey runs in several. */
export const journeyName = (journey: { readonly id: string; readonly project: string }): string =>
  journey.project === '' ? journey.id : `${journey.id} (${journey.project})`;

/** The journey in a name that a finding gives it. */
export const idOf = (name: string): { readonly id: string } => ({ id: name.replace(/ \(.*$/, '') });

/** Id of an element, from words that anybody may have written. */
export const anchor = (...parts: readonly string[]): string =>
  parts.map((part) => part.replace(/[^a-zA-Z0-9]+/g, '-')).join('--');

/** `20 journeys, 2 preflights, the server's log`: looks are judged alike, and are no journeys to count. */
export function journeyCount(all: readonly { readonly id: string }[]): string {
  const [preflights, pulses] = [all.filter(isPreflight).length, all.filter(isPulse).length];
  const looks = [
    ...(preflights > 0 ? [count(preflights, 'preflight')] : []),
    ...(pulses > 0 ? [`the pulse of ${count(pulses, 'surface')}`] : []),
    ...(all.some(isServerLog) ? ["the server's log"] : []),
  ];
  const journeys = all.filter((one) => !isLook(one)).length;
  return [...(journeys > 0 || looks.length === 0 ? [count(journeys, 'journey')] : []), ...looks].join(', ');
}

type VerdictCount = readonly [verdict: Verdict, n: number];

/** How many came to each verdict, worst first, of those that occur: looks apart, so that all sum up to what `journeyCount` says. */
export function verdictCounts(all: readonly Pick<JourneyRecord, 'id' | 'verdict'>[]): {
  readonly journeys: readonly VerdictCount[];
  readonly preflights: readonly VerdictCount[];
  /** Null: no server's log was looked into. */
  readonly serverLog: Verdict | null;
} {
  const counted = (some: typeof all): VerdictCount[] =>
    verdicts
      .map((verdict) => [verdict, some.filter((one) => one.verdict === verdict).length] as const)
      .filter(([, n]) => n > 0);
  return {
    journeys: counted(all.filter((one) => !isLook(one))),
    preflights: counted(all.filter(isSurfaceLook)),
    serverLog: all.find(isServerLog)?.verdict ?? null,
  };
}

/** `drug-monograph` names it in a finding where it ran in one project only, `drug-monograph (phone)` else. */
export function findJourney(journeys: readonly JourneyRecord[], name: string): JourneyRecord | undefined {
  return journeys.find((journey) => journeyName(journey) === name) ?? journeys.find((journey) => journey.id === name);
}

/** What an exchange or a probe came to, in one word: its status, or the browser's code without its prefix. */
export function answer(of: Pick<Exchange | Probe, 'status' | 'errorText'>): string {
  if (of.status !== null) return String(of.status);
  return (
    of.errorText
      ?.replace(/^net::(ERR_)?/, '')
      .replaceAll('_', ' ')
      .toLowerCase() ?? 'no answer'
  );
}

export const isFailing = (exchange: Exchange): boolean =>
  !exchange.expected && ((exchange.status ?? 0) >= 400 || exchange.errorText !== null || exchange.broken);

/** Failing, or of the kind whose body is kept: an error page under a good status. */
export const isTelling = (exchange: Exchange): boolean =>
  isFailing(exchange) || (exchange.bodyExcerpt !== null && !exchange.expected);

/** First line of an error, which is what it says; the rest is where. */
export const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? '';
