import type { Channel, Delivered, Message } from '../types.ts';

/** What every channel is made with. */
export interface ChannelBasis {
  /** As `alerts.yaml` calls it. */
  readonly name: string;
  /** Takes secrets out of what is told; it knows those of the channel. */
  readonly redact: (text: string) => string;
  /** For one try, from its start to the end of the answer, in ms. */
  readonly timeoutMs: number;
}

/** One line of at most 300 characters: what a server says may be a page. */
export function oneLine(text: string): string {
  const line = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

/** Undefined: it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `again`: it may be better next time. */
export const failed = (error: string, again: boolean, retryAfterMs: number | null = null): Delivered => ({
  ok: false,
  error,
  again,
  retryAfterMs,
});

type Try = (message: Message, key: string, limit: AbortSignal) => Promise<Delivered>;

/** `10 s` */
const seconds = (ms: number): string => `${String(ms / 1_000)} s`;

/**
 * One try under its time-out: whatever goes wrong in it, a defect of ours too, is told as a failure, and never with a secret. What has been
 * cut short may have been taken all the same; the receiver tells it by its key.
 */
export async function attempt(
  { redact, timeoutMs }: ChannelBasis,
  signal: AbortSignal,
  once: (limit: AbortSignal) => Promise<Delivered>,
): Promise<Delivered> {
  const inTime = AbortSignal.timeout(timeoutMs);
  const told = (delivered: Delivered): Delivered =>
    delivered.ok ? delivered : { ...delivered, error: oneLine(redact(delivered.error)) };
  if (signal.aborted) return failed('was ended before it was sent', true);
  try {
    return told(await once(AbortSignal.any([signal, inTime])));
  } catch (error) {
    if (signal.aborted) return failed('was ended before an answer came', true);
    if (inTime.aborted) return failed(`no answer within ${seconds(timeoutMs)}`, true);
    return told(failed(whyNot(error), true));
  }
}

/** The words of the innermost error: fetch says no more than "fetch failed". */
function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return whyNot(error.cause);
  if (error instanceof AggregateError && error.errors.length > 0) return whyNot(error.errors[0]);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const words = error.message === '' ? error.name : error.message;
  return code === '' || words.includes(code) ? words : `${words} (${code})`;
}

/** A channel that tries once, within its time. */
export const channelOf = (basis: ChannelBasis, kind: Channel['kind'], once: Try): Channel => ({
  name: basis.name,
  kind,
  send: (message, key, signal) => attempt(basis, signal, (limit) => once(message, key, limit)),
});
