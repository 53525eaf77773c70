/** Line breaks, control characters, what turns the direction of writing, and what nobody sees. */
const unseen = /[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** One line of plain text, whatever a site, a log or a person has written. Its marks are no markup: a channel escapes them in its own way. */
export const plainLine = (text: string): string => text.replace(unseen, ' ').trim();

/** At most so many characters; never half of one that takes two. */
export const clipped = (text: string, longest: number): string =>
  text.length <= longest
    ? text
    : `${text
        .slice(0, longest - 1)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd()}…`;

const minute = 60_000;
const hour = 60 * minute;

/** `4 min`, `5 h 56 min`, `3 days`: as closely as it is read on a phone. */
export function lasting(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / minute));
  if (minutes < 60) return `${String(minutes)} min`;
  if (ms >= 48 * hour) return `${String(Math.round(ms / (24 * hour)))} days`;
  const rest = minutes % 60;
  return `${String(Math.floor(minutes / 60))} h${rest === 0 ? '' : ` ${String(rest)} min`}`;
}

/** `10:02 UTC` on the day of another instant, else with its day. */
export const clock = (iso: string, other: string): string =>
  iso.slice(0, 10) === other.slice(0, 10) ? `${iso.slice(11, 16)} UTC` : `${iso.slice(0, 16).replace('T', ' ')} UTC`;

/** An address below the one where reports are published; null: they are not. */
export const published = (reportsUrl: string | null, path: string): string | null =>
  reportsUrl === null ? null : new URL(path, `${reportsUrl.replace(/\/*$/, '')}/`).href;
