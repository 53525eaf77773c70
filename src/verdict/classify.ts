import type { AttemptEvidence, RunnerTrouble } from '../evidence/types.ts';
import { causeRules, type CauseRule, type Found, type Scene } from './cause-rules.ts';
import { shortCode } from './error-codes.ts';
import { logLineOf } from './log-sightings.ts';
import { criticalExchanges, ownSightings } from './sightings.ts';
import type { AttemptInput, Cause, Classification, Policy } from './types.ts';
import { firstLine } from './words.ts';

/** These make an attempt fail even where every expectation held; the others only explain one that something else failed. */
const failByThemselves: ReadonlySet<Cause> = new Set(['server-error', 'unavailable']);

const orDash = (part: string | number | null): string => (part === null ? '-' : String(part));

/**
 * A finding's `status or error code`. The status of an answer that broke off, or of the last hop of a loop, is a good one
 * and tells nothing, so there the code stands.
 */
export const statusOrCode = ({ status, errorText }: Pick<Found, 'status' | 'errorText'>): string =>
  errorText !== null && (status === null || status < 400) ? shortCode(errorText) : orDash(status);

/** `cause, status or code, layer, surface, method, path`, the same in every run. */
export const failureSignature = (cause: Cause, told: Omit<Found, 'reasons' | 'exchanges'>): string =>
  [cause, statusOrCode(told), told.layer, orDash(told.surface), orDash(told.method), orDash(told.path)].join(' ');

/**
 * Where no exchange is at fault the journey and its step stand in place of status and method, so that a known issue of one journey
 * never excuses another.
 */
const stepSignature = (
  cause: Cause,
  { layer, surface, path }: Found,
  { journey, failures }: AttemptEvidence,
): string => {
  const step = failures.find((failure) => failure.step !== null)?.step ?? '-';
  return [cause, journey, layer, orDash(surface), JSON.stringify(step), orDash(path)].join(' ');
};

const nothingFailedIt: Classification = {
  cause: null,
  rule: 'passed',
  reasons: [],
  status: null,
  errorText: null,
  layer: 'unknown',
  surface: null,
  method: null,
  path: null,
  exchanges: [],
  signature: null,
};

function rulesFor(ended: AttemptEvidence['ended']): readonly CauseRule[] {
  if (ended === 'failed' || ended === 'timed-out') return causeRules;
  // nothing failed it but a server, or us
  return causeRules.filter(
    ({ cause, name }) => failByThemselves.has(cause) || (ended === 'interrupted' && name === 'interrupted'),
  );
}

/** The reasons, with what the server's log says of the exchange that they rest on where they do not say it already. */
function withLog({ reasons, exchanges }: Found, { logRecords }: AttemptEvidence): readonly string[] {
  const [first, ...rest] = reasons;
  const logged = logLineOf(logRecords, { exchange: exchanges[0] ?? null });
  return first === undefined || logged === null || first.includes(logged)
    ? reasons
    : [`${first}; its log says ${logged}`, ...rest];
}

/** Why an attempt failed; its cause is null where nothing failed it. Pure, and blind to the order of exchanges. */
export function classify(evidence: AttemptEvidence, policy: Policy): Classification {
  const documents = evidence.exchanges.filter(
    ({ resourceType, frame }) => resourceType === 'document' && frame === 'main',
  );
  const scene: Scene = {
    evidence,
    policy,
    critical: criticalExchanges(evidence),
    sightings: ownSightings(evidence, policy.signatures),
    page: documents.toSorted((a, b) => b.n - a.n)[0] ?? null,
  };
  for (const rule of rulesFor(evidence.ended)) {
    const told = rule.find(scene);
    if (told) {
      const { cause } = rule;
      const ofStep = cause === 'content' || cause === 'unknown';
      const signature = ofStep ? stepSignature(cause, told, evidence) : failureSignature(cause, told);
      return { cause, rule: rule.name, ...told, reasons: withLog(told, evidence), signature };
    }
  }
  return nothingFailedIt;
}

/** What Playwright says where an attempt never got as far as evidence, as kinds of trouble on our own side. */
const withoutEvidenceKinds: readonly { readonly kind: RunnerTrouble['kind']; readonly pattern: RegExp }[] = [
  { kind: 'browser-missing', pattern: /browserType\.launch|Executable doesn't exist|Failed to launch/ },
  { kind: 'disk-full', pattern: /ENOSPC|no space left/i },
  {
    kind: 'configuration',
    pattern:
      /The configuration (?:for target|in \S+\.yaml)|^(?:Error: )?The journey ".*" cannot run|allows \d+ workers/,
  },
];

/** What died before it could speak proves nothing, not even where Playwright calls it passed. */
function withoutEvidence({ errors }: AttemptInput): Classification {
  const [error] = errors;
  const kind =
    withoutEvidenceKinds.find(({ pattern }) => errors.some((text) => pattern.test(text)))?.kind ?? 'no-evidence';
  const reasons = ['no evidence was recorded: the worker process died, or never got as far as a browser'];
  return {
    ...nothingFailedIt,
    cause: 'runner',
    rule: 'no-evidence',
    reasons: error === undefined ? reasons : [...reasons, firstLine(error)],
    errorText: kind,
    signature: `runner ${kind} unknown - - -`,
  };
}

/**
 * The evidence's own word on how the attempt ended is taken, not Playwright's: the suite makes Playwright fail an attempt that
 * passed after a 500, so that it is never called flaky.
 */
export function classifyAttempt(attempt: AttemptInput, policy: Policy): Classification {
  return attempt.evidence ? classify(attempt.evidence, policy) : withoutEvidence(attempt);
}

const stubborn: ReadonlySet<string> = new Set(['certificate', 'redirect-loop', 'another-host-or-scheme']);

/** A certificate, a redirect loop, another host or scheme, a 4xx spoken by httpd: if it goes, another server answered. */
export const noServerGrowsOutOf = ({ rule, layer }: Classification): boolean =>
  stubborn.has(rule) || (rule === '4xx' && layer === 'httpd');
