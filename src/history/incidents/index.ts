import { asHistoryError } from '../history-error.ts';
import type { Store } from '../store/store.ts';
import type { History, HistoryRules, IncidentStep } from '../types.ts';
import { acknowledged, IncidentError, muted } from './people.ts';
import { changeIncident, followIn, readIncidents, readSteps, type RunFollowed } from './store.ts';

export { IncidentError } from './people.ts';
export { followNew, type RunFollowed } from './store.ts';

/** What `openHistory` gives: a store that is open, whatever happened to the one before. */
type Use = <T>(work: (store: Store) => Promise<T>) => Promise<T>;

/** The part of the history that knows incidents. */
export interface IncidentHistory extends Pick<History, 'incidents' | 'follow' | 'acknowledge' | 'mute'> {
  /** What a run meant, with whether it should be run again soon; a run that was followed when it was recorded tells it again. */
  followed: (run: Parameters<History['follow']>[0]) => Promise<RunFollowed>;
  /** The steps of one incident's life, oldest first; sightings that changed nothing are not among them. */
  steps: (incident: string) => Promise<Omit<IncidentStep, 'incident'>[]>;
}

/**
 * @param where for a reader, as `History.where`
 * @param now real time, in ms
 */
export function incidentHistory(use: Use, where: string, rules: HistoryRules, now: () => number): IncidentHistory {
  const told = async <T>(work: (store: Store) => Promise<T>): Promise<T> => {
    try {
      return await use(work);
    } catch (error) {
      throw error instanceof IncidentError ? error : asHistoryError(error, where);
    }
  };
  const followed: IncidentHistory['followed'] = (run) =>
    told(({ write }) => write((db) => followIn(db, run, rules, new Date(now()).toISOString())));
  return {
    followed,
    follow: async (run) => [...(await followed(run)).steps],
    incidents: (query) => told(({ db }) => readIncidents(db, query)),
    steps: (incident) => told(({ db }) => readSteps(db, incident)),
    acknowledge: (incident, by, at) =>
      told(({ write }) => write((db) => changeIncident(db, incident, (one) => acknowledged(one, by, at)))),
    mute: (incident, by, until, at) =>
      told(({ write }) => write((db) => changeIncident(db, incident, (one) => muted(one, by, until, at, rules)))),
  };
}
