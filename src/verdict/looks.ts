/** What is judged like a journey, by a word of its own in its id, and stands in no spec. */
interface Named {
  readonly id: string;
}

/** Id of the look into the server's log: what belongs to the run and to no attempt stands there. */
export const serverLogId = 'server-log';

/**
 * Id of the monitor's plain GETs; the project is the surface: `pulse (www)`. Only a pulse that met something is a run, and one that shows
 * something gone: its results are no samples of availability.
 */
export const pulseId = 'pulse';

export const isPulse = ({ id }: Named): boolean => id === pulseId;

/** The first look at a surface. */
export const isPreflight = ({ id }: Named): boolean => id.startsWith('preflight-');

/** The login of a role, in the set-up or renewed on the way. */
export const isLogin = ({ id }: Named): boolean => id.startsWith('login-');

export const isServerLog = ({ id }: Named): boolean => id === serverLogId;

/** A look is none to count among journeys; a login is something that a clinician does. */
export const isLook = (one: Named): boolean => isSurfaceLook(one) || isServerLog(one);

/** One at a surface, by whoever took it. */
export const isSurfaceLook = (one: Named): boolean => isPreflight(one) || isPulse(one);

/** What a clinician does, and neither a look nor a pulse. */
export const isJourney = (one: Named): boolean => !isLook(one) && !isPulse(one);
