import type { AttemptEvidence, NotRun } from '../evidence/types.ts';
import { surfaces } from '../target/types.ts';
import type { AttemptInput, JourneyInput } from '../verdict/types.ts';
import { isLogin } from '../verdict/looks.ts';
import { isRefused, type EndedTest, type PlannedTest } from './collect.ts';
import { firstLine } from './format.ts';

export interface Told {
  readonly target: string;
  readonly planned: readonly PlannedTest[];
  /** In the order in which they ended. */
  readonly ended: readonly EndedTest[];
  /** The run was stopped before its end. */
  readonly interrupted: boolean;
}

/**
 * The journeys of a run from the plain words of its tests: one for each test, and one for each that the set-up stands for.
 * Repetitions and the set-ups of merged shards bring one journey more than once; judging keeps the worst of them. What a shard's set-up
 * met explains the journeys of that shard alone.
 */
export function journeyInputs(told: Told): JourneyInput[] {
  const parts = Map.groupBy(told.planned, ({ part }) => part ?? null);
  const journeys = [...parts.values()].flatMap((planned) => {
    const own = new Set(planned.map(({ testId }) => testId));
    return ofOnePart({ ...told, planned, ended: told.ended.filter(({ testId }) => own.has(testId)) });
  });
  if (parts.size === 1) return journeys;
  // A shard that was started again has run what it did not come to before.
  const nameOf = ({ id, project }: JourneyInput): string => `${id} ${project}`;
  const ran = new Set(journeys.filter(({ attempts }) => attempts.length > 0).map(nameOf));
  return journeys.filter((journey) => journey.attempts.length > 0 || !ran.has(nameOf(journey)));
}

function ofOnePart(told: Told): JourneyInput[] {
  const outage = outageIn(told);
  const renewals = renewalsIn(told);
  const resultsOf = Map.groupBy(told.ended, ({ testId }) => testId);
  const host = told.planned.find(({ journey }) => journey === null)?.testId ?? told.planned[0]?.testId;
  return told.planned.flatMap((test) => {
    const results = resultsOf.get(test.testId) ?? [];
    const renewed = test.testId === host ? renewals : [];
    if (test.journey === null) return ofSetUp(test, [...results, ...renewed], told);
    const journeys = [ofTest(test, test.journey, results, told, outage)];
    return renewed.length === 0 ? journeys : [...journeys, ...ofSetUp(test, renewed, told)];
  });
}

/** A session that had expired was renewed by the journey that met it: told with the set-up's login, whose second attempt it is. */
function renewalsIn({ planned, ended }: Told): EndedTest[] {
  const journeys = new Map(planned.map(({ testId, journey }) => [testId, journey]));
  return ended.flatMap((result) => {
    const own = journeys.get(result.testId);
    const evidence = result.evidence.filter(({ journey }) => journey !== own && isLogin({ id: journey }));
    const renewal = { ...result, asExpected: true, evidence, notRun: [], errors: [] };
    return own === null || own === undefined || evidence.length === 0 ? [] : [renewal];
  });
}

function ofTest(
  test: PlannedTest,
  id: string,
  results: readonly EndedTest[],
  told: Told,
  outage: string | null,
): JourneyInput {
  const isOwn = ({ journey }: { readonly journey: string }): boolean => journey === id;
  const attempts = results
    .filter((result) => result.evidence.some(isOwn) || (!isRefused(result) && result.ended !== 'skipped'))
    .map((result) => attemptOf(result, result.evidence.find(isOwn) ?? null));
  // An attempt that ran after all takes back the word that it would not.
  const notRun = results
    .flatMap((result) => result.notRun)
    .findLast((one) => one.journey === id && attempts.every(({ index }) => index !== one.index));
  return {
    ...common(test, told),
    id,
    title: test.title,
    surfaces: test.surfaces,
    attempts,
    notRun: notRun ?? (attempts.length > 0 ? null : neverStarted(test, id, told, outage)),
  };
}

/**
 * What the set-up looked at (a preflight of each surface, the login of each role). Where the set-up failed and none of its
 * evidence says why, it is a journey itself: nothing that failed goes untold.
 */
function ofSetUp(test: PlannedTest, results: readonly EndedTest[], told: Told): JourneyInput[] {
  const seen = results.flatMap((result) => result.evidence.map((evidence) => ({ result, evidence })));
  const left = results.flatMap((result) => result.notRun);
  const ids = new Set([...seen.map(({ evidence }) => evidence.journey), ...left.map(({ journey }) => journey)]);
  const looked = [...ids].map((id): JourneyInput => {
    const own = seen.filter(({ evidence }) => evidence.journey === id);
    return {
      ...common(test, told),
      id,
      title: setUpTitle(id),
      surfaces: surfacesOf(
        id,
        own.map(({ evidence }) => evidence),
      ),
      // The result's own errors are the set-up's; each look has said what failed it.
      attempts: own.map(({ result, evidence }) => {
        const errors = evidence.failures.map(({ message }) => message);
        const attachments = result.attachments.filter(({ name }) => name === `screenshot ${id}`);
        return attemptOf({ ...result, errors, attachments }, evidence);
      }),
      notRun: left.findLast(({ journey }) => journey === id) ?? null,
      // Whoever runs the suite has seen a preflight pass. A login that is refused leaves the word to the journey that logs in.
      verified: !isLogin({ id }),
    };
  });
  const last = results.at(-1);
  // A look may come to its end and have met a server's failure all the same, in the styles of its page: then it was probed.
  const explained =
    seen.some(({ evidence }) => evidence.ended !== 'passed' || evidence.probes.length > 0) || left.length > 0;
  if (!last || last.asExpected || explained) return looked;
  const id = slug(test.title);
  return [...looked, ofTest({ ...test, verified: [told.target] }, id, results.map(withoutEvidence), told, null)];
}

const withoutEvidence = (result: EndedTest): EndedTest => ({ ...result, evidence: [] });

const common = (
  test: PlannedTest,
  { target }: Told,
): Pick<JourneyInput, 'project' | 'file' | 'tags' | 'owner' | 'verified' | 'budgetMs' | 'retries'> => ({
  project: test.project,
  file: test.file,
  tags: test.tags,
  owner: test.owner,
  verified: test.verified.includes(target),
  budgetMs: test.budgetMs,
  retries: test.retries,
});

/**
 * Evidence has the first word on how an attempt ended: a journey that came to its end is failed afterwards where an earlier
 * attempt met a server error, so that Playwright does not call it flaky, and it has passed all the same.
 */
const attemptOf = (result: EndedTest, evidence: AttemptEvidence | null): AttemptInput => ({
  index: evidence?.index ?? result.index,
  ended: evidence?.ended ?? (result.ended === 'skipped' ? 'interrupted' : result.ended),
  startedAt: evidence?.startedAt ?? result.startedAt,
  durationMs: evidence?.durationMs ?? result.durationMs,
  evidence,
  errors: result.errors,
  attachments: result.attachments,
});

/** First line of what ended the set-up; null: it did not fail. */
function outageIn({ planned, ended }: Told): string | null {
  const setUps = new Set(planned.filter(({ journey }) => journey === null).map(({ testId }) => testId));
  const failed = ended.findLast((result) => setUps.has(result.testId) && !result.asExpected);
  return failed ? firstLine(failed.errors[0] ?? 'The set-up failed, so the journeys are not run.') : null;
}

function neverStarted(test: PlannedTest, journey: string, told: Told, outage: string | null): NotRun {
  const [kind, reason]: [NotRun['kind'], string] = told.interrupted
    ? ['interrupted', 'The run was interrupted before it was started.']
    : outage !== null
      ? ['outage', outage.replace(/^Error: /, '')]
      : ['interrupted', 'Playwright did not start it: it was skipped, or the run stopped early.'];
  return { schemaVersion: 1, runId: '', journey, project: test.project, index: 0, kind, reason };
}

/** `preflight-www`, `login-member`: the tail of the id is a surface or a role. */
function setUpTitle(id: string): string {
  const [, kind, of] = /^(preflight|login)-(.+)$/.exec(id) ?? [];
  return kind && of ? `${kind === 'login' ? 'Login of a' : 'Preflight of'} ${of}` : id;
}

function surfacesOf(id: string, evidence: readonly AttemptEvidence[]): JourneyInput['surfaces'] {
  const named = surfaces.filter((surface) => id === `preflight-${surface}` || (isLogin({ id }) && surface === 'login'));
  return named.length > 0
    ? named
    : surfaces.filter((surface) => evidence.some(({ exchanges }) => exchanges.some((one) => one.surface === surface)));
}

const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'set-up';
