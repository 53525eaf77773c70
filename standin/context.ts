import type { Context } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import { originOf, type Address, type Host } from './hosts.ts';
import { SessionStore, type Session } from './sessions.ts';
import { defaultSwitches, type Switches } from './switches.ts';

/** What every surface of one running stand-in shares. */
export interface StandinContext {
  readonly switches: Switches;
  readonly sessions: SessionStore;
  /** Absolute URL on a host, in the scheme, naming and port under which the visitor asked. `path` begins with `/`. */
  link(c: PageContext, host: Host, path: string): string;
}

/** The types of Hono's environment: what the core puts on each request before a surface sees it. */
export interface StandinEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Where the visitor thinks this request went. */
    address: Address;
    /** The visitor's live session; null: anonymous. */
    session: Session | null;
  };
}

/** Hono's context of one request to the stand-in. */
export type PageContext = Context<StandinEnv>;

export function createContext(switches: Partial<Switches> = {}, now: () => number = Date.now): StandinContext {
  const all = { ...defaultSwitches, ...switches };
  return {
    switches: all,
    sessions: new SessionStore(all.sessionMinutes * 60_000, now),
    link: (c, host, path) => originOf(c.get('address'), host) + path,
  };
}

/** The absolute URL that the visitor asked for, query included. */
export function currentUrl(c: PageContext): string {
  const { scheme, hostname, port } = c.get('address');
  const { pathname, search } = new URL(c.req.url);
  return `${scheme}://${hostname}${port}${pathname}${search}`;
}
