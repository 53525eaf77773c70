import type { Exchange, LogRecord, Probe } from '../../evidence/types.ts';
import type { Attachment, AttemptRecord, Finding } from '../../verdict/types.ts';
import { findJourney, firstLine } from '../format.ts';
import type { Page } from './context.ts';
import type { Probed } from './probes.ts';

/** What a finding can be shown by, from the attempts that it was told from. */
export interface Witness {
  readonly exchanges: readonly Exchange[];
  /** What the server's log holds of the attempt that an exchange stands in. */
  readonly logOf: (exchange: Exchange) => readonly LogRecord[];
  /** Where only the log saw it: its lines. */
  readonly logged: readonly LogRecord[];
  /** All attempts of each journey, with those probes that looked into this. */
  readonly probed: readonly (readonly Probed[])[];
  /** What the journeys themselves said, each once. */
  readonly errors: readonly string[];
  readonly picture: Attachment | null;
}

export function witnessOf({ record }: Page, finding: Finding): Witness {
  const journeys = finding.journeys.flatMap((name) => findJourney(record.journeys, name) ?? []);
  const attempts = journeys
    .flatMap((journey) => journey.attempts)
    .filter(({ signature, cause }) =>
      signature === null ? cause === finding.cause && cause !== null : finding.signatures.includes(signature),
    );
  const seen = attempts.flatMap(({ exchanges, logRecords }) =>
    exchanges.filter((one) => isOf(finding, one)).map((exchange) => ({ exchange, logRecords })),
  );
  const logs = new Map(seen.map(({ exchange, logRecords }) => [exchange, logRecords]));
  return {
    exchanges: seen.map(({ exchange }) => exchange),
    logOf: (exchange) => logs.get(exchange) ?? [],
    logged:
      seen.length > 0 ? [] : attempts.flatMap(({ logRecords }) => logRecords.filter((one) => saysOf(finding, one))),
    probed: journeys.map((journey) => probedFor(finding, journey.attempts)),
    errors: [...new Set(attempts.flatMap(saidBy))],
    picture:
      attempts.flatMap(({ attachments }) => attachments).find(({ contentType }) => contentType.startsWith('image/')) ??
      null,
  };
}

/** Probes of the paths of a finding; where what was asked for led elsewhere, all. */
function probedFor({ paths }: Finding, attempts: readonly AttemptRecord[]): readonly Probed[] {
  const isAsked = ({ path }: Probe): boolean => paths.includes(path);
  if (!attempts.some(({ probes }) => probes.some(isAsked))) return attempts;
  return attempts.map((attempt) => ({ ...attempt, probes: attempt.probes.filter(isAsked) }));
}

const isOf = (finding: Finding, exchange: Exchange): boolean =>
  (finding.status !== null || finding.errorText !== null) &&
  exchange.status === finding.status &&
  (finding.errorText === null || exchange.errorText === finding.errorText) &&
  exchange.layer === finding.layer &&
  (finding.paths.length === 0 || finding.paths.includes(exchange.path));

const saysOf = ({ paths }: Finding, { kind, means, path }: LogRecord): boolean =>
  (kind === 'error' || (means !== 'good' && means !== 'explains')) && (path === null || paths.includes(path));

/** First lines of its errors: for an expectation also what was expected and what came. */
const saidBy = ({ errors }: AttemptRecord): string[] =>
  errors.slice(0, 1).map((text) => {
    const compared = text.split('\n').filter((line) => /^\s*(?:Locator|Expected|Received)\b/.test(line));
    return [firstLine(text), ...compared.map((line) => line.trim())].join('\n');
  });
