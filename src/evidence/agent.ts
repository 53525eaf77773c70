import type { AttemptEvidence } from './types.ts';

/** Stands in every ordinary access log: the suite's name first, so that one search finds all of its requests. */
const agentName = 'MedscapeJourneys';

/** Whose request it is. */
export type Sender = Pick<AttemptEvidence, 'runId' | 'journey' | 'project' | 'index'>;

/** What a User-Agent may bear of a name: spaces, semicolons and parentheses would end its comment. */
const clean = (text: string): string => text.replace(/[^\w.:-]+/g, '-');

/**
 * The suffix of the User-Agent: suite, run, project, journey and attempt. It stands there because any other header would turn cross-origin
 * fetches into preflighted ones.
 */
export function agentSuffix({ runId, journey, project, index }: Sender): string {
  const names = `run=${clean(runId)}; project=${clean(project)}; journey=${clean(journey)}; attempt=${String(index)}`;
  return `${agentName}/1.0 (${names})`;
}

const suffix = new RegExp(
  `${agentName}/[\\d.]+ \\((run=[\\w.:-]+; project=[\\w.:-]*; journey=[\\w.:-]+; attempt=\\d+)\\)`,
);

/** By what a sender is known in a log: the same for an attempt and for the User-Agent of its requests. */
export const senderKey = (sender: Sender): string => suffix.exec(agentSuffix(sender))?.[1] ?? '';

/** The `senderKey` that a User-Agent bears; null: it is somebody else's. */
export const senderIn = (userAgent: string): string | null => suffix.exec(userAgent)?.[1] ?? null;
