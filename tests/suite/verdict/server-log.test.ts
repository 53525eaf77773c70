import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AttemptEvidence, LogRecord } from '../../../src/evidence/types.ts';
import { classify } from '../../../src/verdict/classify.ts';
import { serverLogId } from '../../../src/verdict/looks.ts';
import { buildRunRecord } from '../../../src/verdict/record.ts';
import type { Finding, JourneyInput, RunRecord, Verdict } from '../../../src/verdict/types.ts';
import {
  at,
  failedWith,
  journeyOf,
  makeErrorRecord,
  makeEvidence,
  makeExchange,
  makeLogRecord,
  makeProbes,
  makeRunInput,
  passedWith,
  policy,
} from './build.ts';

const judged = (...journeys: readonly JourneyInput[]): RunRecord => buildRunRecord(makeRunInput({ journeys }), policy);

const withLog = (evidence: AttemptEvidence, ...logRecords: readonly LogRecord[]): AttemptEvidence => ({
  ...evidence,
  logRecords,
});

const logged = (...records: readonly LogRecord[]): AttemptEvidence => withLog(passedWith(), ...records);
const clean = logged();

/** Served by an ErrorDocument that answers 200. */
const masked = makeLogRecord({ means: 'failed', firstStatus: 500 });
const failedLine = makeErrorRecord({ means: 'failed', exchange: null, code: 'AH01071' });
const lost = makeErrorRecord({
  means: 'lost',
  exchange: null,
  code: 'AH00052',
  text: 'AH00052: child pid 4711 exit signal Segmentation fault (11)',
});
const hop = makeErrorRecord({
  means: 'hop',
  exchange: null,
  code: 'AH01114',
  from: 'proxy_http',
  text: 'AH01114: HTTP: failed to make connection to backend: 127.0.0.1',
});
const good = makeLogRecord({ means: 'good', requestId: 'another', exchange: null });
const ofTheRun = (record: LogRecord): LogRecord => ({
  ...record,
  by: 'window',
  exchange: null,
  requestId: null,
  method: null,
  surface: null,
  path: null,
});
const lookOf = (evidence: AttemptEvidence): JourneyInput =>
  journeyOf([{ ...evidence, exchanges: [], went: [] }], { id: serverLogId, project: 'set-up', surfaces: [] });

type Situation = readonly [what: string, journeys: readonly JourneyInput[], verdict: Verdict, rule: string];
const other = { id: 'other' };

const situations: readonly Situation[] = [
  [
    'every request fails behind a page that looks good, and nobody went that way well',
    [journeyOf([logged(masked)]), journeyOf([logged(masked)], other)],
    'server-error',
    'server-error-stayed',
  ],
  [
    'one request failed so, and another journey went the same way well',
    [journeyOf([logged(masked)]), journeyOf([clean], other)],
    'intermittent-server-error',
    'server-error-went',
  ],
  [
    'nor is a journey whose log was never read a witness',
    [journeyOf([logged(masked)]), journeyOf([passedWith()], other)],
    'server-error',
    'server-error-stayed',
  ],
  [
    'one that went another way is no witness',
    [journeyOf([logged(masked)]), journeyOf([{ ...clean, went: ['GET www /'] }], other)],
    'server-error',
    'server-error-stayed',
  ],
  [
    'one of several requests of the attempt itself failed',
    [journeyOf([logged(masked, good)])],
    'intermittent-server-error',
    'server-error-went',
  ],
  [
    'the good access line of a request whose error line says otherwise is no witness',
    [journeyOf([logged(failedLine, { ...good, requestId: failedLine.requestId })])],
    'server-error',
    'server-error-stayed',
  ],
  [
    'a child of httpd died, and the browser sent the request again',
    [journeyOf([logged(lost)])],
    'intermittent-server-error',
    'server-error-went',
  ],
  [
    'a child of httpd died while the attempt was under way, and nobody knows under which request',
    [journeyOf([logged(ofTheRun(lost))])],
    'intermittent-server-error',
    'server-error-went',
  ],
  [
    'an error of no request, and nobody ended well after it',
    [journeyOf([logged(ofTheRun(failedLine))])],
    'server-error',
    'server-error-stayed',
  ],
  [
    'a child of httpd died, and the browser got nothing',
    [journeyOf([withLog(failedWith(), lost)])],
    'server-error',
    'server-error-stayed',
  ],
  [
    'a child that died beside a failure that stays takes nothing from it',
    [journeyOf([logged(lost, { ...masked, requestId: 'x', path: '/drugs' })])],
    'server-error',
    'server-error-stayed',
  ],
  ['a back end could not be had, and another one answered', [journeyOf([logged(hop)])], 'transient', 'went-away'],
  [
    'the same came back after a good spell',
    [
      journeyOf([logged(hop)]),
      journeyOf([clean], other, 5_000),
      journeyOf([logged({ ...hop, requestId: 'y' })], { id: 'third' }, 10_000),
    ],
    'intermittent-server-error',
    'unavailable-came-back',
  ],
  [
    'a page that was wrong, tried again with a hop behind it',
    [journeyOf([failedWith(), logged(hop)])],
    'transient',
    'went-away',
  ],
  [
    'a 500 that the browser met, then only a hop',
    [journeyOf([failedWith(makeExchange({ status: 500 })), logged(hop)])],
    'intermittent-server-error',
    'server-error-went',
  ],
  [
    'a failure of an image that the page did without',
    [journeyOf([logged({ ...masked, exchange: null, resourceType: 'image' })])],
    'passed',
    'passed',
  ],
  ['lines that are good', [journeyOf([logged(good, { ...good, requestId: 'z' })])], 'passed', 'passed'],
];

describe('what only the log saw', () => {
  for (const [what, journeys, verdict, rule] of situations) {
    test(`${what}: ${verdict}`, () => {
      const record = judged(...journeys).journeys.find(({ id }) => id === journeys[0]?.id);

      assert.equal(record?.verdict, verdict);
      assert.equal(record?.rule, rule);
    });
  }

  test('is told with the number and the words of the error log, and who failed', () => {
    const { journeys, findings } = judged(journeyOf([logged(hop)]), journeyOf([logged(lost)], other));
    const reasons = journeys.flatMap((one) => one.reasons);

    assert.deepEqual(reasons, [
      'Attempt 1: GET /drug/:slug on reference could not have a back end at its first try, whatever the browser saw; AH01114: HTTP: failed to make connection to backend: 127.0.0.1.',
      'The browser was spared it: another try behind it went well.',
      'GET /drug/:slug on reference went to a child of httpd that ended before its time, whatever the browser saw; AH00052: child pid 4711 exit signal Segmentation fault (11).',
      'The browser was spared it, and it is not so every time; yet some users have met it.',
    ]);
    assert.deepEqual(
      findings.map(({ layer, status, errorText, headline }) => [layer, status, errorText, headline]),
      [
        [
          'httpd',
          null,
          'AH00052',
          'reference lost a child of httpd before its time on /drug/:slug (AH00052: child pid 4711 exit signal Segmentation fault (11)), 1 of 2 journeys; not every time, and no retry erases it',
        ],
        [
          'proxy',
          null,
          null,
          'reference could not have a back end at the first try on /drug/:slug (AH01114: HTTP: failed to make connection to backend: 127.0.0.1), 1 of 2 journeys; it went away and stayed away',
        ],
      ],
    );
  });

  test('is of whom the join found to have failed, and of nobody where it does not say', () => {
    const layerOf = (...records: readonly LogRecord[]) => judged(journeyOf([logged(...records)])).findings[0]?.layer;
    const line = makeErrorRecord({ means: 'failed', exchange: 1 });

    assert.equal(layerOf({ ...masked, layer: 'application' }), 'application');
    assert.equal(layerOf(masked, { ...line, layer: 'proxy' }), 'proxy');
    assert.equal(layerOf(masked), 'unknown');
  });

  test('is one finding, however many lines tell of the one request', () => {
    const line = makeErrorRecord({ means: 'failed', exchange: 1 });
    const { findings } = judged(journeyOf([logged(line, masked, { ...line, code: 'AH00037', text: 'another' })]));

    assert.deepEqual(
      findings.map(({ status, signatures }) => [status, signatures.length]),
      [[500, 1]],
    );
    assert.match(findings[0]?.headline ?? '', /logged 500 .*\(AH00037: another\)/);
  });

  test('is told with its host where that is no surface', () => {
    const asset = { ...masked, exchange: null, surface: null, host: 'img.medscape.localhost:4310', path: '/app.js' };
    const { journeys, findings } = judged(journeyOf([logged(asset)]));

    assert.match(journeys[0]?.reasons[0] ?? '', /^GET \/app\.js on img\.medscape\.localhost:4310 was logged/);
    assert.match(findings[0]?.headline ?? '', /^img\.medscape\.localhost:4310 logged 500/);
  });
});

describe('what the browser saw, and the log explains', () => {
  const failing = makeExchange({ status: 500, layer: 'httpd' });
  const told = 'AH00124: Request exceeded the limit of 10 internal redirects due to probable configuration error';

  test('a 500 is one sighting, told with the line of the log without its advice and referrer', () => {
    const evidence = withLog(
      failedWith(failing),
      makeErrorRecord({ means: 'explains' }),
      makeLogRecord({ means: 'explains', finalStatus: 500 }),
    );
    const { journeys, findings } = judged(journeyOf([evidence]));

    assert.deepEqual(journeys[0]?.reasons, [
      `GET /drug/:slug on reference answered 500; Apache's own error page; its log says ${told}.`,
      'No attempt passed.',
    ]);
    assert.equal(findings.length, 1);
    assert.equal(
      findings[0]?.headline,
      `reference answers 500 on /drug/:slug (Apache's own error page; ${told}), 1 journey`,
    );
  });

  test('a refusal is told with it too', () => {
    const line = makeErrorRecord({
      means: 'explains',
      code: 'AH01630',
      text: 'client denied by server configuration: /srv/www/drug',
    });
    const classification = classify(withLog(failedWith(makeExchange({ status: 403, layer: 'httpd' })), line), policy);

    assert.deepEqual(classification.reasons, [
      "GET /drug/:slug on reference answered 403; Apache's own page; its log says AH01630: client denied by server configuration: /srv/www/drug",
    ]);
  });

  test('what a probe met is told by the probe', () => {
    const probes = makeProbes([500], { requestId: 'of-the-probe' });
    const line = makeLogRecord({ means: 'failed', exchange: null, requestId: 'of-the-probe', finalStatus: 500 });
    const { findings } = judged(journeyOf([{ ...failedWith(failing), probes, logRecords: [line] }]));

    assert.ok(
      findings.every(({ headline }) => !headline.includes('logged')),
      findings[0]?.headline,
    );
  });

  test('a line that is joined by its time alone gives way to one with the id of the request', () => {
    const sure = makeErrorRecord({ means: 'explains' });
    const near = { ...sure, by: 'thread' as const, level: 'crit', code: 'AH09999', text: "a neighbour's" };
    const { reasons } = classify(withLog(failedWith(failing), near, sure), policy);

    assert.match(reasons[0] ?? '', /its log says AH00124/);
  });

  test('the gravest line is told', () => {
    const line = makeErrorRecord({ means: 'explains' });
    const graver = { ...line, level: 'crit', code: 'AH01257', text: 'unable to connect to cgi daemon' };
    const { reasons } = classify(withLog(failedWith(failing), line, graver), policy);

    assert.match(reasons[0] ?? '', /its log says AH01257: unable to connect/);
  });
});

describe('the look into the log', () => {
  const only = ({ findings }: RunRecord): Finding => {
    assert.equal(findings.length, 1);
    return findings[0] as Finding;
  };

  test('a clean one is no journey to count', () => {
    const record = judged(journeyOf([clean]), lookOf(clean));

    assert.equal(record.outcome, 'passed');
    assert.equal(record.headline, 'Healthy: 1 journey passed on local.');
  });

  test('what belongs to no request went where a journey ended well after it, and counts all the same', () => {
    const record = judged(journeyOf([clean]), lookOf(logged(ofTheRun(lost))));

    assert.equal(record.outcome, 'intermittent-server-error');
    assert.equal(
      only(record).headline,
      "the site lost a child of httpd before its time (AH00052: child pid 4711 exit signal Segmentation fault (11)), seen in the server's log alone; not every time, and no retry erases it",
    );
    assert.deepEqual(record.journeys.find(({ id }) => id === serverLogId)?.reasons, [
      "The server's log tells of a child of httpd that ended before its time; AH00052: child pid 4711 exit signal Segmentation fault (11).",
      'The browser was spared it, and it is not so every time; yet some users have met it.',
    ]);
  });

  test('where none did, it stays', () => {
    const after = { ...ofTheRun(failedLine), at: at(500_000) };

    assert.equal(judged(journeyOf([clean]), lookOf(logged(after))).outcome, 'server-error');
  });

  test('a log that is silent leaves the verdicts to the browser, and the run inconclusive', () => {
    const silent = makeEvidence({
      ended: 'failed',
      failures: [],
      runner: [{ kind: 'log-silent', message: 'access.log did not grow while 12 requests were made.', at: at(100) }],
    });
    const record = judged(journeyOf([passedWith()]), lookOf(silent));

    assert.equal(record.outcome, 'inconclusive');
    assert.equal(
      only(record).headline,
      "The server's log cannot testify: access.log did not grow while 12 requests were made",
    );
    assert.match(
      record.advice,
      /^Look at the disk and the log configuration of the server, and at how its log is read here/,
    );
    assert.deepEqual(record.journeys.find(({ id }) => id === serverLogId)?.reasons, [
      'Attempt 1: access.log did not grow while 12 requests were made.',
    ]);
    assert.equal(judged(journeyOf([failedWith(makeExchange({ status: 500 }))]), lookOf(silent)).exitCode, 3);
  });

  test('a log of which a part is missing is not said to be silent, and the run is inconclusive too', () => {
    const message = "The server's log could not be read whole: access.log was truncated.";
    const partly = makeEvidence({
      ended: 'failed',
      failures: [],
      runner: [{ kind: 'log-incomplete', message, at: at(100) }],
    });
    const record = judged(journeyOf([passedWith()]), lookOf(partly));

    assert.equal(record.outcome, 'inconclusive');
    assert.equal(only(record).headline, "The server's log could not be read whole: access.log was truncated");
    assert.match(record.advice, /of what is missing, only the browser can testify\.$/);
  });
});
