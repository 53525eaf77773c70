import { html } from 'hono/html';
import { educationSpecialties, evaluation, passMark, type Activity, type Question } from '../data/cme.ts';
import type { Html } from '../layout.ts';
import type { Member } from '../sessions.ts';
import { unanswered, type Answers, type Earned, type Score } from './education-progress.ts';

const longDate = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });

function specialtyName(activity: Activity): string {
  return educationSpecialties.find(({ slug }) => slug === activity.specialty)?.name ?? activity.specialty;
}

export const activityPath = ({ slug }: Activity, page?: number): string =>
  `/viewarticle/${slug}${page === undefined ? '' : `?page=${page}`}`;
export const testPath = ({ questionnaire }: Activity): string => `/qna/processor/${questionnaire}?showStandAlone=true`;
export const preActivityPath = ({ questionnaire }: Activity): string =>
  `/qna/processor/${questionnaire}?preActivity=true`;
export const evaluationPath = ({ questionnaire }: Activity): string =>
  `/qna/form-evaluation/?questionnaireId=${questionnaire}`;
export const certificatePath = ({ questionnaire }: Activity): string => `/qna/certificate/${questionnaire}`;

/** The second line of navigation, that only education has. */
function educationNav(): Html {
  return html`<nav class="edu-nav" aria-label="Education">
    <ul class="chips">
      <li><a class="chip" href="/">All activities</a></li>
      ${educationSpecialties.map(({ slug, name }) => html`<li><a class="chip" href="/${slug}">${name}</a></li>`)}
      <li class="edu-nav-end"><a class="chip" href="/activitytracker">Transcript</a></li>
    </ul>
  </nav>`;
}

/** The frame of every page of an activity, and of what follows from it. */
function narrowPage(content: Html): Html {
  return html`<div class="page">
    ${educationNav()}
    <div class="edu-narrow">${content}</div>
  </div>`;
}

function creditBadge(activity: Activity, expired: boolean): Html {
  return expired
    ? html`<span class="badge badge-quiet cmetag">Expired</span>`
    : html`<span class="badge cmetag">${activity.credits} CME / CE</span>`;
}

function activityCard(activity: Activity, expired: boolean): Html {
  return html`<li>
    <article class="card edu-card">
      <div class="card-body">
        <p class="kicker">${specialtyName(activity)}</p>
        <h3 class="card-title"><a class="card-link" href="${activityPath(activity)}">${activity.title}</a></h3>
        <p class="card-teaser">${activity.teaser}</p>
        <p class="card-meta">
          ${creditBadge(activity, expired)} ${activity.kind} · ${activity.minutes} minutes<br />
          Released ${longDate.format(Date.parse(activity.released))}
        </p>
      </div>
    </article>
  </li>`;
}

export function activityList(
  title: string,
  intro: string,
  list: readonly { readonly activity: Activity; readonly expired: boolean }[],
): Html {
  return html`<div class="band">
      <div class="page">
        <div class="page-head">
          <p class="kicker">Continuing education</p>
          <h1>${title}</h1>
          <p class="lead">${intro}</p>
        </div>
      </div>
    </div>
    <div class="page">
      ${educationNav()}
      <section class="section" aria-labelledby="latest-activities">
        <div class="section-head"><h2 id="latest-activities">Latest Activities</h2></div>
        <ul class="grid grid-3 edu-cards">
          ${list.map(({ activity, expired }) => activityCard(activity, expired))}
        </ul>
        <p class="sample-note">Sample activities for testing. The credit has no value outside of this site.</p>
      </section>
    </div>`;
}

function activityHead(activity: Activity): Html {
  return html`<p class="kicker">${activity.kind} · ${specialtyName(activity)}</p>
    <h1 class="article__title">${activity.title}</h1>
    <div class="article-meta">
      <p id="authors">Authors: ${activity.faculty}</p>
      <span>${activity.minutes} minutes</span>
    </div>`;
}

function earnLink(activity: Activity, expired: boolean): Html {
  return expired
    ? html`<p class="notice notice-warning" role="status">This activity has expired.</p>`
    : html`<a href="${testPath(activity)}">Earn CME/CE Credit &gt;&gt;</a>`;
}

/** The first page of an activity: what it is, and the way in. */
export function activityEntry(activity: Activity, expired: boolean): Html {
  return narrowPage(
    html`<article class="article">
      ${activityHead(activity)}
      <p class="edu-dates">
        <strong>CME / CE Released:</strong> ${longDate.format(Date.parse(activity.released))}<br />
        <strong>Valid for credit through:</strong> ${longDate.format(Date.parse(activity.expires))}
      </p>
      <div class="form-actions">
        <a class="button" href="${activityPath(activity, 1)}">Continue to Activity</a>
        ${
          activity.preActivity.length > 0 && !expired
            ? html`<a class="button button-secondary" href="${preActivityPath(activity)}"
                >Pre-Activity Questionnaire</a
              >`
            : ''
        }
        ${earnLink(activity, expired)}
      </div>
      <div id="content_btn_row">
        <span><a href="#cmeinfo">CME Information</a></span>
      </div>
      <section id="cmeinfo" class="edu-info">
        <h2>CME Information</h2>
        <h3>Goal statement</h3>
        <p>${activity.goal}</p>
        <h3>Learning objectives</h3>
        <ul>
          ${activity.objectives.map((objective) => html`<li>${objective}</li>`)}
        </ul>
        <dl class="definitions">
          <dt>Credit</dt>
          <dd>${activity.credits} sample credits</dd>
          <dt>Pass mark</dt>
          <dd>${passMark}%</dd>
          <dt>Test</dt>
          <dd>${activity.test.length} questions</dd>
        </dl>
        <p class="sample-note">Sample activity for testing. The credit has no value outside of this site.</p>
      </section>
    </article>`,
  );
}

function pageNav(activity: Activity, page: number): Html {
  return html`<nav id="page_nav" aria-label="Pages of this activity">
    <ul class="pager">
      <li class="edu-page-count">Page ${page} of ${activity.pages.length}</li>
      ${activity.pages.map((_, index) =>
        index + 1 === page
          ? html`<li><span class="current" aria-current="page">${page}</span></li>`
          : html`<li><a href="${activityPath(activity, index + 1)}">${index + 1}</a></li>`,
      )}
      ${
        page < activity.pages.length
          ? html`<li class="next"><a href="${activityPath(activity, page + 1)}">Next</a></li>`
          : ''
      }
    </ul>
  </nav>`;
}

/** @returns null where the activity has no such page */
export function activityReading(activity: Activity, page: number, expired: boolean): Html | null {
  const content = activity.pages[page - 1];
  if (!content) return null;
  const last = page === activity.pages.length;
  return narrowPage(
    html`<article class="article">
      ${activityHead(activity)}
      <div class="edu-earn-top">${earnLink(activity, expired)}</div>
      <div id="article-content" class="reading">
        <h2>${content.heading}</h2>
        ${content.paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}
        ${
          content.points
            ? html`<ul>
                ${content.points.map((point) => html`<li>${point}</li>`)}
              </ul>`
            : ''
        }
      </div>
      ${pageNav(activity, page)}
      ${
        last && !expired
          ? html`<p class="edu-earn-bottom">
              <a class="cme_btn cme_erncr-bttm_btn button" href="${testPath(activity)}">Earn Credit</a>
            </p>`
          : ''
      }
    </article>`,
  );
}

function questionField(question: Question, answers: Answers, missing: boolean): Html {
  return html`<fieldset class="field">
    <legend>${question.text}</legend>
    ${missing ? html`<p class="field-error">Please choose an answer.</p>` : ''}
    <div class="choices">
      ${question.choices.map(
        ({ id, text }) =>
          html`<label>
            <input
              type="radio"
              name="${question.id}"
              value="${id}"
              ${answers[question.id] === id ? html`checked` : ''}
            />
            <span>${text}</span>
          </label>`,
      )}
    </div>
  </fieldset>`;
}

/** A form that was sent, and what is wrong with it. */
export interface Returned {
  readonly answers: Answers;
  readonly message: string;
}

interface FormOptions {
  readonly action: string;
  /** Hidden fields. */
  readonly fields: Readonly<Record<string, string>>;
  readonly questions: readonly Question[];
  readonly button: string;
  readonly returned: Returned | undefined;
}

function questionForm({ action, fields, questions, button, returned }: FormOptions): Html {
  const answers = returned?.answers ?? {};
  const missing = returned ? unanswered(questions, answers) : [];
  return html`${returned ? html`<p class="notice notice-danger" role="alert">${returned.message}</p>` : ''}
    <form method="post" action="${action}" class="form">
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      ${questions.map((question) => questionField(question, answers, missing.includes(question)))}
      <div id="edu_workflow_submit" class="form-actions">
        <input class="button" type="submit" name="submitbutton" value="${button}" />
      </div>
    </form>`;
}

function formPage(activity: Activity, title: string, content: Html): Html {
  return narrowPage(
    html`<div class="page-head">
        <p class="kicker">${activity.title}</p>
        <h1>${title}</h1>
      </div>
      <div class="panel">${content}</div>`,
  );
}

export function preActivityForm(activity: Activity, returned?: Returned): Html {
  return formPage(
    activity,
    'Pre-Activity Questionnaire',
    html`<p>Your answers are not scored. They show what the activity changes.</p>
      ${questionForm({
        action: '/questionnaire/submitForm/',
        fields: { questionnaireId: String(activity.questionnaire), form: 'pre-activity' },
        questions: activity.preActivity,
        button: 'Submit',
        returned,
      })}
      <p class="edu-after"><a href="${activityPath(activity, 1)}">Continue to Activity</a></p>`,
  );
}

export function testForm(activity: Activity, last: Score | null, returned?: Returned): Html {
  return formPage(
    activity,
    'CME / CE Test',
    html`${
      last && !returned
        ? html`<div class="notice notice-warning" role="status">
            <p>
              <strong>You scored ${last.percent}%.</strong> A score of ${passMark}% or more is needed. You may try
              again.
            </p>
            <p><a href="${activityPath(activity, 1)}">Return to the activity</a></p>
          </div>`
        : html`<p>To earn credit, answer all questions. The pass mark is ${passMark}%.</p>`
    }
    ${questionForm({
      action: '/questionnaire/submitForm/',
      fields: { questionnaireId: String(activity.questionnaire), form: 'test' },
      questions: activity.test,
      button: 'Submit',
      returned,
    })}`,
  );
}

export function testPassed(activity: Activity, score: Score): Html {
  return formPage(
    activity,
    'Test Results',
    html`<p class="notice notice-success" role="status">
        <strong>You scored ${score.percent}%.</strong> You have passed the test.
      </p>
      <ol class="rows">
        ${activity.test.map(
          ({ text, choices, answer, because }) =>
            html`<li>
              <strong>${text}</strong>
              <span class="teaser">${choices.find(({ id }) => id === answer)?.text ?? ''}</span>
              <div class="byline">${because}</div>
            </li>`,
        )}
      </ol>
      <div id="edu_workflow_submit" class="form-actions">
        <a id="btn_con_eval" class="button" href="${evaluationPath(activity)}">Continue to Evaluation</a>
      </div>`,
  );
}

export function evaluationForm(activity: Activity, returned?: Returned): Html {
  return formPage(
    activity,
    'Evaluation',
    html`<p>Tell us how the activity was. Your credit follows.</p>
      ${questionForm({
        action: '/qna/form-evaluation/',
        fields: { questionnaireId: String(activity.questionnaire) },
        questions: evaluation,
        button: 'Submit Evaluation',
        returned,
      })}`,
  );
}

/** A page that says why nothing more can be done with an activity. */
export function activityNotice(activity: Activity, message: string): Html {
  return formPage(
    activity,
    'CME / CE Test',
    html`<p class="notice notice-warning" role="status">${message}</p>
      <div class="form-actions">
        <a class="button" href="/activitytracker">View Transcript</a>
        <a class="button button-quiet" href="${activityPath(activity)}">Return to the activity</a>
      </div>`,
  );
}

export function certificate(activity: Activity, earned: Earned, member: Member): Html {
  return narrowPage(
    html`<div class="page-head">
        <p class="kicker">${activity.title}</p>
        <h1>Certificate</h1>
      </div>
      <div id="certborder">
        <p class="kicker">This certifies that</p>
        <p class="cert-name">${member.name}</p>
        <p>has participated in the educational activity titled</p>
        <h2><i>${activity.title}</i></h2>
        <p>on ${longDate.format(earned.at)} and is awarded ${activity.credits} sample credits.</p>
        <p class="sample-note">Sample certificate for testing. It attests to nothing.</p>
      </div>
      <div class="form-actions"><a class="button" href="/activitytracker">View Transcript</a></div>`,
  );
}

export function tracker(
  member: Member,
  rows: readonly { readonly activity: Activity; readonly earned: Earned }[],
): Html {
  return narrowPage(
    html`<div class="page-head">
        <h1>Transcript</h1>
        <p class="lead">Credit earned by <span class="cert-holder">${member.name}</span></p>
      </div>
      <div class="table-wrap">
        <table id="physicianactivity">
          <thead>
            <tr>
              <th scope="col">Date</th>
              <th scope="col">Activity</th>
              <th scope="col">Credits</th>
              <th scope="col">Certificate</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ activity, earned }) =>
                html`<tr>
                  <td>${longDate.format(earned.at)}</td>
                  <td><a href="${activityPath(activity)}">${activity.title}</a></td>
                  <td>${activity.credits}</td>
                  <td><a href="${certificatePath(activity)}">View</a></td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${rows.length === 0 ? html`<p class="edu-after">You have not earned any credit yet.</p>` : ''}`,
  );
}
