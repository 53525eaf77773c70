import type { Layer } from '../evidence/types.ts';

/** `1 journey`, `3 journeys`. */
export const plural = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`;

const small = ['', 'once', 'twice', 'three times', 'four times', 'five times', 'six times'];

/** `once`, `three times`, `17 times`. */
export const times = (count: number): string => small[count] ?? `${String(count)} times`;

/** `640 ms`, `1.6 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${String(Math.round(ms))} ms`;
  if (ms < 60_000) return `${String(Math.round(ms / 100) / 10)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds % 60 === 0
    ? `${String(seconds / 60)} min`
    : `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}

/** `www`, `www and login`, `www, reference and 4 more`: never longer than a headline can bear. */
export function some(names: readonly string[]): string {
  const [first = '', second = '', third = ''] = names;
  if (names.length <= 1) return first;
  if (names.length === 2) return `${first} and ${second}`;
  if (names.length === 3) return `${first}, ${second} and ${third}`;
  return `${first}, ${second} and ${String(names.length - 2)} more`;
}

const speakers: Readonly<Record<Layer, string>> = {
  httpd: "Apache's own page",
  proxy: "Apache's page for a backend that it could not reach or understand",
  application: "the application's own answer",
  edge: 'spoken by the edge in front of Apache',
  unknown: 'who spoke is not known',
};

/** Who spoke, as an apposition: `answered 403; Apache's own page`. */
export const speaker = (layer: Layer): string => speakers[layer];

const failingSpeakers: Readonly<Record<Layer, string>> = {
  ...speakers,
  httpd: "Apache's own error page",
  application: "the application's own error page",
};

/** The same for an answer that is a server error. */
export const failingSpeaker = (layer: Layer): string => failingSpeakers[layer];

/** First line of a message, without `Error:` before it, at most 200 characters. */
export function firstLine(text: string): string {
  const line = (text.trim().split('\n')[0] ?? '').replace(/^Error:\s*/, '').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

/**
 * A line of the error log in one sentence: its number, and what it says without the advice, the address and the referrer behind it.
 * `AH00124: Request exceeded the limit of 10 internal redirects due to probable configuration error`
 */
export function logWords({ code, text }: { readonly code: string | null; readonly text: string }): string {
  const said = firstLine(text)
    .replace(/^(?:\[[^\]]*\]\s*)+/, '')
    .replace(code === null ? '' : `${code}: `, '')
    .replace(/, referer: .*$/, '')
    .replace(/\.\s+[A-Z].*$/, '')
    .replace(/[.\s]+$/, '');
  return code === null ? said : `${code}: ${said}`;
}

/** First letter large. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
