import type { Exchange, Probe, Signature, SignatureSubject } from '../evidence/types.ts';

interface Compiled {
  readonly whole: readonly (readonly ['title' | 'heading', RegExp])[];
  readonly bodyStart: RegExp | null;
  readonly contentType: RegExp | null;
  readonly headers: readonly (readonly [string, RegExp])[];
}

const compiled = new WeakMap<Signature, Compiled>();

function compile(signature: Signature): Compiled {
  const known = compiled.get(signature);
  if (known) return known;
  const whole = (['title', 'heading'] as const).flatMap((part) => {
    const pattern = signature[part];
    return pattern === undefined ? [] : [[part, new RegExp(`^(?:${pattern})$`, 'iu')] as const];
  });
  const fresh: Compiled = {
    whole,
    bodyStart: signature.bodyStart === undefined ? null : new RegExp(`^\\s*(?:${signature.bodyStart})`, 'iu'),
    contentType: signature.contentType === undefined ? null : new RegExp(signature.contentType, 'iu'),
    headers: Object.entries(signature.headers ?? {}).map(
      ([name, pattern]) => [name, new RegExp(pattern, 'iu')] as const,
    ),
  };
  compiled.set(signature, fresh);
  return fresh;
}

const is2xx = (status: number): boolean => status >= 200 && status < 300;

function matches(subject: SignatureSubject, signature: Signature): boolean {
  const { status } = subject;
  if (status === null) return false;
  // under a plain 4xx or 5xx the status itself is the fact; only a challenge may stand under any
  if (signature.kind !== 'challenge' && !is2xx(status) && !subject.redirected) return false;
  if (signature.status && !signature.status.includes(status)) return false;
  if (signature.resourceTypes && !signature.resourceTypes.includes(subject.resourceType)) return false;
  if (signature.redirected !== undefined && signature.redirected !== subject.redirected) return false;

  const { whole, bodyStart, contentType, headers } = compile(signature);
  // a signature that says nothing about the text or the headers would recognise everything
  if (whole.length === 0 && bodyStart === null && headers.length === 0) return false;
  return (
    whole.every(([part, pattern]) => pattern.test((subject[part] ?? '').trim())) &&
    (bodyStart === null || bodyStart.test(subject.bodyExcerpt ?? '')) &&
    (contentType === null || contentType.test(subject.contentType ?? '')) &&
    headers.every(([name, pattern]) => {
      const value = subject.headers[name];
      return value !== undefined && pattern.test(value);
    })
  );
}

/**
 * The signature that recognises an answer; null: none. A challenge is asked for first, because what it stands before has
 * not been seen; among the others the order of the data decides.
 */
export function matchSignature(subject: SignatureSubject, signatures: readonly Signature[]): Signature | null {
  const matching = signatures.filter((signature) => matches(subject, signature));
  return matching.find(({ kind }) => kind === 'challenge') ?? matching[0] ?? null;
}

export function recognise(exchange: Exchange, signatures: readonly Signature[]): Signature | null {
  return matchSignature({ ...exchange, redirected: exchange.redirects.length > 0 }, signatures);
}

/** A probe is always a navigation: what is plainly data is held against the signatures of data. */
export function recogniseProbe(probe: Probe, signatures: readonly Signature[]): Signature | null {
  const contentType = probe.headers['content-type'] ?? null;
  const resourceType = /\bjson\b/i.test(contentType ?? '') ? 'fetch' : 'document';
  return matchSignature({ ...probe, resourceType, contentType, redirected: probe.redirected ?? false }, signatures);
}
