import type { Exchange, Layer, Probe, StepTiming } from '../../../src/evidence/types.ts';
import type { Surface } from '../../../src/target/types.ts';
import {
  exitCodes,
  verdicts,
  type AttemptRecord,
  type Attachment,
  type Finding,
  type JourneyRecord,
  type RunMeta,
  type RunRecord,
  type RunTrouble,
  type Verdict,
} from '../../../src/verdict/types.ts';

/** Hand-made run records: what the page, the summary and the writer are tested with. */

const start = Date.parse('2026-03-10T09:58:12.000Z');
/** ISO instant so many milliseconds after the sample runs began. */
export const at = (ms: number): string => new Date(start + ms).toISOString();

const origins: Readonly<Record<Surface, string>> = {
  www: 'http://www.medscape.localhost:4310',
  reference: 'http://reference.medscape.localhost:4310',
  emedicine: 'http://emedicine.medscape.localhost:4310',
  search: 'http://search.medscape.localhost:4310',
  login: 'http://login.medscape.localhost:4310',
  education: 'http://www.medscape-education.localhost:4310',
};

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly surface: Surface;
  readonly path: string;
  readonly template: string;
  readonly member?: boolean;
  readonly smoke?: boolean;
}

const entry = (id: string, surface: Surface, path: string, template: string, title: string, more = {}): Entry => ({
  id,
  title,
  surface,
  path,
  template,
  ...more,
});

export const catalogue: readonly Entry[] = [
  entry('home', 'www', '/', '/', 'Home opens with its navigation and news', { smoke: true }),
  entry('specialty-home', 'www', '/cardiology', '/:specialty', 'Specialty home lists its latest news'),
  entry('news-list', 'www', '/index/list_13470_0', '/index/:list', 'Latest news turns to its next page'),
  entry('article', 'www', '/viewarticle/990112', '/viewarticle/:id', 'Article opens for an anonymous reader', {
    smoke: true,
  }),
  entry('article-pages', 'www', '/viewarticle/990145', '/viewarticle/:id', 'Multi-page article turns its pages'),
  entry(
    'login',
    'login',
    '/login/sso/getlogin',
    '/login/sso/getlogin',
    'Member logs in and lands where they were going',
  ),
  entry('logout', 'login', '/logout', '/logout', 'Member logs out and meets the gate again', { member: true }),
  entry('search-drug', 'search', '/search', '/search', 'Search finds a drug', { smoke: true }),
  entry('search-nothing', 'search', '/search', '/search', 'Search without results says so'),
  entry('drug-monograph', 'reference', '/drug/warfarin-342182', '/drug/:slug', 'Drug monograph shows its sections', {
    smoke: true,
  }),
  entry('drug-dosing', 'reference', '/drug/warfarin-342182', '/drug/:slug', 'Dosing turns from adult to pediatric'),
  entry(
    'interactions',
    'reference',
    '/drug-interactionchecker',
    '/drug-interactionchecker',
    'Interaction checker finds the interactions of two drugs',
  ),
  entry(
    'interactions-unknown',
    'reference',
    '/drug-interactionchecker',
    '/drug-interactionchecker',
    'Interaction checker copes with an unknown drug',
  ),
  entry(
    'pill-identifier',
    'reference',
    '/pill-identifier',
    '/pill-identifier',
    'Pill identifier leads to the monograph of a pill',
  ),
  entry('calculator', 'reference', '/calculator/36/bmi', '/calculator/:id/:slug', 'Calculator computes a BMI'),
  entry(
    'condition',
    'emedicine',
    '/article/163062-overview',
    '/article/:id-overview',
    'Condition article opens its sections',
  ),
  entry('cme', 'education', '/viewarticle/880213', '/viewarticle/:id', 'CME activity is read and taken', {
    member: true,
  }),
  entry('slideshow', 'reference', '/slideshow/600123', '/slideshow/:id', 'Slideshow plays to its end'),
  entry('missing-page', 'reference', '/drug/no-such-drug-1', '/drug/:slug', 'A missing page says so'),
];

export const makeExchange = (overrides: Partial<Exchange> = {}): Exchange => ({
  n: 1,
  startedAt: at(4_000),
  method: 'GET',
  url: `${origins.reference}/drug/warfarin-342182`,
  host: 'reference.medscape.localhost',
  surface: 'reference',
  path: '/drug/:slug',
  resourceType: 'document',
  frame: 'main',
  documentOf: null,
  status: 200,
  errorText: null,
  broken: false,
  layer: 'application',
  server: 'Apache',
  requestId: 'aZ3kQn8AAQEAAC7wJk4AAAAB',
  contentType: 'text/html; charset=utf-8',
  headers: {},
  redirects: [],
  title: 'Warfarin (sample)',
  heading: 'warfarin',
  bodyExcerpt: null,
  timing: { waitMs: 84, totalMs: 131 },
  expected: false,
  ...overrides,
});

export const httpd500 =
  '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>500 Internal Server Error</title>\n</head><body>\n<h1>Internal Server Error</h1>\n<p>The server encountered an internal error or\nmisconfiguration and was unable to complete\nyour request.</p>\n<hr>\n<address>Apache/2.4.71 (Debian) Server at reference.medscape.localhost Port 4310</address>\n</body></html>\n';

export const failing500 = (overrides: Partial<Exchange> = {}): Exchange =>
  makeExchange({
    status: 500,
    layer: 'httpd',
    contentType: 'text/html; charset=iso-8859-1',
    title: '500 Internal Server Error',
    heading: 'Internal Server Error',
    bodyExcerpt: httpd500,
    timing: { waitMs: 12, totalMs: 14 },
    ...overrides,
  });

export const makeProbe = (overrides: Partial<Probe> = {}): Probe => ({
  at: at(5_000),
  url: `${origins.reference}/drug/warfarin-342182`,
  surface: 'reference',
  path: '/drug/:slug',
  purpose: 'confirm',
  status: 500,
  errorText: null,
  layer: 'httpd',
  requestId: 'aZ3kQ38AAQEAAC7wJk8AAAAC',
  title: '500 Internal Server Error',
  heading: 'Internal Server Error',
  bodyExcerpt: null,
  headers: {},
  durationMs: 16,
  retryAfterMs: null,
  ...overrides,
});

export const threeProbes = (status: number, from = 5_000, purpose: Probe['purpose'] = 'confirm'): Probe[] =>
  [0, 550, 1_600].map((offset, index) =>
    makeProbe({
      at: at(from + offset),
      status,
      purpose,
      layer: status >= 500 ? 'httpd' : 'application',
      requestId: `aZ3kQ${index}8AAQEAAC7wJk${index}AAAAC`,
    }),
  );

export const makeSteps = (from = 1_000, failLast = false): StepTiming[] =>
  (
    [
      ['open the class list', 640],
      ['open the monograph', 910],
      ['read its sections', 1_220],
    ] as const
  ).map(([title, durationMs], index, all) => ({
    title,
    startedAt: at(from + all.slice(0, index).reduce((sum, [, ms]) => sum + ms, 0)),
    durationMs,
    failed: failLast && index === all.length - 1,
  }));

export const makeAttempt = (overrides: Partial<AttemptRecord> = {}): AttemptRecord => ({
  index: 0,
  status: 'passed',
  cause: null,
  rule: 'passed',
  reasons: [],
  signature: null,
  durationMs: 2_770,
  startedAt: at(1_000),
  exchanges: [makeExchange()],
  probes: [],
  steps: makeSteps(),
  errors: [],
  console: [],
  pageErrors: [],
  runner: [],
  went: ['GET reference /drug/:slug'],
  logRecords: [],
  attachments: [],
  ...overrides,
});

export const makeJourney = (overrides: Partial<JourneyRecord> = {}): JourneyRecord => ({
  id: 'drug-monograph',
  project: 'desktop',
  title: 'Drug monograph shows its sections',
  file: 'tests/journeys/drug-monograph.spec.ts',
  tags: ['@smoke', '@anonymous', '@read', '@surface-reference'],
  owner: 'reference-team',
  surfaces: ['reference'],
  verdict: 'passed',
  rule: 'passed',
  reasons: ['The first attempt passed.'],
  notRun: null,
  suppressedBy: null,
  durationMs: 2_770,
  attempts: [makeAttempt()],
  ...overrides,
});

export const makeFinding = (overrides: Partial<Finding> = {}): Finding => ({
  verdict: 'server-error',
  cause: 'server-error',
  layer: 'httpd',
  status: 500,
  errorText: null,
  signatures: ['server-error 500 httpd reference GET /drug/:slug'],
  paths: ['/drug/:slug'],
  journeys: ['drug-monograph (desktop)', 'drug-monograph (phone)'],
  surfaces: ['reference'],
  nodes: [],
  firstSeenAt: at(4_000),
  lastSeenAt: at(6_600),
  headline: 'GET /drug/:slug answers 500, from Apache itself.',
  advice: 'Roll back CHG-1234, then run the gate again.',
  suppressed: null,
  ...overrides,
});

export const makeRun = (overrides: Partial<RunMeta> = {}): RunMeta => ({
  id: '20260310-095812-7f3a',
  target: 'local',
  startedAt: at(0),
  finishedAt: at(72_400),
  durationMs: 72_400,
  change: null,
  location: 'fra-1',
  suiteVersion: '0.1.0',
  browser: 'Chromium 156.0.7204.0',
  shards: { expected: 1, seen: 1 },
  workers: 2,
  ...overrides,
});

/** Outcome, exit code and counts are worked out from the journeys, unless given. */
export function makeRecord(overrides: Partial<RunRecord> = {}): RunRecord {
  const journeys = overrides.journeys ?? [makeJourney()];
  const outcome = verdicts.find((verdict) => journeys.some((journey) => journey.verdict === verdict)) ?? 'passed';
  const count = (verdict: Verdict): number => journeys.filter((journey) => journey.verdict === verdict).length;
  return {
    schemaVersion: 1,
    run: makeRun(),
    outcome,
    exitCode: exitCodes[overrides.outcome ?? outcome],
    headline: 'All 38 journeys passed on local.',
    advice: 'Nothing to do.',
    counts: Object.fromEntries(verdicts.map((verdict) => [verdict, count(verdict)])) as Record<Verdict, number>,
    troubles: [],
    findings: [],
    journeys,
    suppressionNotes: [],
    ...overrides,
  };
}

const projects = ['desktop', 'phone'] as const;

/** The journey of one catalogue entry, passed. */
function passing(item: Entry, project: string, n: number): JourneyRecord {
  const durationMs = 1_400 + ((n * 977) % 3_600);
  const document = makeExchange({
    url: origins[item.surface] + item.path,
    host: new URL(origins[item.surface]).hostname,
    surface: item.surface,
    path: item.template,
    startedAt: at(n * 1_500),
    title: item.title,
    heading: item.title,
    requestId: `aZ3kQn8AAQEAAC7wJk4AAA${String(n).padStart(2, '0')}`,
  });
  return makeJourney({
    id: item.id,
    project,
    title: item.title,
    file: `tests/journeys/${item.id}.spec.ts`,
    tags: [
      ...(item.smoke ? ['@smoke'] : []),
      item.member ? '@member' : '@anonymous',
      '@read',
      `@surface-${item.surface}`,
    ],
    owner: `${item.surface}-team`,
    surfaces: [item.surface],
    durationMs,
    attempts: [
      makeAttempt({
        startedAt: at(n * 1_500),
        durationMs,
        exchanges: [document],
        steps: makeSteps(n * 1_500),
        went: [`GET ${item.surface} ${item.template}`],
      }),
    ],
  });
}

const allPassing = (): JourneyRecord[] =>
  projects.flatMap((project, p) => catalogue.map((item, n) => passing(item, project, p * catalogue.length + n)));

const keyOf = (journey: JourneyRecord): string => `${journey.id} (${journey.project})`;

export const passingRecord = (): RunRecord =>
  makeRecord({
    journeys: allPassing(),
    headline: 'All 38 journeys passed on local.',
    advice: 'Nothing to do.',
  });

const shot: Attachment = { name: 'screenshot', contentType: 'image/png', path: 'attachments/drug/screenshot.png' };
const trace: Attachment = { name: 'trace', contentType: 'application/zip', path: 'attachments/drug/trace.zip' };

/** A journey that met a 500 of Apache's own, confirmed by three probes. */
export function serverError(journey: JourneyRecord, layer: Layer = 'httpd', status = 500): JourneyRecord {
  const attempt = journey.attempts[0] ?? makeAttempt();
  const document = attempt.exchanges[0] ?? makeExchange();
  return {
    ...journey,
    verdict: 'server-error',
    rule: 'server-error',
    reasons: [
      `GET ${document.path} answered ${status}, and three probes over 1.6 s met it again.`,
      "It is Apache's own error page: the application was not asked.",
    ],
    durationMs: 4_310,
    attempts: [
      makeAttempt({
        ...attempt,
        status: 'failed',
        cause: 'server-error',
        rule: 'critical-5xx',
        reasons: [`GET ${document.path} answered ${status} to the main document (Apache's own error page).`],
        signature: `server-error ${status} ${layer} ${document.surface ?? ''} GET ${document.path}`,
        durationMs: 4_310,
        exchanges: [
          failing500({ ...document, status, layer, bodyExcerpt: httpd500, title: `${status} Internal Server Error` }),
        ],
        probes: threeProbes(status).map((probe) => ({
          ...probe,
          url: document.url,
          path: document.path,
          surface: document.surface,
          layer,
        })),
        steps: makeSteps(1_000, true),
        errors: [
          `Test aborted: Server error: GET ${document.path} answered ${status}\n\n    at monograph.goto (pages/drug-page.ts:31:5)`,
        ],
        attachments: [shot, trace],
      }),
    ],
    notRun: {
      kind: 'confirmed-server-error',
      reason: 'Three probes met the 500 again: a further attempt would tell nothing new.',
    },
  };
}

/** A journey that failed once and passed when tried again. */
export function failedThenPassed(
  journey: JourneyRecord,
  verdict: Verdict,
  failed: Partial<AttemptRecord>,
): JourneyRecord {
  const passed = journey.attempts[0] ?? makeAttempt();
  return {
    ...journey,
    verdict,
    rule: verdict,
    attempts: [
      makeAttempt({
        ...passed,
        status: 'failed',
        steps: makeSteps(1_000, true),
        attachments: [shot, trace],
        ...failed,
      }),
      { ...passed, index: 1, startedAt: at(9_000) },
    ],
    durationMs: passed.durationMs * 2,
  };
}

export function outageRecord(): RunRecord {
  const surfacesSeen = ['www', 'reference', 'emedicine', 'search', 'login', 'education'] as const;
  const preflights = surfacesSeen.map((surface) => {
    const item = catalogue.find((one) => one.surface === surface) ?? entry('x', surface, '/', '/', surface);
    return serverError({
      ...passing(item, 'setup', 0),
      id: `preflight-${surface}`,
      title: `Preflight of ${surface}`,
      tags: [],
    });
  });
  const reason = 'No surface gave a page in the preflight, so the journeys were not run.';
  const rest = allPassing().map((journey): JourneyRecord => ({
    ...journey,
    verdict: 'inconclusive',
    rule: 'not-run',
    reasons: [reason],
    attempts: [],
    durationMs: 0,
    notRun: { kind: 'outage', reason },
  }));
  return makeRecord({
    run: makeRun({
      target: 'staging',
      durationMs: 4_900,
      finishedAt: at(4_900),
      change: { id: 'CHG-1234', url: 'https://changes.example.test/CHG-1234' },
    }),
    journeys: [...preflights, ...rest],
    headline: 'Outage: all 6 surfaces of staging answer 500, from Apache itself.',
    advice: 'Roll back CHG-1234 now, restart Apache, then run the gate again.',
    findings: [
      makeFinding({
        journeys: preflights.map((journey) => journey.id),
        surfaces: surfacesSeen,
        paths: preflights.map((journey) => journey.attempts[0]?.exchanges[0]?.path ?? '/'),
        signatures: preflights.map((journey) => journey.attempts[0]?.signature ?? ''),
        headline: 'Every surface answers 500, from Apache itself.',
        advice: 'Roll back CHG-1234 now, restart Apache, then run the gate again.',
      }),
    ],
  });
}

/** One route at 500, and an intermittent one beside it. */
export function oneRouteRecord(): RunRecord {
  const journeys = allPassing().map((journey) => {
    if (journey.id === 'drug-monograph' || journey.id === 'drug-dosing') return serverError(journey);
    if (journey.id === 'interactions' && journey.project === 'desktop')
      return failedThenPassed(
        {
          ...journey,
          reasons: [
            'POST /druginteraction.do answered 500 once; the next attempt passed.',
            'A 500 that goes is still a 500.',
          ],
        },
        'intermittent-server-error',
        {
          cause: 'server-error',
          rule: 'critical-5xx',
          reasons: ['GET /druginteraction.do answered 500 to an XHR (passed through from the application).'],
          signature: 'server-error 500 application reference GET /druginteraction.do',
          exchanges: [
            makeExchange(),
            makeExchange({
              n: 2,
              url: `${origins.reference}/druginteraction.do?action=getMultiInteraction&ids=342182,343279`,
              path: '/druginteraction.do',
              resourceType: 'xhr',
              documentOf: 1,
              status: 500,
              layer: 'application',
              contentType: 'application/json',
              title: null,
              heading: null,
              bodyExcerpt: '{"errorCode":1,"error":"pool exhausted (sample text)"}',
            }),
          ],
          probes: threeProbes(200),
          errors: [
            "expect(locator).toHaveCount(expected) failed\n\nLocator: locator('.interactions li')\nExpected: 3\nReceived: 0",
          ],
        },
      );
    return journey;
  });
  const dead = journeys.filter((journey) => journey.verdict === 'server-error');
  return makeRecord({
    run: makeRun({ target: 'production', change: { id: 'CHG-1234', url: 'https://changes.example.test/CHG-1234' } }),
    journeys,
    headline: 'GET /drug/:slug answers 500 on production: 4 of 38 journeys cannot be finished.',
    advice: 'Roll back CHG-1234, then run the gate again.',
    findings: [
      makeFinding({ journeys: dead.map(keyOf) }),
      makeFinding({
        verdict: 'intermittent-server-error',
        layer: 'application',
        signatures: ['server-error 500 application reference GET /druginteraction.do'],
        paths: ['/druginteraction.do'],
        journeys: ['interactions (desktop)'],
        headline: 'GET /druginteraction.do answered 500 once and recovered; it stays on the record.',
        advice: 'Look in the application log for the request ids below.',
      }),
    ],
  });
}

/** Every verdict, a suppression, a trouble and notes. */
export function mixedRecord(): RunRecord {
  const verdictOf: Partial<Record<string, (journey: JourneyRecord) => JourneyRecord>> = {
    'drug-monograph': serverError,
    interactions: (journey) =>
      failedThenPassed(
        { ...journey, reasons: ['GET /druginteraction.do answered 500 once.'] },
        'intermittent-server-error',
        {
          cause: 'server-error',
          rule: 'critical-5xx',
          reasons: ['GET /druginteraction.do answered 500.'],
          signature: 'server-error 500 application reference GET /druginteraction.do',
          exchanges: [failing500({ path: '/druginteraction.do', layer: 'application', resourceType: 'xhr' })],
        },
      ),
    'news-list': (journey) =>
      failedThenPassed(
        { ...journey, reasons: ['GET /index/:list answered 503 once; it went and stayed away.'] },
        'transient',
        {
          cause: 'unavailable',
          rule: 'critical-unavailable',
          reasons: ['GET /index/:list answered 503 (Apache speaking for its backend).'],
          signature: 'unavailable 503 proxy www GET /index/:list',
          exchanges: [
            failing500({
              path: '/index/:list',
              surface: 'www',
              status: 503,
              layer: 'proxy',
              bodyExcerpt: '<h1>Service Unavailable</h1>',
            }),
          ],
          probes: [...threeProbes(503).slice(0, 1), makeProbe({ at: at(5_900), status: 200, layer: 'application' })],
        },
      ),
    condition: (journey) => ({
      ...journey,
      verdict: 'unreachable',
      rule: 'unreachable',
      reasons: ['emedicine refused the connection in all 3 attempts.'],
      attempts: [0, 1, 2].map((index) =>
        makeAttempt({
          index,
          status: 'failed',
          cause: 'network',
          rule: 'critical-network',
          reasons: ['GET /article/:id-overview got no answer: connection refused.'],
          signature: 'network ERR_CONNECTION_REFUSED unknown emedicine GET /article/:id-overview',
          startedAt: at(1_000 + index * 8_000),
          exchanges: [
            makeExchange({
              status: null,
              errorText: 'net::ERR_CONNECTION_REFUSED',
              layer: 'unknown',
              surface: 'emedicine',
              path: '/article/:id-overview',
              server: null,
              requestId: null,
              contentType: null,
              timing: { waitMs: null, totalMs: 3 },
            }),
          ],
        }),
      ),
    }),
    calculator: (journey) => ({
      ...journey,
      verdict: 'regression',
      rule: 'regression',
      reasons: ['The BMI of 70 kg and 1.75 m reads 0, in all 3 attempts.'],
      attempts: [
        makeAttempt({
          status: 'failed',
          cause: 'content',
          rule: 'failed-expectation',
          reasons: ['Every answer was good; the page shows 0 where 22.9 was expected.'],
          signature: 'content calculator read the result',
          errors: [
            'Error: expect(locator).toHaveText(expected) failed\n\nLocator:  getByTestId(\'result\')\nExpected: "22.9"\nReceived: "0"\nTimeout:  5000ms',
          ],
          console: [
            { type: 'error', text: 'Uncaught TypeError: bmi is not a function', url: `${origins.reference}/calc.js` },
          ],
          pageErrors: ['TypeError: bmi is not a function'],
        }),
      ],
    }),
    'search-drug': (journey) => ({
      ...journey,
      verdict: 'blocked',
      rule: 'blocked',
      reasons: ['The edge answered with a bot check.'],
      attempts: [
        makeAttempt({
          status: 'failed',
          cause: 'blocked',
          rule: 'challenge',
          reasons: ['GET /search answered a challenge (403, spoken by the edge).'],
          signature: 'blocked 403 edge search GET /search',
          exchanges: [makeExchange({ status: 403, layer: 'edge', server: 'edge', surface: 'search', path: '/search' })],
        }),
      ],
    }),
    cme: (journey) => ({
      ...journey,
      verdict: 'inconclusive',
      rule: 'not-run',
      reasons: ['The site refused the account, so member journeys were not run.'],
      attempts: [],
      durationMs: 0,
      notRun: { kind: 'login-refused', reason: 'The site refused the account: rotated password or broken login.' },
    }),
    slideshow: (journey) => ({
      ...journey,
      verdict: 'degraded',
      rule: 'degraded',
      reasons: ['Suppressed until 2026-04-01 (reference-team): known broken arrow on slide 7.'],
      suppressedBy: 'content slideshow turn to the last slide',
    }),
    home: (journey) => ({
      ...journey,
      verdict: 'degraded',
      rule: 'over-budget',
      reasons: ['It took 14.2 s; its budget is 10 s.'],
      durationMs: 14_200,
    }),
  };
  const journeys = allPassing().map((journey) =>
    journey.project === 'desktop' ? (verdictOf[journey.id]?.(journey) ?? journey) : journey,
  );
  const finding = (id: string, overrides: Partial<Finding>): Finding => {
    const journey = journeys.find((one) => one.id === id && one.project === 'desktop') ?? makeJourney();
    const attempt = journey.attempts[0];
    return makeFinding({
      verdict: journey.verdict,
      cause: attempt?.cause ?? null,
      status: attempt?.exchanges.at(-1)?.status ?? null,
      errorText: attempt?.exchanges.at(-1)?.errorText ?? null,
      layer: attempt?.exchanges.at(-1)?.layer ?? 'unknown',
      signatures: attempt?.signature ? [attempt.signature] : [],
      paths: attempt?.exchanges.at(-1) ? [attempt.exchanges.at(-1)?.path ?? ''] : [],
      surfaces: journey.surfaces,
      journeys: [keyOf(journey)],
      ...overrides,
    });
  };
  return makeRecord({
    run: makeRun({ target: 'staging', change: { id: 'CHG-1240', url: null } }),
    journeys,
    headline: 'GET /drug/:slug answers 500 on staging; 8 other journeys have troubles of their own.',
    advice: 'Roll back CHG-1240, then look at the emedicine host.',
    troubles: [
      { kind: 'lost-shard', message: 'Shard 2 of 2 left no report.' },
      { kind: 'note', message: 'Member journeys ran without a renewed session.' },
    ],
    findings: [
      finding('drug-monograph', { advice: 'Roll back CHG-1240, then run the gate again.' }),
      finding('interactions', {
        headline: 'GET /druginteraction.do answered 500 once and recovered; it stays on the record.',
        advice: 'Look in the application log for the request ids below.',
      }),
      finding('condition', {
        headline: 'emedicine refuses connections.',
        advice: 'Look at the emedicine host: is httpd running, is the port open?',
        nodes: ['web-03'],
      }),
      finding('calculator', {
        status: null,
        paths: [],
        layer: 'unknown',
        headline: 'The BMI calculator shows 0 instead of 22.9.',
        advice: 'Ask reference-team: a script of the page fails.',
      }),
      finding('search-drug', {
        headline: 'A bot check stands before search.',
        advice: 'Ask the edge team to let the monitor through.',
      }),
      finding('cme', {
        headline: 'Member journeys were not run: the site refused the account.',
        advice: "Renew the monitor's account.",
      }),
      finding('home', {
        headline: 'Home took 14.2 s of a budget of 10 s.',
        advice: 'Watch it; nothing is broken.',
        status: null,
      }),
      finding('slideshow', {
        headline: 'Slide 7 has no arrow.',
        advice: 'Known; nothing to do before 2026-04-01.',
        suppressed: { owner: 'reference-team', expires: '2026-04-01', reason: 'known broken arrow on slide 7' },
      }),
      finding('news-list', {
        headline: 'GET /index/:list answered 503 once and stayed good afterwards.',
        advice: 'Nothing to do now; look if it comes back.',
      }),
    ],
    suppressionNotes: ['The suppression "content old-journey open" expired on 2026-02-28 and no longer holds.'],
  });
}

export function inconclusiveRecord(): RunRecord {
  const message = 'chromium: executable not found at /opt/chromium';
  return makeRecord({
    journeys: allPassing()
      .slice(0, 6)
      .map((journey) => ({
        ...journey,
        verdict: 'inconclusive',
        rule: 'only-runner',
        reasons: ['Every attempt failed on our own side: the browser is missing.'],
        attempts: [
          makeAttempt({
            status: 'failed',
            cause: 'runner',
            rule: 'runner',
            reasons: ['The browser could not be started.'],
            exchanges: [],
            steps: [],
            runner: [{ kind: 'browser-missing', message, at: at(900) }],
            errors: [message],
          }),
        ],
      })),
    headline: 'Nothing can be said about local: the browser could not be started.',
    advice: 'Run npm start once to install a browser, or set BROWSER_PATH.',
    findings: [
      makeFinding({
        verdict: 'inconclusive',
        cause: 'runner',
        status: null,
        layer: 'unknown',
        signatures: [],
        paths: [],
        headline: 'The browser could not be started.',
        advice: 'Run npm start once to install a browser, or set BROWSER_PATH.',
      }),
    ],
  });
}

export function interruptedRecord(): RunRecord {
  const reason = 'The run was interrupted before it was started.';
  const journeys = allPassing().map((journey, n): JourneyRecord =>
    n < 12
      ? journey
      : {
          ...journey,
          verdict: 'inconclusive',
          rule: 'not-run',
          reasons: [reason],
          attempts: [],
          durationMs: 0,
          notRun: { kind: 'interrupted', reason },
        },
  );
  const troubles: RunTrouble[] = [{ kind: 'interrupted', message: 'The run was stopped by SIGINT after 21 s.' }];
  return makeRecord({
    journeys,
    troubles,
    exitCode: 130,
    headline: 'Interrupted: 12 of 38 journeys passed on local, the rest was not run.',
    advice: 'Run it again.',
  });
}

/** A thousand journeys, a tenth of them failing. */
export function thousandRecord(): RunRecord {
  const journeys = Array.from({ length: 1_000 }, (_, n) => {
    const item = catalogue[n % catalogue.length] ?? entry('x', 'www', '/', '/', 'x');
    const journey = {
      ...passing(item, n % 2 ? 'phone' : 'desktop', n),
      id: `${item.id}-${n}`,
      title: `${item.title}, ${n}`,
    };
    return n % 10 === 0 ? serverError(journey) : journey;
  });
  return makeRecord({
    journeys,
    headline: '100 of 1,000 journeys meet a 500.',
    advice: 'Roll back the last change.',
    findings: [makeFinding({ journeys: journeys.filter((journey) => journey.verdict === 'server-error').map(keyOf) })],
  });
}
