import type { Layer } from '../evidence/types.ts';
import type { Incident } from '../history/types.ts';
import { some } from '../verdict/words.ts';

/** What to do now: in a few words, for the end of the first line, and in a sentence. */
export interface ToDo {
  readonly brief: string;
  readonly whole: string;
}

const looks: Readonly<Record<Layer, ToDo>> = {
  httpd: { brief: "see Apache's error log", whole: "look at Apache's error log and newest configuration" },
  proxy: { brief: 'see the backend', whole: 'look at the backend that Apache could not reach or understand' },
  application: { brief: "see the application's log", whole: "look at the application's log" },
  edge: { brief: 'see the edge', whole: 'look at the edge, and at the origin behind it' },
  unknown: { brief: 'see the server logs', whole: 'look at the server logs' },
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function look({ origin, surfaces, firstSeenAt }: Incident): ToDo {
  const of = surfaces.length === 0 ? 'the site' : some(surfaces);
  if (origin.cause === 'content' || origin.cause === 'unknown')
    return {
      brief: 'compare the page with the screenshots',
      whole: 'compare the page with the screenshots in the report',
    };
  const { brief, whole } = looks[origin.layer];
  return { brief, whole: `${whole} of ${of} at ${firstSeenAt.slice(11, 19)} UTC` };
}

/** A rollback only where a change may have done it and undoing it may help. */
export function toDo(incident: Incident): ToDo {
  const { verdict, origin, after, onlyAt, surfaces } = incident;
  const of = surfaces.length === 0 ? 'the site' : some(surfaces);
  if (verdict === 'blocked')
    return {
      brief: 'have this monitor let through',
      whole: `Have this monitor let through by what stands before ${of}; the site behind was not seen.`,
    };
  if (verdict === 'unreachable') {
    if (onlyAt !== null)
      return {
        brief: `see the network from ${onlyAt}`,
        whole: `See the network between ${onlyAt} and ${of}: from elsewhere it was reached.`,
      };
    return {
      brief: after === null ? 'see httpd, DNS and network' : 'see httpd, DNS and network, or roll back',
      whole:
        after === null
          ? `See that httpd, DNS and the network of ${of} are up, and look from another network too.`
          : `See that httpd, DNS and the network of ${of} are up; roll back ${after.change} if it cannot be had from another network either.`,
    };
  }
  const { brief, whole } = look(incident);
  if (after === null) return { brief, whole: `${capital(whole)}.` };
  // nobody knows whether the site or the journey is at fault
  if (origin.cause === 'unknown')
    return { brief, whole: `${capital(whole)}; roll back ${after.change} if the page is wrong.` };
  return { brief: 'roll back', whole: `Roll back ${after.change}; then ${whole}.` };
}
