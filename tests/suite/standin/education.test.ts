import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { activities, evaluation, passMark, type Activity } from '../../../standin/data/cme.ts';
import { startStandin, type Standin } from '../../../standin/server.ts';
import { isExpired, Progress, ProgressBook, scoreTest } from '../../../standin/surfaces/education-progress.ts';
import { Visitor } from './visitor.ts';

function activityBy(test: (activity: Activity) => boolean): Activity {
  const found = activities.find(test);
  if (!found) throw new Error('no such activity in the data');
  return found;
}

const now = Date.UTC(2026, 10, 1);
const current = activityBy((activity) => !isExpired(activity, now) && activity.preActivity.length > 0);
const expired = activityBy((activity) => isExpired(activity, now));

const rightAnswers = ({ test: questions }: Activity): Record<string, string> =>
  Object.fromEntries(questions.map(({ id, answer }) => [id, answer]));

/** The right answers with the first `wrong` of them turned into wrong ones. */
function answersWith(activity: Activity, wrong: number): Record<string, string> {
  const answers = rightAnswers(activity);
  for (const { id, choices, answer } of activity.test.slice(0, wrong)) {
    answers[id] = choices.find((choice) => choice.id !== answer)?.id ?? '';
  }
  return answers;
}

describe('the data of education', () => {
  test('there are six activities, one of which has expired', () => {
    assert.equal(activities.length, 6);
    assert.equal(activities.filter((activity) => isExpired(activity, now)).length, 1);
  });

  test('addresses, questionnaires and ids of choices are unique', () => {
    const choices = activities.flatMap(({ test: questions, preActivity }) =>
      [...questions, ...preActivity].flatMap((question) => question.choices.map(({ id }) => id)),
    );
    const ids = [...choices, ...activities.flatMap(({ slug, questionnaire }) => [slug, String(questionnaire)])];
    assert.equal(new Set(ids).size, ids.length);
  });

  for (const activity of activities) {
    test(`"${activity.title}" has the address of an activity, pages to turn, and an answer to each question`, () => {
      assert.match(activity.slug, /^[a-z0-9-]+-\d{4}a[0-9a-z]{7}$/);
      assert.ok(activity.pages.length >= 2);
      for (const { choices, answer } of activity.test) assert.ok(choices.some(({ id }) => id === answer));
      assert.match(activity.pages.at(-1)?.paragraphs.at(-1) ?? '', /sample text/);
    });
  }
});

describe('scoring a test', () => {
  for (const activity of activities) {
    const questions = activity.test.length;
    for (let wrong = 0; wrong <= questions; wrong += 1) {
      const passed = (questions - wrong) / questions >= passMark / 100;
      test(`${questions - wrong} of ${questions} right ${passed ? 'passes' : 'fails'} in "${activity.title}"`, () => {
        assert.equal(scoreTest(activity, answersWith(activity, wrong)).passed, passed);
      });
    }
  }
});

describe('progress', () => {
  test('a pass is not taken away by a later failure', () => {
    const progress = new Progress();
    progress.record(1, { percent: 80, passed: true });
    progress.record(1, { percent: 20, passed: false });
    assert.deepEqual(progress.scoreOf(1), { percent: 80, passed: true });
  });

  test('credit is earned only after a pass, and once', () => {
    const progress = new Progress();
    assert.equal(progress.earn(1, now), false);
    progress.record(1, { percent: 80, passed: true });
    assert.equal(progress.earn(1, now), true);
    assert.equal(progress.earn(1, now), false);
    assert.equal(progress.earned.length, 1);
  });

  test('the book keeps visitors apart and forgets the first of too many', () => {
    const book = new ProgressBook();
    book.of('first').record(1, { percent: 80, passed: true });
    assert.equal(book.of('second').hasPassed(1), false);
    assert.equal(book.of('first').hasPassed(1), true);
    for (let index = 0; index < 1_000; index += 1) book.of(`visitor ${index}`);
    assert.equal(book.of('first').hasPassed(1), false);
  });

  test('an activity earns credit through the last moment of its last day', () => {
    const end = Date.parse(`${current.expires}T23:59:59.999Z`);
    assert.equal(isExpired(current, end), false);
    assert.equal(isExpired(current, end + 1), true);
  });
});

describe('education on the stand-in', () => {
  let standin: Standin;
  let visitor: Visitor;

  before(async () => {
    standin = await startStandin({ port: 0 });
  });
  after(() => standin.stop());
  beforeEach(() => {
    visitor = new Visitor(standin.port);
  });

  const at = (path: string): string => standin.origins.education + path;
  const testOf = ({ questionnaire }: Activity): string => at(`/qna/processor/${questionnaire}?showStandAlone=true`);

  async function logIn(): Promise<void> {
    const urlCache = encodeURIComponent(btoa(at('/')));
    const { location } = await visitor.post(`${standin.origins.login}/login/sso/getlogin?urlCache=${urlCache}`, {
      userId: 'clinician',
      password: 'local-Qx7-only',
    });
    await visitor.follow(location ?? '');
  }

  const submit = (activity: Activity, answers: Record<string, string>) =>
    visitor.post(at('/questionnaire/submitForm/'), {
      questionnaireId: String(activity.questionnaire),
      form: 'test',
      ...answers,
    });
  const evaluate = (activity: Activity, answers: Record<string, string>) =>
    visitor.post(at('/qna/form-evaluation/'), { questionnaireId: String(activity.questionnaire), ...answers });
  const fullEvaluation = Object.fromEntries(evaluation.map(({ id, choices }) => [id, choices[0]?.id ?? '']));

  test('its home lists every activity, and a specialty its own', async () => {
    const home = await visitor.get(at('/'));
    for (const { slug } of activities) assert.ok(home.body.includes(`href="/viewarticle/${slug}"`));

    const specialty = await visitor.get(at(`/${current.specialty}`));
    for (const { slug, specialty: own } of activities) {
      assert.equal(specialty.body.includes(`href="/viewarticle/${slug}"`), own === current.specialty);
    }
  });

  test('a stranger may see what an activity is, and logs in to read it', async () => {
    assert.equal((await visitor.get(at(`/viewarticle/${current.slug}`))).status, 200);

    const { url } = await visitor.follow(at(`/viewarticle/${current.slug}?page=1`));

    assert.match(url, /\/login\/sso\/getlogin\?urlCache=.+&ac=401$/);
  });

  test('a member reads every page, and no page beyond the last', async () => {
    await logIn();
    for (const [index, { heading }] of current.pages.entries()) {
      const { status, body } = await visitor.get(at(`/viewarticle/${current.slug}?page=${index + 1}`));
      assert.equal(status, 200);
      assert.ok(body.includes(heading));
    }
    for (const page of ['0', String(current.pages.length + 1), 'x', '1.5', '-1']) {
      assert.equal((await visitor.get(at(`/viewarticle/${current.slug}?page=${page}`))).status, 404);
    }
  });

  test('blank answers are refused in the words of the site, and those given are kept', async () => {
    await logIn();
    const [first] = current.test;
    assert.ok(first);

    const { status, body } = await submit(current, { [first.id]: first.answer });

    assert.equal(status, 200);
    assert.match(body, /All questions must be answered in order to proceed\./);
    assert.match(body, new RegExp(`value="${first.answer}"\\s+checked`));
    assert.equal((body.match(/Please choose an answer/g) ?? []).length, current.test.length - 1);
  });

  test('an answer that is none of the choices counts as blank', async () => {
    await logIn();
    const invented = Object.fromEntries(current.test.map(({ id }) => [id, 'no-such-choice']));

    assert.match((await submit(current, invented)).body, /All questions must be answered/);
  });

  test('from a failed test to the certificate, and never a second time', async () => {
    await logIn();

    const failed = await submit(current, answersWith(current, 2));
    assert.equal(failed.status, 303);
    assert.match((await visitor.get(testOf(current))).body, /You scored 50%\./);
    assert.equal((await visitor.get(at(`/qna/form-evaluation/?questionnaireId=${current.questionnaire}`))).status, 302);

    await submit(current, answersWith(current, 1));
    const passed = await visitor.get(testOf(current));
    assert.match(passed.body, /You scored 75%\./);
    assert.match(passed.body, /id="btn_con_eval"/);

    assert.match((await evaluate(current, {})).body, /All questions must be answered/);
    const { location } = await evaluate(current, fullEvaluation);
    assert.equal(location, `/qna/certificate/${current.questionnaire}`);
    const certificate = await visitor.get(at(location ?? ''));
    assert.match(certificate.body, /id="certborder"/);
    assert.match(certificate.body, /Dr\. Sample Clinician/);

    await evaluate(current, fullEvaluation);
    const tracker = await visitor.get(at('/activitytracker'));
    assert.match(tracker.body, /<table id="physicianactivity">/);
    assert.equal(tracker.body.split(`/viewarticle/${current.slug}`).length - 1, 1);
    assert.match((await visitor.get(testOf(current))).body, /You have already earned credit for this activity\./);
  });

  test('an evaluation without a pass earns nothing', async () => {
    await logIn();

    await evaluate(current, fullEvaluation);

    assert.doesNotMatch((await visitor.get(at('/activitytracker'))).body, /\/viewarticle\//);
    assert.equal((await visitor.get(at(`/qna/certificate/${current.questionnaire}`))).status, 404);
  });

  test('two visitors with one account do not see each other’s credit', async () => {
    await logIn();
    await submit(current, rightAnswers(current));
    await evaluate(current, fullEvaluation);
    assert.match((await visitor.get(at('/activitytracker'))).body, /\/viewarticle\//);

    visitor = new Visitor(standin.port);
    await logIn();

    assert.doesNotMatch((await visitor.get(at('/activitytracker'))).body, /\/viewarticle\//);
  });

  test('an expired activity can be read, says so, and earns nothing', async () => {
    await logIn();
    const entry = await visitor.get(at(`/viewarticle/${expired.slug}`));
    assert.match(entry.body, /This activity has expired\./);
    assert.doesNotMatch(entry.body, /\/qna\/processor\//);
    assert.equal((await visitor.get(at(`/viewarticle/${expired.slug}?page=1`))).status, 200);

    await submit(expired, rightAnswers(expired));

    const { body } = await visitor.get(testOf(expired));
    assert.match(body, /This activity has expired\./);
    assert.doesNotMatch(body, /You scored/);
  });

  test('the pre-activity questionnaire leads to the first page once it is complete', async () => {
    await logIn();
    const form = { questionnaireId: String(current.questionnaire), form: 'pre-activity' };
    const answers = Object.fromEntries(current.preActivity.map(({ id, choices }) => [id, choices[0]?.id ?? '']));
    assert.match(
      (await visitor.get(at(`/qna/processor/${current.questionnaire}?preActivity=true`))).body,
      /<title>Pre-Activity Questionnaire/,
    );

    assert.match((await visitor.post(at('/questionnaire/submitForm/'), form)).body, /All questions must be answered/);
    const { location } = await visitor.post(at('/questionnaire/submitForm/'), { ...form, ...answers });

    assert.equal(location, `/viewarticle/${current.slug}?page=1`);
  });

  test('a form that a stranger sends leads over the login to the test', async () => {
    const { status, location } = await submit(current, rightAnswers(current));

    assert.equal(status, 303);
    assert.equal(atob(new URL(location ?? '').searchParams.get('urlCache') ?? ''), testOf(current));
  });

  for (const path of [
    '/viewarticle/no-such-activity-2026a1zzzzzz',
    '/qna/processor/1',
    '/qna/processor/x',
    '/nowhere',
  ]) {
    test(`${path} is missing`, async () => {
      await logIn();
      const { status, body } = await visitor.get(at(path));
      assert.equal(status, 404);
      assert.match(body, /<title>Page Not Found<\/title>/);
    });
  }
});
