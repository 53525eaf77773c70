import type { HistoryRules, Incident } from '../types.ts';
import { isServerError } from './observe.ts';
import type { FollowContext, Tracked } from './types.ts';
import { span } from './words.ts';

/** What is wrong with what a person asked of an incident, in words that say what to do. Exit code 2. */
export class IncidentError extends Error {
  override readonly name = 'IncidentError';
}

/** What may not be silenced for long. */
const isGrave = ({ verdict }: Incident): boolean => isServerError(verdict) || verdict === 'unreachable';

/** A day, or an instant that names its zone: one without it is another in each office. */
const instantShape = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

function personOf(by: string): string {
  const name = by.trim();
  if (name === '') throw new IncidentError('Say who does it: --by NAME.');
  return name;
}

/**
 * A person has seen it: somebody looks after it.
 *
 * @throws IncidentError
 */
export function acknowledged(incident: Incident, by: string, at: string): Incident {
  const name = personOf(by);
  if (incident.state === 'resolved')
    throw new IncidentError(
      `${incident.id} is resolved since ${incident.resolvedAt ?? '?'}: there is nothing to acknowledge.`,
    );
  return { ...incident, acknowledged: { by: name, at } };
}

/**
 * No reminders until then. It stays open, and its end is told.
 *
 * @throws IncidentError
 */
export function muted(
  incident: Incident,
  by: string,
  until: string,
  at: string,
  { longestMuteMs }: HistoryRules,
): Incident {
  const name = personOf(by);
  const end = instantShape.test(until) ? Date.parse(until) : NaN;
  if (Number.isNaN(end))
    throw new IncidentError(`--until ${JSON.stringify(until)} is no instant with its zone, such as 2026-12-31T18:00Z.`);
  if (incident.state === 'resolved')
    throw new IncidentError(
      `${incident.id} is resolved since ${incident.resolvedAt ?? '?'}: there is nothing to mute.`,
    );
  const forMs = end - Date.parse(at);
  if (forMs <= 0) throw new IncidentError(`--until ${until} is past: a mute ends later than now (${at}).`);
  if (isGrave(incident) && forMs > longestMuteMs)
    throw new IncidentError(
      `${incident.id} is ${incident.verdict}: it may be muted for ${span(longestMuteMs)} at most, so until ${new Date(Date.parse(at) + longestMuteMs).toISOString()}. ` +
        'Mute it again then, should it still be there.',
    );
  return { ...incident, muted: { by: name, until: new Date(end).toISOString() } };
}

/** What becomes a server error is silent no longer than a server error may be. */
export function boundMute(one: Tracked, { rules, now }: Pick<FollowContext, 'rules' | 'now'>): Tracked {
  const { incident } = one;
  if (incident.muted === null || !isGrave(incident)) return one;
  const latest = new Date(Date.parse(now) + rules.longestMuteMs).toISOString();
  return incident.muted.until <= latest
    ? one
    : { ...one, incident: { ...incident, muted: { ...incident.muted, until: latest } } };
}
