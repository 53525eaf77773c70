import { Hono } from 'hono';
import { html } from 'hono/html';
import type { PageContext, StandinContext, StandinEnv } from '../context.ts';
import { afterLogin, decodeUrlCache, endSession, setSessionCookies } from '../gate.ts';
import { hostOfUrl } from '../hosts.ts';
import { renderPage } from '../layout.ts';

/** The app's own words for it; where the page says them is not known. */
const refused = 'Invalid Username/Password';

/** What a visitor has typed that was not accepted. */
interface Attempt {
  readonly user: string;
  readonly message: string;
}

function loginPage(c: PageContext, standin: StandinContext, attempt?: Attempt): Response | Promise<Response> {
  const www = (path: string): string => standin.link(c, 'www', path);
  const { search } = new URL(c.req.url);
  return renderPage(c, standin, {
    surface: 'login',
    title: 'Medscape Log In',
    bodyClass: 'is-login',
    styles: ['/css/login.css'],
    body: html`<div class="login-sheet">
      <section class="login-pitch" aria-label="Why log in">
        <p class="kicker">Free for health professionals</p>
        <h2>Everything in one place, from one account.</h2>
        <ul>
          <li>News and perspective in your specialty</li>
          <li>Drug monographs, interactions and calculators</li>
          <li>Continuing education with a transcript</li>
        </ul>
      </section>
      <section class="login-box">
        <h1>Log In</h1>
        ${attempt ? html`<p class="notice notice-danger" role="alert">${attempt.message}</p>` : ''}
        <form method="post" action="/login/sso/getlogin${search}" class="form" novalidate>
          <div class="field">
            <label for="userId">Email or Username</label>
            <input
              id="userId"
              name="userId"
              type="text"
              autocomplete="username"
              autocapitalize="none"
              value="${attempt?.user ?? ''}"
              ${attempt ? html`aria-invalid="true"` : ''}
            />
          </div>
          <div class="field">
            <label for="password">Password</label>
            <input
              id="password"
              name="password"
              type="password"
              autocomplete="current-password"
              ${attempt ? html`aria-invalid="true"` : ''}
            />
          </div>
          <button id="loginbtn" class="button button-wide" type="submit">Log In</button>
        </form>
        <p class="login-help"><a href="${www('/px/forgotpassword.do')}">Forgot your password?</a></p>
        <p class="login-join">Not a member? <a href="${www('/px/registration.do?lang=en')}">Register free</a></p>
      </section>
    </div>`,
  });
}

/** One text field of a posted form; what was not sent, or sent as a file, is empty. */
async function readFields(c: PageContext): Promise<(name: string) => string> {
  const form = await c.req.parseBody();
  return (name) => {
    const value = form[name];
    return typeof value === 'string' ? value : '';
  };
}

/** The single sign-on of all surfaces. It leads back to where the visitor was going, and never off the site. */
export function loginSurface(standin: StandinContext): Hono<StandinEnv> {
  // A way back to the login itself would lead nowhere, or out again by the logout.
  const target = (c: PageContext): string => {
    const wanted = decodeUrlCache(c, c.req.query('urlCache'));
    return wanted !== null && hostOfUrl(c.get('address'), wanted) !== 'login' ? wanted : standin.link(c, 'www', '/');
  };

  return new Hono<StandinEnv>()
    .get('/', (c) => c.redirect('/login/sso/getlogin'))
    .get('/login/sso/getlogin', (c) => {
      const session = c.get('session');
      return session ? c.redirect(afterLogin(c, standin, session, target(c))) : loginPage(c, standin);
    })
    .post('/login/sso/getlogin', async (c) => {
      const field = await readFields(c);
      const user = field('userId').trim();
      const session = standin.sessions.logIn(user, field('password'));
      if (!session) return loginPage(c, standin, { user, message: refused });
      setSessionCookies(c, standin, session);
      return c.redirect(afterLogin(c, standin, session, target(c)), 303);
    })
    .get('/login/sso/logout', (c) => {
      endSession(c, standin);
      return c.redirect(standin.link(c, 'www', '/'));
    });
}
