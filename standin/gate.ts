import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import { currentUrl, type PageContext, type StandinContext, type StandinEnv } from './context.ts';
import { hostOfUrl } from './hosts.ts';
import type { Session } from './sessions.ts';

/** Names that the app of the real site lists after a login; only the first is a secret and decides. */
const sessionCookie = 'medpermauth';
const companionCookies = ['mednet', 'biauth'] as const;

function cookieOptions(c: PageContext): CookieOptions {
  const { naming, host, scheme } = c.get('address');
  return {
    domain: host === 'education' ? naming.educationDomain : naming.domain,
    path: '/',
    sameSite: 'Lax',
    secure: scheme === 'https',
  };
}

/** The session that the visitor's cookies name; null: none, or not alive any more. */
export function readSession(c: PageContext, standin: StandinContext): Session | null {
  return standin.sessions.find(getCookie(c, sessionCookie));
}

/** Sets the cookies of a session on the parent domain of the host that answers. */
export function setSessionCookies(c: PageContext, standin: StandinContext, session: Session): void {
  const options = { ...cookieOptions(c), maxAge: Math.max(1, Math.floor(standin.sessions.lifeMs / 1000)) };
  setCookie(c, sessionCookie, session.token, { ...options, httpOnly: true });
  setCookie(c, 'mednet', session.member.user, options);
  setCookie(c, 'biauth', '1', options);
}

/** Ends the visitor's session in the store and takes its cookies back. */
export function endSession(c: PageContext, standin: StandinContext): void {
  standin.sessions.logOut(getCookie(c, sessionCookie));
  for (const name of [sessionCookie, ...companionCookies]) deleteCookie(c, name, cookieOptions(c));
}

/** Base64 of an absolute URL, as the parameter `urlCache` carries it. */
export function encodeUrlCache(url: string): string {
  return Buffer.from(url, 'utf8').toString('base64');
}

/** The URL in a `urlCache`; null where it is missing, broken, or leads away from the site (an open redirect otherwise). */
export function decodeUrlCache(c: PageContext, value: string | undefined): string | null {
  if (!value) return null;
  // A "+" that nobody encoded arrives as a blank.
  const url = Buffer.from(value.replaceAll(' ', '+'), 'base64').toString('utf8');
  return hostOfUrl(c.get('address'), url) === null ? null : url;
}

/** Address of the login page that leads back to where the visitor is, or to `target`. */
export function loginUrl(c: PageContext, standin: StandinContext, target: string = currentUrl(c)): string {
  return standin.link(c, 'login', `/login/sso/getlogin?urlCache=${encodeURIComponent(encodeUrlCache(target))}`);
}

/** Address that ends the session and leads to the home page. */
export function logoutUrl(c: PageContext, standin: StandinContext): string {
  return standin.link(c, 'login', '/login/sso/logout');
}

/** Sends a visitor to the login and from there back to where they are. `ac=401` is a query value, the status is 302. */
export function sendToLogin(c: PageContext, standin: StandinContext): Response {
  return c.redirect(`${loginUrl(c, standin)}&ac=401`);
}

/** For members only: the way to the login for everybody else, null for a member. */
export function requireMember(c: PageContext, standin: StandinContext): Response | null {
  return c.get('session') ? null : sendToLogin(c, standin);
}

/**
 * Where to send a member after the login. A page of education stands on another registrable domain, which the login's cookies
 * do not reach: the way there leads over a one-time ticket.
 */
export function afterLogin(c: PageContext, standin: StandinContext, session: Session, target: string): string {
  if (hostOfUrl(c.get('address'), target) !== 'education') return target;
  const query = new URLSearchParams({
    ticket: standin.sessions.issueTicket(session.token),
    urlCache: encodeUrlCache(target),
  });
  return standin.link(c, 'education', `/sso/accept?${query}`);
}

/** Education's end of the hand-off: turns a ticket into cookies of this domain. A bad ticket leaves the visitor anonymous. */
export function ticketRoutes(standin: StandinContext): Hono<StandinEnv> {
  return new Hono<StandinEnv>().get('/sso/accept', (c) => {
    const session = standin.sessions.redeemTicket(c.req.query('ticket'));
    if (session) setSessionCookies(c, standin, session);
    return c.redirect(decodeUrlCache(c, c.req.query('urlCache')) ?? standin.link(c, 'education', '/'));
  });
}
