import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { LogLine } from '../../../src/apache/types.ts';
import { senderIn, senderKey, agentSuffix } from '../../../src/evidence/agent.ts';
import { holdsAllOf, joinLogs } from '../../../src/evidence/join-logs.ts';
import { logRules } from '../../../src/evidence/log-rules.ts';
import type { AttemptEvidence, JoinedLogs, Layer, LogJoin, LogRecord } from '../../../src/evidence/types.ts';
import { later, makeEvidence, makeExchange, makeLost, makeProbe } from '../verdict/build.ts';
import { agentOf, at, makeAccess, makeError, makeJoin, makeWindow, start } from './log-build.ts';

const recordsOf = (joined: JoinedLogs, index = 0): readonly LogRecord[] => joined.attempts[index]?.logRecords ?? [];
/** What the records are evidence of: kind, by what they were joined, meaning. */
const told = (records: readonly LogRecord[]): string[] =>
  records.map(({ kind, by = '', means = '', code, exchange }) =>
    [kind, by, means, code, exchange === null ? null : `#${String(exchange)}`].filter(Boolean).join(' '),
  );
const page = (overrides: Parameters<typeof makeExchange>[0] = {}): AttemptEvidence =>
  makeEvidence({ exchanges: [makeExchange({ requestId: 'id-1', ...overrides })] });
/** The browser saw it good and kept nothing of it but its id. */
const unkept = makeEvidence({ exchanges: [], requestIds: [{ n: 3, id: 'id-1', type: 'xhr' }] });

/** As the parent tells of it. */
const childEnd = { id: null, pid: 1, level: 'notice', code: 'AH00052', at: start + 400 };

/** `combined` without more. */
const hostless = { id: null, pid: null, tid: null, host: null, vhost: null, withinMs: 1_000, durationUs: null };

type Case = readonly [what: string, attempt: AttemptEvidence, lines: readonly LogLine[], expected: readonly string[]];

const hopLines = [
  makeError({ id: null, module: 'proxy', code: 'AH00957', at: start + 121 }),
  makeError({ id: null, module: 'proxy', code: 'AH00959', at: start + 122 }),
  makeError({ module: 'proxy_http', code: 'AH01114', at: start + 123 }),
];

const shared: readonly Case[] = [
  [
    'a rewrite loop (200/500) explains the 500 that the browser saw',
    page({ status: 500 }),
    [makeAccess({ finalStatus: 500, handler: 'redirect-handler' }), makeError()],
    ['access id explains #1', 'error id explains AH00124 #1'],
  ],
  ['an error page that answers 200 hides a 500', page(), [makeAccess({ firstStatus: 500 })], ['access id failed #1']],
  [
    'a 500 of which the browser kept nothing but a good id',
    unkept,
    [makeAccess({ firstStatus: 500 })],
    ['access id failed'],
  ],
  [
    'a 500 that the browser holds for a 404 is not the failure that it saw',
    page({ status: 404 }),
    [makeAccess({ firstStatus: 500, finalStatus: 404 })],
    ['access id failed #1'],
  ],
  [
    'an error line of a request that was shown good',
    page(),
    [makeAccess(), makeError({ code: 'AH01796' })],
    ['access id good #1', 'error id failed AH01796 #1'],
  ],
  [
    'a line without an AH code counts alike',
    unkept,
    [makeAccess(), makeError({ code: null, level: 'alert', text: '/x/.htaccess: Invalid command' })],
    ['access id good', 'error id failed'],
  ],
  [
    'a hop that went: the lines without an id are known by process, thread and time',
    page(),
    [makeAccess(), ...hopLines],
    ['access id good #1', 'error thread hop AH00957 #1', 'error thread hop AH00959 #1', 'error id hop AH01114 #1'],
  ],
  [
    'the same hop explains a 503',
    page({ status: 503 }),
    [makeAccess({ firstStatus: 503, finalStatus: 503 }), ...hopLines],
    [
      'access id explains #1',
      'error thread explains AH00957 #1',
      'error thread explains AH00959 #1',
      'error id explains AH01114 #1',
    ],
  ],
  [
    'a line of the same thread at another time is somebody else’s',
    page(),
    [makeAccess(), makeError({ id: null, code: 'AH00957', at: start + 900 })],
    ['access id good #1'],
  ],
  [
    'a broken-off answer is explained by the hop that broke it',
    page({ broken: true, errorText: 'net::ERR_CONTENT_LENGTH_MISMATCH' }),
    [makeAccess({ connection: 'closed' }), makeError({ module: 'proxy_http', code: 'AH01110' })],
    ['access id explains #1', 'error id explains AH01110 #1'],
  ],
  [
    'a refusal and the line that says why are no server error',
    unkept,
    [
      makeAccess({ firstStatus: 403, finalStatus: 403, handler: null }),
      makeError({ module: 'authz_core', code: 'AH01630' }),
    ],
    ['error id good AH01630'],
  ],
  [
    'a refusal that the browser saw',
    page({ status: 403 }),
    [makeAccess({ firstStatus: 403, finalStatus: 403 }), makeError({ code: 'AH00132' })],
    ['access id explains #1', 'error id explains AH00132 #1'],
  ],
  [
    'a 421 and the success after it are the protocol',
    page(),
    [
      makeAccess({ id: 'id-0', firstStatus: 421, finalStatus: 421 }),
      makeError({ id: 'id-0', module: 'ssl', code: 'AH02032' }),
      makeAccess(),
    ],
    ['access id good #1', 'error agent good AH02032'],
  ],
  [
    'a warning is none',
    unkept,
    [makeAccess(), makeError({ level: 'warn', code: 'AH01909' })],
    ['error id good AH01909'],
  ],
  [
    'what an application says on its stderr is its own affair',
    unkept,
    [makeAccess({ handler: 'cgi-script' }), makeError({ module: 'cgi', code: 'AH01215', text: 'deprecated' })],
    ['error id good AH01215'],
  ],
  [
    'a firewall that only watches fails nothing, and what PHP merely remarks neither',
    unkept,
    [
      makeAccess(),
      makeError({
        module: 'security2',
        code: null,
        text: 'ModSecurity: Warning. Matched phrase "headless" [id "913100"]',
      }),
      makeError({
        module: 'security2',
        code: null,
        text: 'ModSecurity: Rule 7f [id "1"] - Execution error - PCRE limits',
      }),
      makeError({ module: null, code: null, text: 'PHP Notice:  Undefined index: page in /srv/page.php on line 3' }),
    ],
    ['error id good', 'error id good', 'error id good'],
  ],
  [
    'what ended a script of PHP does, and so does a firewall that is broken',
    unkept,
    [
      makeAccess(),
      makeError({ module: 'security2', code: null, text: 'ModSecurity: Output filter: Failed to read bucket' }),
      makeError({ module: null, code: null, text: 'PHP Fatal error:  Allowed memory size exhausted' }),
    ],
    ['access id good', 'error id failed', 'error id failed'],
  ],
  [
    'so it does where it is run through FastCGI, or as a CGI',
    unkept,
    [
      makeAccess({ handler: 'proxy:fcgi://127.0.0.1:9000' }),
      makeError({
        module: 'proxy_fcgi',
        code: 'AH01071',
        text: "Got error 'PHP message: PHP Warning:  Undefined variable $a in /srv/a.php on line 2; PHP message: PHP Fatal error:  Uncaught TypeError: x in /srv/a.php:3\nStack trace:\n#0 {main}'",
      }),
      makeError({ module: 'cgi', code: 'AH01215', text: 'PHP Parse error:  syntax error in /srv/a.php on line 1' }),
      makeError({ module: null, code: null, text: 'FastCGI: server "/fcgi" stderr: PHP message: PHP Fatal error:  x' }),
      makeError({ module: 'fcgid', level: 'warn', code: null, text: 'mod_fcgid: stderr: PHP Fatal error:  x' }),
    ],
    ['access id good', 'error id failed', 'error id failed AH01071', 'error id failed AH01215', 'error id failed'],
  ],
  [
    'and what it merely remarks is harmless there too',
    unkept,
    [
      makeAccess({ handler: 'proxy:fcgi://127.0.0.1:9000' }),
      makeError({
        module: 'proxy_fcgi',
        code: 'AH01071',
        text: "Got error 'PHP message: PHP Warning:  Undefined variable $a in /srv/a.php on line 2; PHP message: PHP Deprecated:  b in /srv/b.php on line 3'",
      }),
      makeError({ code: 'AH01071', text: "Got error 'PHP message: a visitor searched for PHP Fatal error: 1'" }),
      makeError({ module: 'cgi', code: 'AH01215', text: 'PHP Notice:  x in /srv/a.php on line 1' }),
      makeError({ module: null, code: null, text: 'FastCGI: server "/fcgi" stderr: PHP message: PHP Notice:  x' }),
      makeError({ module: 'fcgid', level: 'warn', code: null, text: 'mod_fcgid: stderr: PHP Warning:  x' }),
    ],
    ['error id good', 'error id good AH01071', 'error id good AH01071', 'error id good AH01215', 'error id good'],
  ],
  [
    'a client that has left is no fault',
    unkept,
    [
      makeAccess({ connection: 'aborted' }),
      makeError({ code: 'AH01095', text: '(104)Connection reset by peer: prefetch' }),
    ],
    ['error id good AH01095'],
  ],
  [
    'an answer without an id is known by the User-Agent, and its exchange by way and time',
    page({ requestId: null, status: 502 }),
    [makeAccess({ firstStatus: 502, finalStatus: 502 })],
    ['access agent explains #1'],
  ],
  [
    'the same in a format that tells no host, as `combined` does',
    page({ requestId: null, status: 500, url: 'http://reference.medscape.localhost:4310/drug/samplazole-1' }),
    [makeAccess({ ...hostless, firstStatus: null, finalStatus: 500 })],
    ['access agent explains #1'],
  ],
  [
    'of another address nothing is explained',
    page({ requestId: null, status: 500 }),
    [makeAccess({ ...hostless, target: '/drug/another', firstStatus: null, finalStatus: 500 })],
    ['access agent failed'],
  ],
  [
    'a request that the browser gave up, and that failed on the server',
    makeEvidence({
      ended: 'failed',
      exchanges: [makeLost('net::ERR_ABORTED', { timing: { waitMs: null, totalMs: 900 } })],
    }),
    [makeAccess({ firstStatus: 503, finalStatus: 503 })],
    ['access agent failed #1'],
  ],
  [
    'a reset hides the 500 behind it',
    makeEvidence({ ended: 'failed', exchanges: [makeLost('net::ERR_CONNECTION_RESET')] }),
    [makeAccess({ firstStatus: 500, finalStatus: 500 })],
    ['access agent failed #1'],
  ],
  [
    'a probe’s 500 is the probe’s',
    makeEvidence({ probes: [makeProbe({ requestId: 'id-p' })], exchanges: [] }),
    [makeAccess({ id: 'id-p', firstStatus: 500, finalStatus: 500, at: start + 2_510 })],
    ['access id explains'],
  ],
  [
    'a probe’s 500 without an id, by way and time',
    makeEvidence({ probes: [makeProbe()], exchanges: [] }),
    [makeAccess({ id: null, firstStatus: 500, finalStatus: 500, at: start + 2_510 })],
    ['access agent explains'],
  ],
  [
    'a probe that was answered well says nothing of a 500 behind it',
    makeEvidence({ probes: [makeProbe({ requestId: 'id-p', status: 200 })], exchanges: [] }),
    [makeAccess({ id: 'id-p', firstStatus: 500, at: start + 2_510 })],
    ['access id failed'],
  ],
  [
    'a failure that may be among the exchanges that were left out',
    { ...unkept, exchangesLeftOut: 3 },
    [makeAccess({ firstStatus: 500, finalStatus: 500 })],
    ['access id explains'],
  ],
  [
    'nor is a refusal that may be among them a fault',
    { ...unkept, exchangesLeftOut: 3 },
    [makeAccess({ firstStatus: 403, finalStatus: 403 }), makeError({ module: 'authz_core', code: 'AH01630' })],
    ['access id explains', 'error id explains AH01630'],
  ],
  [
    'nor an answer that broke off',
    { ...unkept, exchangesLeftOut: 3 },
    [makeAccess({ connection: 'closed' }), makeError({ module: 'proxy_http', code: 'AH01110' })],
    ['access id explains', 'error id explains AH01110'],
  ],
  [
    'an error line of a good answer is of none of those that were left out: nothing in them is good',
    { ...unkept, exchangesLeftOut: 3 },
    [makeAccess(), makeError({ code: 'AH01796' })],
    ['access id good', 'error id failed AH01796'],
  ],
  [
    'nor is one of a request that the browser gave up',
    { ...unkept, exchangesLeftOut: 3 },
    [makeAccess({ connection: 'aborted' }), makeError({ code: 'AH01796' })],
    ['access id good', 'error id failed AH01796'],
  ],
  [
    'nor a 500 behind a good page',
    { ...unkept, exchangesLeftOut: 3 },
    [makeAccess({ firstStatus: 500 }), makeError()],
    ['access id failed', 'error id failed AH00124'],
  ],
  [
    'nor a hop that went at the second try',
    { ...unkept, exchangesLeftOut: 3 },
    [makeAccess(), makeError({ module: 'proxy_http', code: 'AH01114' })],
    ['access id good', 'error id hop AH01114'],
  ],
  [
    'one request that two logs hold',
    page({ status: 500 }),
    [makeAccess({ finalStatus: 500 }), makeAccess({ finalStatus: 500, handler: null })],
    ['access id explains #1', 'access id explains #1'],
  ],
  [
    'a request that was sent twice, a child having ended between',
    makeEvidence({ exchanges: [makeExchange({ requestId: 'id-2' })] }),
    [
      makeAccess({ id: 'id-1', at: start + 105 }),
      makeError({ id: null, level: 'notice', code: 'AH00052', at: start + 400, pid: 1 }),
      makeAccess({ id: 'id-2', at: start + 450 }),
    ],
    ['access agent lost', 'access id good #1'],
  ],
  [
    'the same, with no child that ended',
    makeEvidence({ exchanges: [makeExchange({ requestId: 'id-2' })] }),
    [makeAccess({ id: 'id-1', at: start + 105 }), makeAccess({ id: 'id-2', at: start + 450 })],
    ['access id good #1'],
  ],
  [
    'an answer that the log lacks, a child having ended meanwhile',
    { ...page(), requestIds: ['id-0', 'id-1', 'id-2'].map((id, n) => ({ n, id, type: 'document' as const })) },
    [makeAccess({ id: 'id-0' }), makeError(childEnd), makeAccess({ id: 'id-2', at: start + 450 })],
    ['error id lost AH00052 #1'],
  ],
  [
    'the same, of one that was not kept',
    { ...unkept, requestIds: [...(unkept.requestIds ?? []), { n: 4, id: 'id-2', type: 'xhr' }] },
    [makeAccess(), makeError(childEnd)],
    ['error id lost AH00052'],
  ],
  [
    'a child that ended while another node, which keeps a log of its own, answered the whole attempt',
    unkept,
    [makeError(childEnd)],
    [],
  ],
  [
    'a stranger’s 500',
    page(),
    [makeAccess(), makeAccess({ id: 'x', agent: 'curl/8', firstStatus: 500, finalStatus: 500 })],
    ['access id good #1'],
  ],
  [
    'another run’s 500',
    page(),
    [makeAccess(), makeAccess({ id: 'x', agent: agentOf({ runId: 'run-2' }), finalStatus: 500 })],
    ['access id good #1'],
  ],
  [
    'the same journey’s in another project',
    page(),
    [makeAccess(), makeAccess({ id: 'x', agent: agentOf({ project: 'phone' }), finalStatus: 500 })],
    ['access id good #1'],
  ],
];

describe('on a shared server', () => {
  for (const [what, attempt, lines, expected] of shared) {
    test(what, () => {
      assert.deepEqual(told(recordsOf(joinLogs(makeJoin(lines, { attempts: [attempt] })))), expected);
    });
  }

  test('every rule has met its request', () => {
    const met = shared.flatMap(([, attempt, lines]) =>
      recordsOf(joinLogs(makeJoin(lines, { attempts: [attempt] }))).map(({ means }) => means),
    );
    for (const { means, name } of logRules) assert.ok(met.includes(means), name);
  });

  test('a request whose host nobody tells has its path at least', () => {
    const lines = [makeAccess({ ...hostless, target: '/ws/poll?n=1', firstStatus: 500 })];
    const [record] = recordsOf(joinLogs(makeJoin(lines, { attempts: [unkept] })));
    assert.deepEqual(record && [record.surface, record.path, record.means], [null, '/ws/poll', 'failed']);
  });

  test('an id that two attempts know tells nothing', () => {
    const twice = [page(), { ...page(), index: 1 }];
    const joined = joinLogs(makeJoin([makeAccess({ agent: null, finalStatus: 500 })], { attempts: twice }));
    assert.deepEqual([...told(recordsOf(joined)), ...told(recordsOf(joined, 1))], []);
  });

  test('a log that lacks other answers as well says nothing of those that it lacks when a child ends', () => {
    const ids = ['id-1', 'id-2'].map((id, n) => ({ n, id }));
    const attempts = [
      { ...unkept, requestIds: ids },
      { ...unkept, requestIds: [{ n: 0, id: 'id-3' }], index: 1, startedAt: at(60_000) },
    ];
    const joined = joinLogs(makeJoin([makeAccess(), makeError(childEnd)], { attempts }));
    assert.deepEqual([told(recordsOf(joined)), joined.beside.map(({ code }) => code)], [[], ['AH00052']]);
  });

  test('what was joined to nothing is told beside, those alike once, and counts for nobody', () => {
    const alike = { id: 'x', code: 'AH00124', text: 'loop' };
    const joined = joinLogs(
      makeJoin(
        [
          makeAccess(),
          makeError({ ...alike, at: start + 900 }),
          makeError({ ...alike, id: 'y', at: start + 300 }),
          makeError({ id: null, level: 'notice', code: 'AH00052', pid: 1, text: 'child pid 7 exit signal' }),
          makeError({ id: null, level: 'warn', code: 'AH01909' }),
          makeError({ id: null, level: null, code: null, text: 'Traceback' }),
        ],
        { attempts: [page()] },
      ),
    );
    assert.deepEqual(joined.run, []);
    assert.deepEqual(joined.beside, [
      { at: at(120), level: 'notice', code: 'AH00052', text: 'child pid 7 exit signal', count: 1 },
      { at: at(300), level: 'error', code: 'AH00124', text: 'loop', count: 2 },
    ]);
  });

  test('what no critical exchange asked for is known by its type, or by its name', () => {
    const image = makeEvidence({ exchanges: [], requestIds: [{ n: 3, id: 'id-1', type: 'image' }] });
    const lines = [
      makeAccess({ firstStatus: 500 }),
      makeAccess({ id: 'x', firstStatus: 500, target: '/favicon.ico?v=2', at: start + 300 }),
      makeAccess({ id: 'y', firstStatus: 500, target: '/drug/y', at: start + 400 }),
    ];
    assert.deepEqual(
      recordsOf(joinLogs(makeJoin(lines, { attempts: [image] }))).map(({ resourceType }) => resourceType),
      ['image', 'image', undefined],
    );
  });

  test('what a record says of its request stands in it', () => {
    const [record] = recordsOf(
      joinLogs(
        makeJoin([makeAccess({ firstStatus: 500, worker: 'http://10.0.0.1:8080', target: '/drug/x-1?token=1' })], {
          attempts: [unkept],
        }),
      ),
    );
    assert.deepEqual(record, {
      kind: 'access',
      joined: true,
      by: 'id',
      means: 'failed',
      from: 'proxy-server',
      at: at(110),
      exchange: null,
      requestId: 'id-1',
      resourceType: 'xhr',
      host: 'reference.medscape.localhost:4310',
      layer: 'application',
      method: 'GET',
      surface: 'reference',
      path: '/drug/:slug',
      firstStatus: 500,
      finalStatus: 200,
      level: null,
      code: null,
      text: 'handler proxy-server, worker http://10.0.0.1:8080, 30 ms',
    });
  });
});

describe('who spoke', () => {
  const layered: readonly (readonly [string, readonly LogLine[], Layer])[] = [
    [
      'the application, through the proxy, where httpd says nothing',
      [makeAccess({ finalStatus: 500, firstStatus: 500 })],
      'application',
    ],
    [
      'the proxy, by its own lines',
      [makeAccess({ finalStatus: 500, firstStatus: 500 }), makeError({ module: 'proxy', code: 'AH01144' })],
      'proxy',
    ],
    ['httpd, by any other line', [makeAccess({ finalStatus: 500 }), makeError()], 'httpd'],
    ['httpd, by its own handler', [makeAccess({ finalStatus: 500, handler: 'redirect-handler' })], 'httpd'],
    [
      'a script, where httpd says nothing of it',
      [makeAccess({ finalStatus: 500, handler: 'cgi-script' })],
      'application',
    ],
    [
      'a script of PHP, which says so itself',
      [
        makeAccess({ finalStatus: 500, handler: 'application/x-httpd-php' }),
        makeError({ module: 'php', code: null, text: 'PHP Fatal error:  Uncaught Error: x' }),
      ],
      'application',
    ],
    [
      'and through FastCGI, which is no proxy that failed',
      [
        makeAccess({ finalStatus: 500, handler: 'proxy:fcgi://127.0.0.1:9000' }),
        makeError({
          module: 'proxy_fcgi',
          code: 'AH01071',
          text: "Got error 'PHP message: PHP Fatal error:  Uncaught Error: x'",
        }),
      ],
      'application',
    ],
    [
      'as the browser took it, where the log knows no handler',
      [makeAccess({ finalStatus: 500, handler: null })],
      'unknown',
    ],
    [
      'as the browser took it, where another answer was logged',
      [makeAccess({ firstStatus: 503, finalStatus: 503 })],
      'unknown',
    ],
  ];
  test('whoever failed behind a good answer stands in the records', () => {
    const layersOf = (...errors: readonly LogLine[]) =>
      recordsOf(joinLogs(makeJoin([makeAccess({ firstStatus: 500 }), ...errors], { attempts: [page()] }))).map(
        (record) => record.layer,
      );
    assert.deepEqual(layersOf(), ['application']);
    assert.deepEqual(layersOf(makeError()), ['httpd', 'httpd']);
    assert.deepEqual(layersOf(makeError(), makeError({ module: 'proxy', code: 'AH01144' })), Array(3).fill('proxy'));
    const [record] = recordsOf(
      joinLogs(makeJoin([makeAccess({ firstStatus: 500, handler: null })], { attempts: [page()] })),
    );
    assert.equal(record?.layer, undefined);
  });

  for (const [what, lines, layer] of layered) {
    test(what, () => {
      const joined = joinLogs(makeJoin(lines, { attempts: [page({ status: 500, layer: 'unknown' })] }));
      assert.equal(joined.attempts[0]?.exchanges[0]?.layer, layer);
    });
  }
});

describe('on an httpd of our own', () => {
  const second = { ...later(makeEvidence(), 10_000), journey: 'front-page', exchanges: [] };
  const join = (lines: readonly LogLine[], overrides: Partial<LogJoin> = {}): JoinedLogs =>
    joinLogs(makeJoin([makeAccess(), ...lines], { own: true, attempts: [page(), second], ...overrides }));
  const childEnd = (ms: number): LogLine =>
    makeError({
      id: null,
      level: 'notice',
      code: 'AH00052',
      pid: 1,
      tid: '1',
      at: start + ms,
      text: 'child pid 100 exit signal Segmentation fault (11)',
    });

  test('a host that is none of the site’s makes no cause, unless httpd is called by other names than the browser calls it', () => {
    const failing = { firstStatus: 500, finalStatus: 500, id: 'id-9' } as const;
    const widgets = makeAccess({ ...failing, host: 'widgets.example.test:4310', vhost: 'default.invalid' });
    const inside = [
      makeAccess({ host: 'node-7.example.test' }),
      makeAccess({ ...failing, host: 'node-7.example.test' }),
    ];
    const told = (joined: JoinedLogs) => joined.attempts[0]?.logRecords?.map(({ means }) => means);

    assert.deepEqual(told(join([widgets]))?.includes('failed'), false);
    assert.deepEqual(told(joinLogs(makeJoin(inside, { own: true, attempts: [page()] })))?.includes('failed'), true);
  });

  const cases: readonly (readonly [
    string,
    readonly LogLine[],
    readonly string[],
    readonly string[],
    readonly string[],
  ])[] = [
    [
      'a child that ended belongs to the attempt under way',
      [childEnd(1_000)],
      ['access id good #1', 'error window lost AH00052'],
      [],
      [],
    ],
    [
      'also where its parent says so a second later',
      [childEnd(3_000)],
      ['access id good #1', 'error window lost AH00052'],
      [],
      [],
    ],
    ['to the run where none was', [childEnd(6_000)], ['access id good #1'], [], ['error window lost AH00052']],
    [
      'to nobody before the first and after the last',
      [childEnd(-60_000), childEnd(60_000)],
      ['access id good #1'],
      [],
      [],
    ],
    [
      'an error of a child without a request',
      [makeError({ id: null, pid: 200, tid: '9', code: 'AH01241', at: start + 10_500 })],
      ['access id good #1'],
      ['error window failed AH01241'],
      [],
    ],
    [
      'an error of a request that was never logged',
      [makeError({ id: 'gone', pid: 200, at: start + 10_500 })],
      ['access id good #1'],
      ['error window failed AH00124'],
      [],
    ],
    [
      'a request that names nobody',
      [makeAccess({ id: 'x', agent: null, at: start + 6_000, firstStatus: 500 })],
      ['access id good #1'],
      [],
      ['access window failed'],
    ],
    [
      'a hop without its request',
      [makeError({ id: null, pid: 200, tid: '9', code: 'AH00957', at: start + 10_500 })],
      ['access id good #1'],
      ['error window hop AH00957'],
      [],
    ],
    [
      'what a CGI says on its stderr',
      [
        makeError({
          id: null,
          pid: null,
          tid: null,
          level: null,
          code: null,
          module: null,
          at: start + 10_100,
          withinMs: 150,
        }),
      ],
      ['access id good #1'],
      ['error window good'],
      [],
    ],
    [
      'unless it says that it died',
      [
        makeError({
          id: null,
          pid: null,
          tid: null,
          level: null,
          code: null,
          module: null,
          text: 'Content-type: text/html\nPHP Fatal error:  Uncaught Exception: x in /srv/a.php:3',
          at: start + 10_100,
          withinMs: 150,
        }),
      ],
      ['access id good #1'],
      ['error window failed'],
      [],
    ],
    [
      "the parent's own errors, starts and reloads",
      [
        makeError({ id: null, pid: 1, module: 'mpm_event', level: 'notice', code: 'AH00489', at: start + 10_000 }),
        makeError({ id: null, pid: 1, module: 'mpm_event', level: 'error', code: 'AH00484', at: start + 10_100 }),
        makeError({ id: null, pid: 1, module: 'core', level: 'alert', code: 'AH02155', at: start + 10_200 }),
        makeError({ id: null, pid: 200, module: 'ssl', level: 'warn', code: 'AH01909', at: start + 10_300 }),
      ],
      ['access id good #1'],
      [],
      [],
    ],
    [
      'a log that cannot be written is no fault of a request',
      [makeError({ id: null, pid: 200, tid: '9', module: 'log_config', code: 'AH00646', at: start + 10_500 })],
      ['access id good #1'],
      [],
      [],
    ],
  ];
  for (const [what, lines, first, then, run] of cases) {
    test(what, () => {
      const joined = join(lines);
      assert.deepEqual([told(recordsOf(joined)), told(recordsOf(joined, 1)), told(joined.run)], [first, then, run]);
      assert.deepEqual(joined.beside, []);
    });
  }

  test('of two attempts under way at once the run has it', () => {
    const joined = join([childEnd(1_000)], { attempts: [page(), { ...second, startedAt: at(500) }] });
    assert.deepEqual(told(joined.run), ['error window lost AH00052']);
  });

  test('a line without a request explains the failure that was under way', () => {
    const failed = makeEvidence({ ended: 'failed', exchanges: [makeExchange({ requestId: 'id-1', status: 500 })] });
    const joined = joinLogs(
      makeJoin(
        [
          makeAccess({ firstStatus: 500, finalStatus: 500, handler: 'cgi-script' }),
          makeError({ id: null, pid: 200, tid: '9', module: 'cgid', code: 'AH01241', at: start + 120 }),
          makeError({ id: null, pid: null, tid: null, level: null, code: null, at: start + 100, withinMs: 150 }),
        ],
        { own: true, attempts: [failed] },
      ),
    );
    assert.deepEqual(
      told(recordsOf(joined)).toSorted((a, b) => (a < b ? -1 : 1)),
      ['access id explains #1', 'error window explains #1', 'error window explains AH01241 #1'],
    );
  });
});

describe('silence', () => {
  const documents = (...seconds: readonly number[]): AttemptEvidence =>
    makeEvidence({
      durationMs: 30_000,
      exchanges: seconds.map((second, i) =>
        makeExchange({ n: i + 1, requestId: `id-${String(second)}`, startedAt: at(second * 1_000) }),
      ),
    });
  const line = (second: number): LogLine => makeAccess({ id: `id-${String(second)}`, at: start + second * 1_000 + 10 });
  const silent = (
    lines: readonly LogLine[],
    attempt: AttemptEvidence,
    overrides: Partial<LogJoin> = {},
  ): string | null => joinLogs(makeJoin(lines, { attempts: [attempt], ...overrides })).silent;

  test('nothing of this run arrived', () => {
    assert.equal(
      silent([makeAccess({ id: 'x', agent: 'curl/8' })], documents(1, 2)),
      "The server's log holds nothing of this run, although 2 answers came between 2026-11-22T12:00:01Z and 2026-11-22T12:00:02Z.",
    );
    assert.match(silent([], documents(1), { own: true }) ?? '', /holds nothing of this run/);
  });

  test('it stopped in the middle, and says why', () => {
    const full = makeError({ id: null, code: 'AH00646', text: 'Error writing to /x/access.log' });
    assert.equal(
      silent([line(1), line(2), full], documents(1, 2, 8, 9), { own: true }),
      "The server's log holds nothing of this run since 2026-11-22T12:00:02Z, although 2 more answers came until 2026-11-22T12:00:09Z. It says itself: AH00646 Error writing to /x/access.log",
    );
  });

  test('one line that is late is none, nor one within the skew', () => {
    assert.equal(silent([line(1)], documents(1, 2), { own: true }), null);
    assert.equal(silent([line(1)], documents(1, 8), { own: true, skewMs: 10_000 }), null);
  });

  test('of our own httpd two answers whose ids it lacks are enough, however short the run', () => {
    assert.match(silent([line(1)], documents(1, 2, 3), { own: true }) ?? '', /although 2 more answers came/);
    assert.equal(silent([line(1), line(3)], documents(1, 2, 3), { own: true }), null);
    assert.equal(silent([line(1)], documents(1, 2, 3)), null);
  });

  test('on a shared server an answer or two may be another node’s or a cache’s', () => {
    assert.equal(silent([line(1)], documents(1, 8, 9)), null);
    assert.match(silent([line(1)], documents(1, 8, 9, 10)) ?? '', /since 2026-11-22T12:00:01Z, although 3 more/);
    const cached = documents(1, 8, 9, 10, 11);
    const hits = cached.exchanges.map((exchange, i) => (i === 0 ? exchange : { ...exchange, headers: { age: '5' } }));
    assert.equal(silent([line(1)], { ...cached, exchanges: hits }), null);
  });

  test('where no line tells its host, the answers that it is about do', () => {
    const idless = (second: number) => ({ requestId: null, startedAt: at(second * 1_000) });
    const url = 'http://reference.medscape.localhost:4310/drug/samplazole-1';
    const attempt = makeEvidence({
      durationMs: 30_000,
      exchanges: [1, 7, 8, 9].map((second, n) => makeExchange({ ...idless(second), n, url })),
    });
    assert.match(silent([makeAccess({ ...hostless, at: start + 1_000 })], attempt) ?? '', /3 more answers came/);
  });

  test('a combined log may hold only some of the hosts', () => {
    const elsewhere = makeEvidence({
      exchanges: [1, 8, 9, 10, 11].map((second, i) =>
        makeExchange({
          n: i + 1,
          requestId: `id-${String(second)}`,
          startedAt: at(second * 1_000),
          ...(i > 0 && {
            host: 'www.medscape.localhost:4310',
            url: 'http://www.medscape.localhost:4310/',
            surface: 'www' as const,
          }),
        }),
      ),
    });
    assert.equal(silent([line(1)], elsewhere), null);
  });

  test('a log that nothing can be joined to, and one that cannot be read', () => {
    const bare = makeAccess({ id: null, agent: null, pid: null });
    assert.match(silent([bare], documents(1)) ?? '', /neither a request id nor the User-Agent/);
    const window = makeWindow([], {
      has: { access: false, error: false },
      troubles: ['/x/access.log cannot be read: no'],
    });
    const joined = joinLogs(makeJoin([], { window }));
    assert.equal(joined.silent, "The server's log could not be read: /x/access.log cannot be read: no");
    assert.equal(joined.attempts[0]?.logRecords, undefined);
  });

  test('no answer, no silence', () => {
    assert.equal(silent([], makeEvidence({ exchanges: [makeLost('net::ERR_CONNECTION_REFUSED')] })), null);
    assert.equal(silent([], page({ layer: 'edge', status: 403 })), null);
  });
});

test('a reader that waits for late lines knows when all have come, or that it cannot know', () => {
  const whole = holdsAllOf([unkept], { own: false });
  assert.deepEqual([whole([]), whole([makeError()]), whole([makeAccess()])], [false, false, true]);
  const idless = page({ requestId: null });
  assert.equal(holdsAllOf([idless], { own: false })([makeAccess()]), false);
  assert.equal(holdsAllOf([idless], { own: true })([]), true);
  assert.equal(holdsAllOf([makeEvidence({ exchanges: [] })], { own: false })([]), true);
});

describe('the marker of a request', () => {
  test('is read back from any User-Agent that bears it', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.string(),
        fc.nat(),
        (runId, journey, project, index) => {
          const sender = { runId, journey, project, index };
          assert.notEqual(senderKey(sender), '');
          assert.equal(senderIn(`Mozilla/5.0 (X11) ${agentSuffix(sender)} Odd/1`), senderKey(sender));
        },
      ),
    );
  });

  test('is nobody else’s', () => {
    for (const agent of [
      '',
      'curl/8',
      'MedscapeJourneys/1.0',
      'MedscapeJourneys/1.0 (run=; project=x; journey=y; attempt=0)',
    ])
      assert.equal(senderIn(agent), null, agent);
  });
});

describe('always', () => {
  const attempts = [0, 1].flatMap((index) =>
    ['a', 'b'].map((journey) => ({
      ...later(makeEvidence({ durationMs: 4_000 }), index * 5_000),
      journey,
      index,
      exchanges: [makeExchange({ requestId: `${journey}${String(index)}-0`, startedAt: at(index * 5_000 + 100) })],
      requestIds: [0, 1, 2].map((n) => ({ n: n + 1, id: `${journey}${String(index)}-${String(n)}` })),
    })),
  );
  const known = attempts.flatMap(({ requestIds }) => requestIds.map(({ id }) => id));
  const agents = [
    ...attempts.map((attempt) => agentOf(attempt)),
    'curl/8',
    agentOf({ runId: 'run-2', journey: 'a' }),
    null,
  ];
  const status = fc.constantFrom(200, 302, 403, 421, 500, 503);
  const thread = fc.constantFrom('1', '2', '3');
  const time = fc.integer({ min: -2_000, max: 14_000 }).map((ms) => start + ms);
  const access = fc.record({
    at: time,
    id: fc.constantFrom(...known, 'x', 'y', null),
    tid: thread,
    agent: fc.constantFrom(...agents),
    firstStatus: status,
    finalStatus: status,
    durationUs: fc.constantFrom(null, 100, 500_000),
  });
  const error = fc.record({
    at: time,
    id: fc.constantFrom(...known, 'x', 'y', null),
    tid: thread,
    level: fc.constantFrom('error', 'warn', 'notice', 'crit', null),
    code: fc.constantFrom('AH00957', 'AH01114', 'AH00124', 'AH00052', 'AH01215', null),
  });
  /** Distinct, so that a line is known again. */
  const lines = fc
    .array(
      fc.oneof(
        access.map((one) => makeAccess(one)),
        error.map((one) => makeError(one)),
      ),
      { maxLength: 25 },
    )
    .map((all): LogLine[] =>
      all.map((line, i) => ({ ...line, at: line.at + i / 1000, raw: `${String(i)} ${line.raw}` })),
    );
  const own = fc.boolean();
  const all = ({ attempts: joined, run }: JoinedLogs): LogRecord[] => [
    ...joined.flatMap(({ logRecords = [] }) => logRecords),
    ...run,
  ];

  test('the order of lines and of attempts makes no difference', () => {
    fc.assert(
      fc.property(lines, own, fc.infiniteStream(fc.nat()), (some, isOwn, stream) => {
        const shuffled = some
          .map((line) => ({ line, by: stream.next().value as number })) // the stream never ends
          .toSorted((a, b) => a.by - b.by)
          .map(({ line }) => line);
        const one = joinLogs(makeJoin(some, { attempts, own: isOwn }));
        const other = joinLogs(makeJoin(shuffled, { attempts: attempts.toReversed(), own: isOwn }));
        assert.deepEqual({ ...other, attempts: other.attempts.toReversed() }, one);
      }),
    );
  });

  test('no line joins two attempts, and none is told twice', () => {
    fc.assert(
      fc.property(lines, own, (some, isOwn) => {
        const texts = some.map((line, i): LogLine =>
          line.kind === 'error' ? { ...line, text: `line ${String(i)}` } : line,
        );
        const joined = joinLogs(makeJoin(texts, { attempts, own: isOwn }));
        const errors = all(joined)
          .filter(({ kind }) => kind === 'error')
          .map(({ text }) => text);
        assert.equal(new Set(errors).size, errors.length);
        assert.ok(all(joined).length <= some.length);
      }),
    );
  });

  test('a stranger’s lines never count on a shared server', () => {
    fc.assert(
      fc.property(lines, (some) => {
        const strangers = some.filter(({ id }) => id === null || !known.includes(id));
        const theirs = strangers.map((line): LogLine => (line.kind === 'access' ? { ...line, agent: 'curl/8' } : line));
        assert.deepEqual(all(joinLogs(makeJoin(theirs, { attempts }))), []);
      }),
    );
  });

  test('a 500 of a request of ours is always told', () => {
    fc.assert(
      fc.property(lines, own, fc.constantFrom(...known), (some, isOwn, id) => {
        const bad = makeAccess({ id, firstStatus: 500, at: start + 1, tid: '99' });
        const joined = joinLogs(makeJoin([...some, bad], { attempts, own: isOwn }));
        assert.ok(all(joined).some((one) => one.requestId === id && one.firstStatus === 500 && one.means === 'failed'));
      }),
    );
  });
});
