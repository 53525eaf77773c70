import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { PageContext, StandinContext, StandinEnv } from '../context.ts';
import {
  activities,
  educationSpecialties,
  evaluation,
  findActivity,
  findQuestionnaire,
  type Activity,
  type Question,
} from '../data/cme.ts';
import { loginUrl, requireMember } from '../gate.ts';
import { renderMissing, renderPage, type Html } from '../layout.ts';
import type { Session } from '../sessions.ts';
import { isExpired, ProgressBook, scoreTest, unanswered, type Answers, type Progress } from './education-progress.ts';
import * as views from './education-views.ts';

type Answer = Response | Promise<Response>;

// The words of the real site.
const allNeeded = 'All questions must be answered in order to proceed.';
const alreadyEarned = 'You have already earned credit for this activity.';
const expiredAlready = 'This activity has expired.';

const progressCookie = 'eduprogress';

/** A posted set of answers, and the activity that they belong to. */
interface Submission {
  readonly activity: Activity;
  readonly form: string;
  readonly answers: Answers;
}

async function readSubmission(c: PageContext): Promise<Submission | null> {
  const fields = await c.req.parseBody();
  const answers = Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const activity = findQuestionnaire(Number(answers['questionnaireId']));
  return activity ? { activity, form: answers['form'] ?? '', answers } : null;
}

/** What came back incomplete; undefined: nothing is missing. */
function returned(questions: readonly Question[], answers: Answers): views.Returned | undefined {
  return unanswered(questions, answers).length > 0 ? { answers, message: allNeeded } : undefined;
}

/** Continuing education: activities to read, tests that earn credit, and the transcript. */
export function educationSurface(standin: StandinContext, now: () => number = Date.now): Hono<StandinEnv> {
  const app = new Hono<StandinEnv>();
  const book = new ProgressBook();
  const expired = (activity: Activity): boolean => isExpired(activity, now());
  const listed = (list: readonly Activity[]) => list.map((activity) => ({ activity, expired: expired(activity) }));
  const show = (c: PageContext, title: string, body: Html): Answer =>
    renderPage(c, standin, {
      surface: 'education',
      title: `${title} | Medscape Education`,
      bodyClass: 'is-cme',
      styles: ['/css/education.css'],
      body,
    });
  const missing = (c: PageContext): Answer => renderMissing(c, standin, 'education');

  const progressOf = (c: PageContext): Progress => {
    const known = getCookie(c, progressCookie);
    const visitor = known ?? randomUUID();
    if (known === undefined) setCookie(c, progressCookie, visitor, { path: '/', httpOnly: true, sameSite: 'Lax' });
    return book.of(visitor);
  };

  /** Lets members through; everybody else logs in first, and comes back to `backTo` where a form was sent. */
  const forMembers = async (
    c: PageContext,
    answer: (session: Session, progress: Progress) => Answer,
    backTo?: string,
  ): Promise<Response> => {
    const session = c.get('session');
    if (session) return answer(session, progressOf(c));
    return backTo === undefined
      ? (requireMember(c, standin) ?? missing(c))
      : c.redirect(`${loginUrl(c, standin, standin.link(c, 'education', backTo))}&ac=401`, 303);
  };

  const showTest = (c: PageContext, activity: Activity, progress: Progress): Answer => {
    const score = progress.scoreOf(activity.questionnaire);
    if (progress.hasEarned(activity.questionnaire)) {
      return show(c, 'CME / CE Test', views.activityNotice(activity, alreadyEarned));
    }
    if (expired(activity)) return show(c, 'CME / CE Test', views.activityNotice(activity, expiredAlready));
    return score?.passed
      ? show(c, 'Test Results', views.testPassed(activity, score))
      : show(c, 'CME / CE Test', views.testForm(activity, score));
  };

  app.get('/', (c) =>
    show(
      c,
      'CME & Education',
      views.activityList(
        'CME & Education',
        'Short activities that earn credit, kept in one transcript.',
        listed(activities),
      ),
    ),
  );

  for (const { slug, name } of educationSpecialties) {
    app.get(`/${slug}`, (c) =>
      show(
        c,
        name,
        views.activityList(
          name,
          `Continuing education in ${name.toLowerCase()}.`,
          listed(activities.filter(({ specialty }) => specialty === slug)),
        ),
      ),
    );
  }

  app.get('/viewarticle/:slug', (c) => {
    const activity = findActivity(c.req.param('slug'));
    if (!activity) return missing(c);
    const page = c.req.query('page');
    if (page === undefined) return show(c, activity.title, views.activityEntry(activity, expired(activity)));
    return forMembers(c, () => {
      const body = views.activityReading(activity, Number(page), expired(activity));
      return body ? show(c, activity.title, body) : missing(c);
    });
  });

  app.get('/qna/processor/:questionnaire', (c) => {
    const activity = findQuestionnaire(Number(c.req.param('questionnaire')));
    if (!activity) return missing(c);
    return forMembers(c, (_, progress) =>
      c.req.query('preActivity') !== undefined && activity.preActivity.length > 0
        ? show(c, 'Pre-Activity Questionnaire', views.preActivityForm(activity))
        : showTest(c, activity, progress),
    );
  });

  // The host's application takes a slash off the end of each path before it looks here.
  app.post('/questionnaire/submitForm', async (c) => {
    const sent = await readSubmission(c);
    if (!sent) return missing(c);
    const { activity, answers } = sent;
    return forMembers(
      c,
      (_, progress) => {
        if (sent.form === 'pre-activity') {
          const wrong = returned(activity.preActivity, answers);
          return wrong
            ? show(c, 'Pre-Activity Questionnaire', views.preActivityForm(activity, wrong))
            : c.redirect(views.activityPath(activity, 1), 303);
        }
        const wrong = returned(activity.test, answers);
        if (wrong) return show(c, 'CME / CE Test', views.testForm(activity, null, wrong));
        if (!expired(activity)) progress.record(activity.questionnaire, scoreTest(activity, answers));
        return c.redirect(views.testPath(activity), 303);
      },
      views.testPath(activity),
    );
  });

  app.get('/qna/form-evaluation', (c) => {
    const activity = findQuestionnaire(Number(c.req.query('questionnaireId')));
    if (!activity) return missing(c);
    return forMembers(c, (_, progress) =>
      progress.hasPassed(activity.questionnaire) && !progress.hasEarned(activity.questionnaire)
        ? show(c, 'Evaluation', views.evaluationForm(activity))
        : c.redirect(views.testPath(activity)),
    );
  });

  app.post('/qna/form-evaluation', async (c) => {
    const sent = await readSubmission(c);
    if (!sent) return missing(c);
    const { activity, answers } = sent;
    return forMembers(
      c,
      (_, progress) => {
        const wrong = returned(evaluation, answers);
        if (wrong) return show(c, 'Evaluation', views.evaluationForm(activity, wrong));
        const earned = progress.earn(activity.questionnaire, now());
        return c.redirect(earned ? views.certificatePath(activity) : views.testPath(activity), 303);
      },
      views.testPath(activity),
    );
  });

  app.get('/qna/certificate/:questionnaire', (c) => {
    const activity = findQuestionnaire(Number(c.req.param('questionnaire')));
    if (!activity) return missing(c);
    return forMembers(c, (session, progress) => {
      const earned = progress.earned.find(({ questionnaire }) => questionnaire === activity.questionnaire);
      return earned ? show(c, 'Certificate', views.certificate(activity, earned, session.member)) : missing(c);
    });
  });

  app.get('/activitytracker', (c) =>
    forMembers(c, ({ member }, progress) => {
      const rows = progress.earned.flatMap((earned) => {
        const activity = findQuestionnaire(earned.questionnaire);
        return activity ? [{ activity, earned }] : [];
      });
      return show(c, 'Transcript', views.tracker(member, rows));
    }),
  );

  return app;
}
