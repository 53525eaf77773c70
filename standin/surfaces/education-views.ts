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
    <a class="edu-nav-home" href="/">CME &amp; Education</a>
    ${educationSpecialties.map(({ slug, name }) => html`<a href="/${slug}">${name}</a>`)}
    <a class="edu-nav-transcript" href="/activitytracker">Transcript</a>
  </nav>`;
}

/** The frame of every education page. */
export function educationBody(content: Html): Html {
  return html`${educationNav()}
    <div class="edu">${content}</div>`;
}

function creditBadge(activity: Activity, expired: boolean): Html {
  return expired
    ? html`<span class="cmetag cmetag-expired">Expired</span>`
    : html`<span class="cmetag">${activity.credits} CME / CE</span>`;
}

function activityCard(activity: Activity, expired: boolean): Html {
  return html`<li class="edu-card">
    <p class="edu-card-kind">${activity.kind} · ${specialtyName(activity)}</p>
    <h3><a href="${activityPath(activity)}">${activity.title}</a></h3>
    <p class="edu-card-teaser">${activity.teaser}</p>
    <p class="edu-card-foot">${creditBadge(activity, expired)} <span>${activity.minutes} minutes</span></p>
  </li>`;
}

export function activityList(
  title: string,
  intro: string,
  list: readonly { readonly activity: Activity; readonly expired: boolean }[],
): Html {
  return educationBody(
    html`<section class="edu-hero">
        <p class="edu-eyebrow">Continuing education</p>
        <h1>${title}</h1>
        <p>${intro}</p>
      </section>
      <section aria-labelledby="edu-list-title">
        <h2 id="edu-list-title">Latest activities</h2>
        <ul class="edu-cards">
          ${list.map(({ activity, expired }) => activityCard(activity, expired))}
        </ul>
      </section>`,
  );
}

function activityHead(activity: Activity): Html {
  return html`<p class="edu-eyebrow">${activity.kind} · ${specialtyName(activity)}</p>
    <h1>${activity.title}</h1>
    <p class="edu-byline">Authors: ${activity.faculty}</p>`;
}

function earnLink(activity: Activity, expired: boolean): Html {
  return expired
    ? html`<p class="edu-notice">This activity has expired.</p>`
    : html`<a class="edu-earn-top" href="${testPath(activity)}">Earn CME/CE Credit &gt;&gt;</a>`;
}

/** The first page of an activity: what it is, and the way in. */
export function activityEntry(activity: Activity, expired: boolean): Html {
  return educationBody(
    html`<article class="edu-activity">
      ${activityHead(activity)}
      <p class="edu-dates">
        CME / CE Released: ${longDate.format(Date.parse(activity.released))}<br />
        Valid for credit through: ${longDate.format(Date.parse(activity.expires))}
      </p>
      <div id="content_btn_row">
        <span><a href="#cmeinfo">CME Information</a></span>
      </div>
      <div class="edu-actions">
        <a class="edu-button" href="${activityPath(activity, 1)}">Continue to Activity</a>
        ${
          activity.preActivity.length > 0 && !expired
            ? html`<a class="edu-button edu-button-quiet" href="${preActivityPath(activity)}"
                >Pre-Activity Questionnaire</a
              >`
            : ''
        }
        ${earnLink(activity, expired)}
      </div>
      <section id="cmeinfo" class="edu-info">
        <h2>CME Information</h2>
        <dl>
          <dt>Goal</dt>
          <dd>${activity.goal}</dd>
          <dt>Learning objectives</dt>
          <dd>
            <ul>
              ${activity.objectives.map((objective) => html`<li>${objective}</li>`)}
            </ul>
          </dd>
          <dt>Credit</dt>
          <dd>${activity.credits} sample credits; ${activity.minutes} minutes; pass mark ${passMark}%</dd>
          <dt>Disclosure</dt>
          <dd>Invented for a local test system. The credit has no value outside of it.</dd>
        </dl>
      </section>
    </article>`,
  );
}

function pageNav(activity: Activity, page: number): Html {
  const numbers = activity.pages.map((_, index) => index + 1);
  return html`<nav id="page_nav" aria-label="Pages of this activity">
    <span class="edu-page-count">Page ${page} of ${activity.pages.length}</span>
    ${numbers.map((number) =>
      number === page
        ? html`<a href="${activityPath(activity, number)}" aria-current="page">${number}</a>`
        : html`<a href="${activityPath(activity, number)}">${number}</a>`,
    )}
    ${page < activity.pages.length ? html`<a class="edu-next" href="${activityPath(activity, page + 1)}">Next</a>` : ''}
  </nav>`;
}

/** @returns null where the activity has no such page */
export function activityReading(activity: Activity, page: number, expired: boolean): Html | null {
  const content = activity.pages[page - 1];
  if (!content) return null;
  const last = page === activity.pages.length;
  return educationBody(
    html`<article class="edu-activity">
      ${activityHead(activity)}
      <div class="edu-actions">${earnLink(activity, expired)}</div>
      <div id="article-content" class="edu-text">
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
              <a class="cme_btn cme_erncr-bttm_btn edu-button" href="${testPath(activity)}">Earn Credit</a>
            </p>`
          : ''
      }
    </article>`,
  );
}

function questionField(question: Question, answers: Answers, missing: boolean): Html {
  return html`<fieldset class="${missing ? 'edu-question is-missing' : 'edu-question'}">
    <legend>${question.text}</legend>
    ${question.choices.map(
      ({ id, text }) =>
        html`<label class="edu-choice">
          <input type="radio" name="${question.id}" value="${id}" ${answers[question.id] === id ? html`checked` : ''} />
          <span>${text}</span>
        </label>`,
    )}
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
  return html`${returned ? html`<p class="form-error" role="alert">${returned.message}</p>` : ''}
    <form method="post" action="${action}" class="edu-form">
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      ${questions.map((question) => questionField(question, answers, missing.includes(question)))}
      <p id="edu_workflow_submit"><input class="edu-button" type="submit" name="submitbutton" value="${button}" /></p>
    </form>`;
}

export function preActivityForm(activity: Activity, returned?: Returned): Html {
  return educationBody(
    html`<article class="edu-activity">
      <p class="edu-eyebrow">${activity.title}</p>
      <h1>Pre-Activity Questionnaire</h1>
      <p class="edu-lead">Your answers are not scored. They show what the activity changes.</p>
      ${questionForm({
        action: '/questionnaire/submitForm/',
        fields: { questionnaireId: String(activity.questionnaire), form: 'pre-activity' },
        questions: activity.preActivity,
        button: 'Submit',
        returned,
      })}
      <p><a href="${activityPath(activity, 1)}">Continue to Activity</a></p>
    </article>`,
  );
}

export function testForm(activity: Activity, last: Score | null, returned?: Returned): Html {
  return educationBody(
    html`<article class="edu-activity">
      <p class="edu-eyebrow">${activity.title}</p>
      <h1>CME / CE Test</h1>
      ${
        last && !returned
          ? html`<div class="edu-result is-failed" role="status">
              <p>
                <strong>You scored ${last.percent}%.</strong> A score of ${passMark}% or more is needed. You may try
                again.
              </p>
              <p><a href="${activityPath(activity, 1)}">Return to the activity</a></p>
            </div>`
          : html`<p class="edu-lead">To earn credit, answer all questions. The pass mark is ${passMark}%.</p>`
      }
      ${questionForm({
        action: '/questionnaire/submitForm/',
        fields: { questionnaireId: String(activity.questionnaire), form: 'test' },
        questions: activity.test,
        button: 'Submit',
        returned,
      })}
    </article>`,
  );
}

export function testPassed(activity: Activity, score: Score): Html {
  return educationBody(
    html`<article class="edu-activity">
      <p class="edu-eyebrow">${activity.title}</p>
      <h1>Test Results</h1>
      <div class="edu-result is-passed" role="status">
        <p><strong>You scored ${score.percent}%.</strong> You have passed the test.</p>
      </div>
      <ol class="edu-review">
        ${activity.test.map(
          ({ text, choices, answer, because }) =>
            html`<li>
              <p class="edu-review-question">${text}</p>
              <p class="edu-review-answer">${choices.find(({ id }) => id === answer)?.text ?? ''}</p>
              <p class="edu-review-because">${because}</p>
            </li>`,
        )}
      </ol>
      <p id="edu_workflow_submit">
        <a id="btn_con_eval" class="edu-button" href="${evaluationPath(activity)}">Continue to Evaluation</a>
      </p>
    </article>`,
  );
}

export function evaluationForm(activity: Activity, returned?: Returned): Html {
  return educationBody(
    html`<article class="edu-activity">
      <p class="edu-eyebrow">${activity.title}</p>
      <h1>Evaluation</h1>
      <p class="edu-lead">Tell us how the activity was. Your credit follows.</p>
      ${questionForm({
        action: '/qna/form-evaluation/',
        fields: { questionnaireId: String(activity.questionnaire) },
        questions: evaluation,
        button: 'Submit Evaluation',
        returned,
      })}
    </article>`,
  );
}

/** A page that says why nothing more can be done with an activity. */
export function activityNotice(activity: Activity, message: string): Html {
  return educationBody(
    html`<article class="edu-activity">
      <p class="edu-eyebrow">${activity.title}</p>
      <h1>CME / CE Test</h1>
      <p class="edu-notice" role="status">${message}</p>
      <p class="edu-actions">
        <a class="edu-button" href="/activitytracker">Transcript</a>
        <a href="${activityPath(activity)}">Return to the activity</a>
      </p>
    </article>`,
  );
}

export function certificate(activity: Activity, earned: Earned, member: Member): Html {
  return educationBody(
    html`<div class="edu-activity">
      <h1>Certificate</h1>
      <div id="certborder">
        <p class="cert-kicker">This certifies that</p>
        <p class="cert-name">${member.name}</p>
        <p>has participated in the educational activity titled</p>
        <h2><i>${activity.title}</i></h2>
        <p>on ${longDate.format(earned.at)} and is awarded ${activity.credits} sample credits.</p>
        <p class="cert-small">Sample certificate of a local test system. It attests to nothing.</p>
      </div>
      <p class="edu-actions"><a class="edu-button" href="/activitytracker">Transcript</a></p>
    </div>`,
  );
}

export function tracker(
  member: Member,
  rows: readonly { readonly activity: Activity; readonly earned: Earned }[],
): Html {
  return educationBody(
    html`<section class="edu-activity edu-tracker">
      <h1>Transcript</h1>
      <p class="edu-lead">Credit earned by ${member.name}</p>
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
                <td data-label="Date">${longDate.format(earned.at)}</td>
                <td data-label="Activity"><a href="${activityPath(activity)}">${activity.title}</a></td>
                <td data-label="Credits">${activity.credits}</td>
                <td data-label="Certificate"><a href="${certificatePath(activity)}">View certificate</a></td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${rows.length === 0 ? html`<p class="edu-notice">You have not earned any credit yet.</p>` : ''}
    </section>`,
  );
}
