import { patienceOf } from '../../verdict/retry.ts';
import type { Delivered } from '../types.ts';
import { failed, oneLine } from './delivered.ts';

/** Whatever a receiver says in more bytes than these is not read. */
const longestAnswer = 16_384;
/** Nobody who is asked for more patience than a day still wants the message. */
const longestRetryAfterMs = 86_400_000;

/** Refusals that another try may get over, beside those of 5xx: too early, too slow, too many. */
const passing: readonly number[] = [408, 425, 429];
/** Redirects that say of themselves that they are for now. */
const forNow: readonly number[] = [302, 303, 307];

export interface Request {
  /** JSON, of a POST; without it it is a GET. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Judges an answer of 2xx by its text; without it the text is not waited for. */
  readonly judge?: (text: string) => Delivered;
  /** Characters of an answer of 2xx; more are not read. */
  readonly longest?: number;
}

async function textOf(response: Response, longest = longestAnswer): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > longest) break;
  }
  return text.slice(0, longest);
}

/** Null: the answer asks for none, or for what cannot be read. */
function retryAfterOf(headers: Headers): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  const ms = patienceOf({ headers: { 'retry-after': value }, startedAt: new Date().toISOString() });
  return ms === 0 ? null : Math.min(ms, longestRetryAfterMs);
}

/** What a receiver said beside its status, where it says it in time. */
async function saying(response: Response): Promise<string> {
  const text = await textOf(response).catch(() => '');
  return text.trim() === '' ? '' : `: ${oneLine(text)}`;
}

/**
 * One request. It follows no redirect: what it holds would go to somebody whom nobody has named.
 *
 * @throws Error where no answer came
 */
export async function request(
  url: string,
  { body, headers, judge, longest }: Request,
  limit: AbortSignal,
): Promise<Delivered> {
  const response = await fetch(url, {
    redirect: 'manual',
    signal: limit,
    headers: {
      'user-agent': 'medscape-journeys',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { method: 'POST', body }),
  });
  const { status } = response;
  const answered = `answered ${String(status)}`;
  try {
    if (response.ok) return judge === undefined ? { ok: true } : judge(await textOf(response, longest));
    if (status >= 300 && status < 400) {
      const to = response.headers.get('location') ?? 'nowhere';
      return failed(`${answered}, a redirect to ${to}, which is not followed`, forNow.includes(status));
    }
    const isWorthIt = status >= 500 || passing.includes(status);
    return failed(`${answered}${await saying(response)}`, isWorthIt, isWorthIt ? retryAfterOf(response.headers) : null);
  } finally {
    await response.body?.cancel().catch(() => undefined);
  }
}
