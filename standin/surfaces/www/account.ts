import { Hono } from 'hono';
import { html } from 'hono/html';
import type { PageContext, StandinContext, StandinEnv } from '../../context.ts';
import { specialties } from '../../data/specialties.ts';
import { loginUrl, sendToLogin } from '../../gate.ts';
import { renderPage, type Html } from '../../layout.ts';
import type { Member } from '../../sessions.ts';

/** What a member sees of their own account, and the plain pages for who has none. */
export function accountRoutes(standin: StandinContext): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();

  const memberPages: Readonly<Record<string, { title: string; body: (c: PageContext, member: Member) => Html }>> = {
    '/profile': { title: 'About You', body: (c, member) => profile(c, standin, member) },
    '/profile/professional': { title: 'Professional Information', body: (_, member) => professional(member) },
    '/newsletters': { title: 'Newsletters & Alerts', body: () => newsletters() },
    '/marketresearch': {
      title: 'Market Research',
      body: () => html`<p class="notice">There are no surveys for you at the moment.</p>`,
    },
  };
  for (const [path, page] of Object.entries(memberPages)) {
    app.get(path, (c) => {
      const member = c.get('session')?.member;
      return member ? renderAccount(c, standin, page.title, page.body(c, member)) : sendToLogin(c, standin);
    });
  }

  app.get('/px/registration.do', (c) => renderAccount(c, standin, 'Become a Member', registration(c, standin)));
  app.get('/px/forgotpassword.do', (c) => renderAccount(c, standin, 'Forgot Your Password?', forgotPassword()));
  app.get('/px/profile.do', (c) => c.redirect(standin.link(c, 'www', '/profile')));
  return app;
}

const accountMenu = [
  ['/profile', 'About You'],
  ['/profile/professional', 'Professional Information'],
  ['/newsletters', 'Newsletters & Alerts'],
  ['/marketresearch', 'Market Research'],
] as const;

function renderAccount(
  c: PageContext,
  standin: StandinContext,
  title: string,
  body: Html,
): Response | Promise<Response> {
  const menu = html`<nav class="sections-nav" aria-label="Your account">
    <ul>
      ${accountMenu.map(
        ([path, text]) =>
          html`<li class="${path === c.req.path ? 'selected' : ''}">
            <a href="${standin.link(c, 'www', path)}">${text}</a>
          </li>`,
      )}
    </ul>
  </nav>`;
  return renderPage(c, standin, {
    surface: 'www',
    title: `${title} - Medscape`,
    tab: null,
    body: html`<div class="page ${c.get('session') ? 'page-columns' : 'page-narrow'}">
      <div>
        <div class="page-head"><h1>${title}</h1></div>
        <div class="panel">${body}</div>
      </div>
      ${c.get('session') ? html`<aside class="rail">${menu}</aside>` : ''}
    </div>`,
  });
}

function profile(c: PageContext, standin: StandinContext, member: Member): Html {
  return html`<dl class="definitions">
      <dt>Name</dt>
      <dd>${member.name}</dd>
      <dt>User name</dt>
      <dd>${member.user}</dd>
      <dt>Profession</dt>
      <dd>${member.profession}</dd>
      <dt>Specialty</dt>
      <dd>${member.specialty}</dd>
    </dl>
    <p class="sample-note">
      Your CME credits stand in the <a href="${standin.link(c, 'education', '/activitytracker')}">activity tracker</a>.
    </p>`;
}

function professional(member: Member): Html {
  return html`<dl class="definitions">
    <dt>Profession</dt>
    <dd>${member.profession}</dd>
    <dt>Specialty</dt>
    <dd>${member.specialty}</dd>
    <dt>Country</dt>
    <dd>Nowhere in particular</dd>
  </dl>`;
}

function newsletters(): Html {
  return html`<p>Newsletters that you receive. This page shows them; it does not change them.</p>
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            <th>Newsletter</th>
            <th>How often</th>
            <th>Subscribed</th>
          </tr>
        </thead>
        <tbody>
          ${specialties.map(
            ({ name }, index) =>
              html`<tr>
                <td>${name} This Week</td>
                <td>${index % 2 === 0 ? 'Weekly' : 'Twice a month'}</td>
                <td>${index % 3 === 0 ? html`<span class="badge badge-success">Yes</span>` : 'No'}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** The form's fields are those of the real one in 2014; nothing is sent from it. */
function registration(c: PageContext, standin: StandinContext): Html {
  return html`<p class="notice">Registration is closed on the stand-in. The form shows what it would ask for.</p>
    <form class="form">
      <div class="form-row">
        <div class="field">
          <label for="regfnamefield">First name</label><input id="regfnamefield" autocomplete="off" />
        </div>
        <div class="field">
          <label for="reglnamefield">Last name</label><input id="reglnamefield" autocomplete="off" />
        </div>
      </div>
      <div class="field">
        <label for="regemailaddress">Email address</label><input id="regemailaddress" type="email" autocomplete="off" />
      </div>
      <div class="field">
        <label for="profession">Profession</label>
        <select id="profession" name="profession">
          <option>Physician</option>
          <option>Nurse/Advanced Practice Nurse</option>
          <option>Pharmacist</option>
          <option>Media/Press</option>
        </select>
      </div>
      <div class="form-actions">
        <button class="button" id="submitreg" type="submit" disabled>Register</button>
        <a class="button button-quiet" href="${loginUrl(c, standin, standin.link(c, 'www', '/'))}">I have an account</a>
      </div>
    </form>`;
}

function forgotPassword(): Html {
  return html`<p>
    The only account of the stand-in is described in the documentation of this project. No mail is ever sent.
  </p>`;
}
