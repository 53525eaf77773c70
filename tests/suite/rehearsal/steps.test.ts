import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BinaryRun, ErrorLine } from '../../../src/apache/types.ts';
import { conclude } from '../../../src/rehearsal/outcome.ts';
import { isTelling, placeOfLine, tellErrors } from '../../../src/rehearsal/steps/error-log.ts';
import { judgeCoverage } from '../../../src/rehearsal/steps/judge-coverage.ts';
import { failsAlike } from '../../../src/rehearsal/steps/journeys.ts';
import { judgeLoad } from '../../../src/rehearsal/steps/judge-load.ts';
import type { LoadAnswer } from '../../../src/rehearsal/steps/load.ts';
import { isSilent } from '../../../src/rehearsal/steps/reload.ts';
import { judgeSyntax } from '../../../src/rehearsal/steps/syntax.ts';
import { missingSurfaces, originsIn } from '../../../src/rehearsal/steps/origins.ts';
import {
  compareVirtualHosts,
  isNewHost,
  readVirtualHosts,
  whoAnswers,
} from '../../../src/rehearsal/steps/virtual-hosts.ts';
import {
  stepIds,
  type Directive,
  type DirectiveChange,
  type Step,
  type StepDetail,
  type StepId,
} from '../../../src/rehearsal/types.ts';
import { makeJourney, makeRecord } from '../report/fixtures.ts';

const copies = ['/root/candidate', '/root/baseline'];

const ran = (stderr: string, code = 0): BinaryRun => ({
  code,
  signal: null,
  stdout: '',
  stderr,
  tookMs: 20,
  timedOut: false,
  truncated: false,
});
const duplicated = '[so:warn] [pid 1:tid 1] AH01574: module ssl_module is already loaded, skipping\nSyntax OK\n';

describe('the syntax', () => {
  const cases: readonly (readonly [string, BinaryRun, BinaryRun | null, 'ok' | 'no-go', RegExp, string | null])[] = [
    ['that is right', ran('Syntax OK\n'), null, 'ok', /^Syntax OK$/, null],
    [
      'that is wrong, by file and line of the given folder',
      ran("AH00526: Syntax error on line 5 of /root/candidate/sites/www.conf:\nInvalid command 'ServrAlias'\n", 1),
      null,
      'no-go',
      /line 5 of sites\/www\.conf: Invalid command 'ServrAlias'/,
      'sites/www.conf:5',
    ],
    [
      'that is wrong where no line is named',
      ran('AH00534: apache2: Configuration error: No MPM loaded.\n', 1),
      null,
      'no-go',
      /No MPM loaded/,
      null,
    ],
    ['with a warning that matters', ran(duplicated), null, 'no-go', /AH01574/, null],
    ['with one that the baseline has too', ran(duplicated), ran(duplicated), 'ok', /with warnings/, null],
    ['with one that matters not', ran('AH00000: something else\nSyntax OK\n'), null, 'ok', /with warnings/, null],
  ];
  for (const [what, run, baseline, verdict, summary, place] of cases) {
    test(what, () => {
      const judged = judgeSyntax(run, baseline, copies);
      assert.equal(judged.verdict, verdict, judged.summary);
      assert.match(judged.summary, summary);
      if (place !== null)
        assert.deepEqual(
          judged.details.map((one) => one.place && `${one.place.file}:${String(one.place.line)}`),
          [place],
        );
    });
  }
});

const ports = [
  { address: null, port: 80, mapped: 20_080, tls: false },
  { address: null, port: 443, mapped: 20_443, tls: true },
];
const dump = (lines: readonly string[]): string => ['VirtualHost configuration:', ...lines].join('\n');
const at443 = (...names: readonly string[]): string[] => [
  '127.0.0.1:20443        is a NameVirtualHost',
  `         default server ${names[0] ?? ''} (/root/candidate/sites/a.conf:1)`,
  ...names.map(
    (name, index) => `         port 20443 namevhost ${name} (/root/candidate/sites/a.conf:${String(index * 6 + 1)})`,
  ),
];
const hosts = (...lines: readonly string[]) => readVirtualHosts(dump(lines), ports, copies);

describe('virtual hosts', () => {
  test('are read in the words of production', () => {
    const [plain, first, second] = hosts(
      '127.0.0.1:20080        www.example.test (/root/candidate/sites/plain.conf:2)',
      '                 alias example.test',
      '            wild alias *.example.test',
      ...at443('www.example.test', 'login.example.test'),
    );
    assert.deepEqual(
      [plain?.address, plain?.aliases, plain?.isDefault],
      ['*:80', ['example.test', '*.example.test'], true],
    );
    assert.deepEqual([first?.address, first?.isDefault, second?.isDefault], ['*:443', true, false]);
    assert.deepEqual(second?.place, { file: 'sites/a.conf', line: 7 });
  });

  test('answer by name, then by alias, then by default', () => {
    const all = hosts(
      ...at443('www.example.test', 'login.example.test'),
      '                 wild alias *.login.example.test',
    );
    assert.equal(whoAnswers(all, 'login.example.test', 443)?.name, 'login.example.test');
    assert.equal(whoAnswers(all, 'a.login.example.test', 443)?.name, 'login.example.test');
    assert.equal(whoAnswers(all, 'nobody.test', 443)?.name, 'www.example.test');
    assert.equal(whoAnswers(all, 'www.example.test', 8443), null);
  });

  const before = hosts(...at443('www.example.test', 'login.example.test'));
  const listen = (kind: DirectiveChange['kind'], args: string, line: number): DirectiveChange => ({
    ...{ kind, coverage: 'unknown', urls: [] },
    directive: { name: 'Listen', args, within: [], place: { file: 'httpd.conf', line } },
  });
  const cases: readonly (readonly [string, readonly string[], RegExp | null])[] = [
    ['as they were', at443('www.example.test', 'login.example.test'), null],
    ['with one more at the end', at443('www.example.test', 'login.example.test', 'new.example.test'), null],
    [
      'with another default',
      at443('login.example.test', 'www.example.test'),
      /gets login\.example\.test instead of www\.example\.test/,
    ],
    [
      'with a name lost',
      at443('www.example.test', 'logn.example.test'),
      /login\.example\.test is no name of any virtual host/,
    ],
    ['with one twice', at443('www.example.test', 'login.example.test', 'login.example.test'), /stands twice/],
    [
      'with one where nothing listens',
      [
        ...at443('www.example.test', 'login.example.test'),
        '127.0.0.1:8443        extra.example.test (/root/candidate/sites/b.conf:1)',
      ],
      /where nothing listens/,
    ],
    [
      'with an address lost',
      ['127.0.0.1:20080        www.example.test (/root/candidate/sites/plain.conf:2)'],
      /Nothing answers at \*:443 any more/,
    ],
  ];
  for (const [what, lines, worse] of cases) {
    test(`${what}: ${worse === null ? 'nobody is worse off' : 'somebody is'}`, () => {
      const found = compareVirtualHosts(hosts(...lines), before, []).worse.map(({ text }) => text);
      if (worse === null) assert.deepEqual(found, []);
      else assert.match(found.join('\n'), worse);
    });
  }

  const listens: readonly (readonly [string, readonly DirectiveChange[], RegExp, string])[] = [
    [
      'that has moved',
      [listen('removed', '443 https', 20), listen('added', '8443 https', 21)],
      /^Nothing listens at \*:443 any more: Listen 443 https has become Listen 8443 https$/,
      'httpd.conf:21',
    ],
    ['that is gone', [listen('removed', '10.1.2.3:443', 20)], /: Listen 10\.1\.2\.3:443 is gone$/, 'httpd.conf:20'],
  ];
  for (const [what, changes, text, place] of listens)
    test(`a Listen ${what} is told before the virtual hosts that wait for it`, () => {
      const waiting = before.map((host) => ({ ...host, listened: false }));
      const [first, ...others] = compareVirtualHosts(waiting, before, changes).worse;
      assert.match(first?.text ?? '', text);
      assert.equal(`${String(first?.place?.file)}:${String(first?.place?.line)}`, place);
      assert.equal(others.length, before.length, 'each of which is told as well');
    });

  test('a Listen of another port explains nothing', () => {
    const waiting = before.map((host) => ({ ...host, listened: false }));
    const told = compareVirtualHosts(waiting, before, [listen('removed', '8443', 20)]).worse;
    assert.ok(told.every(({ text }) => text.endsWith('where nothing listens')));
  });
});

describe('the site’s surfaces', () => {
  const all = [
    ...['www', 'reference', 'emedicine', 'search', 'login', 'img'].map((name) => `${name}.medscape.com`),
    'www.medscape.org',
  ];
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['are all there', all, []],
    ['are there, and the assets elsewhere', all.filter((name) => !name.startsWith('img')), []],
    ['lack one', all.filter((name) => !name.startsWith('emedicine')), ['emedicine.medscape.com']],
  ];
  for (const [what, names, missing] of cases) {
    test(what, () => {
      const there = hosts(...at443(...names));
      assert.deepEqual(missingSurfaces(there, ports), missing);
      assert.equal(
        originsIn(there, ports)?.reference ?? null,
        missing.length === 0 ? 'https://reference.medscape.com' : null,
      );
    });
  }

  test('a host that the candidate has brought is known as new', () => {
    const [before, after] = [hosts(...at443('a.test')), hosts(...at443('a.test', 'b.test'))];
    assert.deepEqual(
      ['https://a.test/', 'https://b.test/x', 'https://c.test/'].map((url) => isNewHost(url, before, after)),
      [false, true, false],
    );
  });
});

describe('journeys that fail', () => {
  const ran = (...failing: readonly string[]) =>
    makeRecord({
      journeys: ['one', 'two'].map((id) =>
        makeJourney({ id, verdict: failing.includes(id) ? 'server-error' : 'passed' }),
      ),
    });
  const cases: readonly (readonly [string, readonly string[], readonly string[], boolean])[] = [
    ['with the baseline too say nothing of the candidate', ['one'], ['one', 'two'], true],
    ['with the candidate alone do', ['one'], [], false],
    ['with the candidate, and one with both, do', ['one', 'two'], ['two'], false],
  ];
  for (const [what, candidate, baseline, alike] of cases)
    test(what, () => assert.equal(failsAlike(ran(...candidate), ran(...baseline)), alike));
});

describe('a reload under load', () => {
  const answer = (sentAt: number, generation: string | null, status: number | null = 200): LoadAnswer => ({
    sentAt,
    tookMs: 5,
    status,
    generation,
    error: status === null ? 'TypeError: Failed to fetch' : null,
  });
  const old = [0, 10, 20].map((at) => answer(at, 'baseline'));
  const fresh = [30, 40, 50].map((at) => answer(at, 'candidate'));
  const cases: readonly (readonly [string, readonly LoadAnswer[], 'ok' | 'no-go', RegExp])[] = [
    ['that nobody noticed', [...old, ...fresh], 'ok', /no reader noticed/],
    [
      'with an old answer to a request sent before the first new one came',
      [...old, answer(30, 'candidate'), answer(31, 'baseline'), ...fresh],
      'ok',
      /no reader noticed/,
    ],
    [
      'with an old answer once more',
      [...old, ...fresh, answer(60, 'baseline')],
      'ok',
      /1 request answered once more by the old configuration/,
    ],
    [
      'in which one request is lost, and the next answered',
      [...old, answer(25, null, null), ...fresh],
      'ok',
      /1 request lost with its connection/,
    ],
    [
      'in which two in a row get no answer',
      [...old, answer(24, null, null), answer(26, null, null), ...fresh],
      'no-go',
      /2 requests of readers got no answer/,
    ],
    [
      'after which each answer is 500',
      [...old, ...fresh.map((one) => ({ ...one, status: 500 }))],
      'no-go',
      /each answer after it was 500/,
    ],
    [
      'after which one is 503',
      [...old, ...fresh, answer(60, 'candidate', 503)],
      'no-go',
      /1 of 4 answers after it was 503/,
    ],
    [
      'of a site that answered 500 before it too',
      [...old, ...fresh].map((one) => ({ ...one, status: 500 })),
      'ok',
      /no reader noticed/,
    ],
    [
      'that went back',
      [...old, ...fresh, ...old.map((one) => ({ ...one, sentAt: one.sentAt + 100 }))],
      'no-go',
      /Not every page/,
    ],
    ['that never came', old, 'no-go', /Not every page got an answer of the new configuration/],
  ];
  for (const [what, answers, verdict, summary] of cases) {
    test(what, () => {
      const judged = judgeLoad([answers], 'candidate', 90);
      assert.match(judged.summary, summary);
      assert.equal(judged.verdict, verdict);
    });
  }
});

describe('a page whose reader asks on', () => {
  const at = (sentAt: number, status: number | null): LoadAnswer => ({
    ...{ sentAt, tookMs: 3, status, generation: null, error: status === null ? 'TypeError: Failed to fetch' : null },
  });
  const cases: readonly (readonly [string, readonly LoadAnswer[], boolean])[] = [
    ['and has not begun', [], false],
    ['and is answered', [at(0, 200), at(1_500, 200)], false],
    ['and got nothing for a moment', [at(0, 200), at(10, null), at(900, null)], false],
    ['and got nothing for a second', [at(0, 200), at(10, null), at(500, null), at(1_010, null)], true],
    ['and is answered again', [at(0, null), at(1_100, null), at(1_110, 200), at(1_120, null)], false],
  ];
  for (const [what, answers, expected] of cases)
    test(`${what}: ${expected ? 'has nobody left to ask' : 'is waited for'}`, () =>
      assert.equal(isSilent(answers), expected));
});

const line = (over: Partial<ErrorLine>): ErrorLine => ({
  kind: 'error',
  at: 0,
  id: null,
  pid: 1,
  tid: '1',
  module: 'core',
  level: 'error',
  code: null,
  text: 'words',
  raw: 'words',
  ...over,
});
const directive = (name: string, file: string, number: number): Directive => ({
  name,
  args: 'x',
  within: [],
  place: { file, line: number },
});

describe('lines of the error log', () => {
  const telling: readonly (readonly [string, Partial<ErrorLine>, boolean])[] = [
    ['an error', {}, true],
    ['a warning', { level: 'warn' }, false],
    ['a child ended by a signal, which is a notice', { level: 'notice', code: 'AH00052' }, true],
    ['a 421, which is how the protocol works', { code: 'AH02032' }, false],
    ['stderr of a CGI', { code: 'AH01215' }, false],
    ['a raw line', { level: null }, false],
    ['a firewall that only watches', { code: null, text: 'ModSecurity: Warning. Matched phrase "x"' }, false],
    ['what PHP merely remarks', { code: null, text: 'PHP Notice:  Undefined index: page in /srv/a.php' }, false],
    ['the end of a script of PHP', { code: 'AH01071', text: "Got error 'PHP message: PHP Fatal error:  x'" }, true],
    ['a log that cannot be written', { code: 'AH00646' }, false],
  ];
  for (const [what, over, expected] of telling)
    test(`${what}: ${expected ? 'told' : 'not told'}`, () => assert.equal(isTelling(line(over)), expected));

  const rule = directive('RewriteRule', 'old.conf', 3);
  const added = directive('RewriteRule', 'new.conf', 11);
  const suspects = {
    directives: [directive('Listen', 'a.conf', 1), rule],
    changes: [
      { kind: 'removed' as const, directive: rule },
      { kind: 'added' as const, directive: added },
    ],
  };
  const places: readonly (readonly [string, Partial<ErrorLine>, typeof suspects, string | null])[] = [
    [
      'say it themselves',
      { text: 'Invalid command, at /root/candidate/sites/www.conf:7' },
      suspects,
      'sites/www.conf:7',
    ],
    ['point at the directive that came with the change', { code: 'AH00124' }, suspects, 'new.conf:11'],
    ['else at one that makes Apache say it', { code: 'AH00124' }, { ...suspects, changes: [] }, 'old.conf:3'],
    ['else nowhere', { code: 'AH09999' }, suspects, null],
    [
      'not at a back end, which looks like a file and its line',
      { code: 'AH09999', text: 'client denied: proxy:http://app.internal:8080/x and //app.internal:8080' },
      suspects,
      null,
    ],
  ];
  for (const [what, over, of, expected] of places) {
    test(what, () => {
      const place = placeOfLine(line(over), of, copies);
      assert.equal(place && `${place.file}:${String(place.line)}`, expected);
    });
  }

  test('of many requests are told once, the commonest first', () => {
    const told = tellErrors(
      [line({ code: 'AH1', text: 'rare' }), line({ code: 'AH2', text: 'often' }), line({ code: 'AH2', text: 'often' })],
      suspects,
      copies,
    );
    assert.deepEqual(
      told.map(({ text }) => text),
      ['AH2: often (2 times)', 'AH1: rare'],
    );
  });
});

describe('coverage', () => {
  const change = (
    coverage: DirectiveChange['coverage'],
    number: number,
    urls: readonly string[] = [],
  ): DirectiveChange => ({ kind: 'added', directive: directive('Header', 'a.conf', number), coverage, urls });
  const cases: readonly (readonly [string, readonly DirectiveChange[], Step['verdict'], RegExp])[] = [
    ['of no change', [], 'ok', /reads the same/],
    ['of all', [change('exercised', 1)], 'ok', /1 changed directive gone through/],
    [
      'of what can be',
      [change('exercised', 1), change('no-request', 2)],
      'ok',
      /1 changed directive gone through, 1 that no request can/,
    ],
    ['of nothing that can be', [change('no-request', 2)], 'ok', /No request can go through what was changed/],
    [
      'with one missed',
      [change('exercised', 1), change('missed', 2, ['https://www.example.test/m/'])],
      'inconclusive',
      /added Header x was not gone through/,
    ],
    ['of which one cannot be told', [change('unknown', 2)], 'inconclusive', /not gone through/],
    [
      'of one line in seven sections, missed',
      Array.from({ length: 7 }, () => change('missed', 2)),
      'inconclusive',
      /^added Header x was/,
    ],
  ];
  for (const [what, changes, verdict, summary] of cases) {
    test(what, () => {
      const judged = judgeCoverage(changes);
      assert.equal(judged.verdict, verdict);
      assert.match(judged.summary, summary);
    });
  }
  test('says in which of its sections a line was missed', () => {
    const at = (host: string, how: DirectiveChange['coverage']): DirectiveChange => {
      const one = change(how, 2, [`https://${host}/`]);
      return { ...one, directive: { ...one.directive, within: [`VirtualHost *:443 (${host})`] } };
    };
    const { summary, details } = judgeCoverage([at('a', 'exercised'), at('b', 'missed'), at('c', 'missed')]);
    const words = 'gone through in 1 of 3 sections, not in VirtualHost *:443 (b)';
    assert.equal(summary, `added Header x was ${words}`);
    assert.deepEqual(
      details.map(({ text }) => text),
      [`added Header x: ${words}; https://b/ would go through it (and 1 more like it)`],
    );
  });
  test('says why no request ever comes to it', () => {
    const why = 'no request ever comes to it: ProxyPass / is asked first';
    assert.match(
      judgeCoverage([{ ...change('missed', 2), why }]).details[0]?.text ?? '',
      /ProxyPass \/ is asked first$/,
    );
  });
  test('names the URL that would go through it', () => {
    assert.match(
      judgeCoverage([change('missed', 2, ['https://www.example.test/m/'])]).details[0]?.text ?? '',
      /https:\/\/www\.example\.test\/m\/ would go through it/,
    );
  });
});

describe('the outcome', () => {
  const steps = (over: Partial<Record<StepId, Step['verdict']>>, details: readonly StepDetail[] = []): Step[] =>
    stepIds.map((id) => ({
      id,
      verdict: over[id] ?? 'ok',
      summary: `the words of ${id}`,
      details: over[id] === 'no-go' ? details : [],
      durationMs: 1,
    }));
  const cases: readonly (readonly [string, Step[], number | null, string, number, RegExp])[] = [
    ['all is well', steps({}), 0, 'GO', 0, /nobody would be worse off/],
    ['a step was not done', steps({ reload: 'skipped' }), 0, 'GO', 0, /^9 steps/],
    ['it does not start', steps({ start: 'no-go', journeys: 'skipped' }), null, 'NO-GO', 3, /the words of start/],
    ['journeys meet a regression', steps({ journeys: 'no-go' }), 1, 'NO-GO', 1, /the words of journeys/],
    ['journeys reach nobody', steps({ journeys: 'no-go' }), 4, 'NO-GO', 4, /journeys/],
    [
      'journeys and the routes fail',
      steps({ routes: 'no-go', journeys: 'no-go' }),
      1,
      'NO-GO',
      3,
      /the words of routes/,
    ],
    ['only the log tells', steps({ 'error-log': 'no-go' }), 0, 'NO-GO', 3, /the words of error-log/],
    [
      'a change was not gone through',
      steps({ coverage: 'inconclusive' }),
      0,
      'INCONCLUSIVE',
      2,
      /the words of coverage/,
    ],
    [
      'a change was not gone through, and it breaks',
      steps({ routes: 'no-go', coverage: 'inconclusive' }),
      0,
      'NO-GO',
      3,
      /the words of routes/,
    ],
  ];
  for (const [what, of, journeys, outcome, exitCode, headline] of cases) {
    test(`${outcome}, exit ${String(exitCode)}, where ${what}`, () => {
      const concluded = conclude(of, journeys);
      assert.deepEqual([concluded.outcome, concluded.exitCode], [outcome, exitCode]);
      assert.match(concluded.headline, headline);
    });
  }

  const journeysOpen: readonly (readonly [string, number | null, RegExp])[] = [
    ['were not gone', null, /supply what it lacks/],
    ['were kept from a verdict', 2, /on our side/],
    ['fail with the baseline too', 3, /fails with the baseline too/],
  ];
  for (const [what, exitCode, advice] of journeysOpen)
    test(`says what to do where journeys ${what}`, () => {
      const concluded = conclude(steps({ journeys: 'inconclusive' }), exitCode);
      assert.deepEqual([concluded.outcome, concluded.exitCode], ['INCONCLUSIVE', 2]);
      assert.match(concluded.advice, advice);
    });

  test('does not say a place twice that Apache’s own words name', () => {
    const said = (text: string): string => {
      const details = [{ text, place: { file: 'a.conf', line: 3 }, code: 'AH00526' }];
      const of = steps({ syntax: 'no-go' }, details).map((step) =>
        step.id === 'syntax' ? { ...step, summary: text } : step,
      );
      return conclude(of, null).headline;
    };
    assert.equal(
      said('AH00526: Syntax error on line 3 of a.conf: Invalid'),
      'AH00526: Syntax error on line 3 of a.conf: Invalid',
    );
    assert.equal(said('It cannot be read.'), 'It cannot be read; see a.conf:3 (AH00526)');
  });

  test('says where Apache points, and to look there first', () => {
    const { headline, advice } = conclude(
      steps({ routes: 'no-go', 'error-log': 'no-go' }, [
        { text: 'AH00124: Too many. Use less.', place: { file: 'a.conf', line: 11 }, code: 'AH00124' },
      ]),
      null,
    );
    assert.equal(headline, 'the words of routes; see a.conf:11 (AH00124)');
    assert.equal(advice, 'Do not deploy it. Look at a.conf:11 first: AH00124: Too many.');
  });
});
