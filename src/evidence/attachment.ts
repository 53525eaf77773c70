import type { AttemptEvidence, NotRun } from './types.ts';

/** Content types of the attachments by which evidence travels with Playwright's test results, through blobs and merges too. */
export const evidenceType = 'application/vnd.medscape.evidence+json';
export const notRunType = 'application/vnd.medscape.not-run+json';

export interface EvidenceAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly body: string;
}

export function evidenceAttachment(evidence: AttemptEvidence): EvidenceAttachment {
  return {
    name: `evidence-${evidence.journey}-${String(evidence.index)}`,
    contentType: evidenceType,
    body: JSON.stringify(evidence),
  };
}

export function notRunAttachment(notRun: NotRun): EvidenceAttachment {
  return {
    name: `not-run-${notRun.journey}-${String(notRun.index)}`,
    contentType: notRunType,
    body: JSON.stringify(notRun),
  };
}
