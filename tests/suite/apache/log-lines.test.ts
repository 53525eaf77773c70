import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readLine } from '../../../src/apache/log-lines.ts';
import type { AccessLine, ErrorLine, LogLine } from '../../../src/apache/types.ts';

const read = (text: string, zoneMinutes = 0): LogLine => {
  const line = readLine(text, { zoneMinutes });
  assert.ok(line, `not read: ${text}`);
  return line;
};
const access = (text: string): AccessLine => {
  const line = read(text);
  assert.equal(line.kind, 'access');
  return line;
};
const error = (text: string, zoneMinutes?: number): ErrorLine => {
  const line = read(text, zoneMinutes);
  assert.equal(line.kind, 'error');
  return line;
};
const iso = ({ at }: LogLine): string => new Date(at).toISOString();
const without = <T extends object, K extends keyof T>(object: T, ...keys: K[]): Omit<T, K> => {
  const copy = { ...object };
  for (const key of keys) delete copy[key];
  return copy;
};

/** As Apache's `ap_escape_logitem` does it. */
const escape = (text: string): string =>
  [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      if (char === '"' || char === '\\') return `\\${char}`;
      if (char === '\t') return '\\t';
      if (char === '\n') return '\\n';
      return byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16).padStart(2, '0')}` : char;
    })
    .join('');

// written by Apache 2.4.71
const ownLine =
  'at=2026-11-22T10:23:51.472491-0500\tid=awMJBxdR_7hh3mmynDj_XAAAAEA\tpid=28140\ttid=139907247380160\tvhost=localhost\thost=127.0.0.1:18971\trequest=GET /p/x?y=1 HTTP/1.1\tfirst=503\tfinal=503\tbytes=339\tout=529\tus=658\tconn=-\thandler=proxy-server\tworker=http://127.0.0.1:9\tagent=q\\"uote\\ttab \\xc3\\xa9 ] back\\\\slash';
const commonLine = '127.0.0.1 - - [22/Nov/2026:10:23:51 -0500] "GET /p/x?y=1 HTTP/1.1" 503 339';

describe('an access line', () => {
  test('of our own httpd gives every field, unescaped', () => {
    assert.equal(iso(access(ownLine)), '2026-11-22T15:23:51.472Z');
    assert.deepEqual(without(access(ownLine), 'at', 'raw'), {
      kind: 'access',
      id: 'awMJBxdR_7hh3mmynDj_XAAAAEA',
      pid: 28140,
      tid: '139907247380160',
      vhost: 'localhost',
      host: '127.0.0.1:18971',
      method: 'GET',
      target: '/p/x?y=1',
      firstStatus: 503,
      finalStatus: 503,
      bytes: 339,
      durationUs: 658,
      connection: 'closed',
      handler: 'proxy-server',
      worker: 'http://127.0.0.1:9',
      agent: 'q"uote\ttab é ] back\\slash',
    });
  });

  test('of the common formats knows its second, whatever the zone', () => {
    const line = access(commonLine);
    assert.deepEqual([iso(line), line.withinMs], ['2026-11-22T15:23:51.000Z', 1000]);
    assert.deepEqual([line.method, line.target, line.finalStatus, line.bytes], ['GET', '/p/x?y=1', 503, 339]);
    assert.deepEqual([line.id, line.firstStatus, line.agent, line.vhost], [null, null, null, null]);
    assert.equal(iso(access(commonLine.replace('-0500', '+0530'))), '2026-11-22T04:53:51.000Z');
  });

  test('of combined and vhost_combined names the browser and the virtual host', () => {
    const combined = `${commonLine} "http://www.medscape.com/" "Mozilla/5.0 (X11) \\"quoted\\""`;
    assert.equal(access(combined).agent, 'Mozilla/5.0 (X11) "quoted"');
    const debian = `www.medscape.com:443 ${combined}`;
    assert.deepEqual([access(debian).vhost, access(debian).agent], ['www.medscape.com', 'Mozilla/5.0 (X11) "quoted"']);
  });

  test('takes what a team has added to a common format', () => {
    const line = access(
      `${commonLine} "-" "curl/8" id=awMJBxdR_7hh3mmynDj_XAAAAEA first=200 us=4711 handler="proxy-server" pid=17`,
    );
    assert.deepEqual(
      [line.id, line.firstStatus, line.finalStatus, line.durationUs, line.handler, line.pid, line.agent],
      ['awMJBxdR_7hh3mmynDj_XAAAAEA', 200, 503, 4711, 'proxy-server', 17, 'curl/8'],
    );
    const exact = access(`${commonLine} at=2026-11-22T15:23:51.250Z`);
    assert.deepEqual([iso(exact), exact.withinMs], ['2026-11-22T15:23:51.250Z', undefined]);
  });

  test('of what was no request has neither method nor path', () => {
    for (const request of ['-', '\\x16\\x03\\x01\\x02', 'GARBAGE']) {
      const line = access(`10.0.0.1 - - [22/Nov/2026:10:23:51 +0000] "${request}" 400 266`);
      assert.deepEqual([line.method, line.target, line.finalStatus], [null, null, 400], request);
    }
  });

  test('with a user name of two words, IPv6 and no body is read as well', () => {
    const line = access('2001:db8::1 - Jane Doe [01/Jan/2027:00:00:00 +0000] "POST /x HTTP/2.0" 204 -');
    assert.deepEqual([line.method, line.finalStatus, line.bytes], ['POST', 204, null]);
  });
});

describe('an error line', () => {
  test('in the default format of 2.4', () => {
    const line = error(
      '[Sun Nov 22 12:00:00.123456 2026] [proxy_http:error] [pid 28140:tid 139907247380160] (111)Connection refused: [client 10.0.0.1:5000] AH01114: HTTP: failed to make connection to backend: 127.0.0.1, referer: https://www.medscape.com/',
    );
    assert.equal(iso(line), '2026-11-22T12:00:00.123Z');
    assert.deepEqual(without(line, 'at', 'raw'), {
      kind: 'error',
      id: null,
      module: 'proxy_http',
      level: 'error',
      pid: 28140,
      tid: '139907247380160',
      code: 'AH01114',
      text: '(111)Connection refused: HTTP: failed to make connection to backend: 127.0.0.1',
    });
  });

  test('in our own format has the id of its request, and a time zone', () => {
    const line = error(
      '[2026-11-22 10:23:51.472996 -0500] [core:error] [pid 28140:tid 139907247380160] [id awMJBxdR_7hh3mmynDj_XAAAAEA] [lid awMJBxdR_7hh3mmynDj_XAAAAEA] AH00124: Request exceeded the limit of 10 internal redirects due to probable configuration error.',
    );
    assert.equal(iso(line), '2026-11-22T15:23:51.472Z');
    assert.deepEqual(
      [line.id, line.module, line.level, line.code, line.text],
      [
        'awMJBxdR_7hh3mmynDj_XAAAAEA',
        'core',
        'error',
        'AH00124',
        'Request exceeded the limit of 10 internal redirects due to probable configuration error.',
      ],
    );
  });

  test('without a zone is of the zone that is said to be the server’s', () => {
    const text = '[Sun Nov 22 12:00:00 2026] [core:notice] [pid 7] AH00094: Command line';
    assert.equal(iso(error(text, 330)), '2026-11-22T06:30:00.000Z');
    assert.equal(iso(error(text, -300)), '2026-11-22T17:00:00.000Z');
  });

  for (const [what, text, expected] of [
    [
      'no id and no module',
      '[2026-11-22 10:23:51] [-:error] [pid 5:tid -] [id -] [lid -] End of script output',
      { id: null, module: null, tid: null, code: null, text: 'End of script output' },
    ],
    [
      'a message that begins with a bracket',
      '[2026-11-22 10:23:51] [ssl:warn] [pid 5] [::1]:443 is odd',
      { level: 'warn', text: '[::1]:443 is odd' },
    ],
    [
      'escapes and several lines',
      '[2026-11-22 10:23:51] [cgi:error] [pid 5] AH01215: one\\n\\xc3\\xa9 \\\\ two: /x.cgi',
      { code: 'AH01215', text: 'one\né \\ two: /x.cgi' },
    ],
    [
      "mod_security's id at the end",
      '[2026-11-22 10:23:51] [security2:error] [pid 5] [client 1.2.3.4] ModSecurity: denied [unique_id "Yw1@-_x"]',
      { id: 'Yw1@-_x' },
    ],
    [
      'a log id alone',
      '[2026-11-22 10:23:51] [core:alert] [pid 5] [id -] [lid abc123] /x/.htaccess: Invalid command',
      { id: 'abc123', level: 'alert' },
    ],
    [
      'Apache 2.2',
      '[Sun Nov 22 12:00:00 2026] [error] [client 1.2.3.4] File does not exist: /x',
      { level: 'error', module: null, text: 'File does not exist: /x' },
    ],
  ] as const) {
    test(`with ${what}`, () => {
      const line = error(text);
      for (const [key, value] of Object.entries(expected)) assert.equal(line[key as keyof ErrorLine], value, key);
    });
  }
});

test('what a child says on its stderr has no shape', () => {
  for (const text of [
    'Traceback (most recent call last):',
    '  File "x"',
    '[notice] child',
    '[22-Nov-2026 12:00:00 UTC] PHP Fatal error',
    '',
    '{"a":1}',
  ])
    assert.equal(readLine(text), null, text);
});

describe('whatever comes', () => {
  const word = fc.stringMatching(/^[\w@-]{1,30}$/).filter((text) => text !== '-');
  const said = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    .filter((text) => text !== '-' && !/\0/.test(text));
  const status = fc.integer({ min: 100, max: 599 });
  const instant = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2099, 0) });

  test('no line throws', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        '[',
        ']',
        '"',
        '\\',
        '\\x',
        '\t',
        'at=',
        '[2026-11-22 10:23:51] ',
        '[core:error] ',
        ' - - [22/Nov/2026:10:23:51 +0000] "',
        '" 200 - "',
        '=',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const line = readLine(pieces.join(''));
        assert.ok(line === null || Number.isFinite(line.at));
      }),
      { numRuns: 400 },
    );
  });

  test('what our httpd writes is read back', () => {
    fc.assert(
      fc.property(instant, word, said, status, status, fc.nat(), (at, id, agent, first, final, us) => {
        const stamp = new Date(at).toISOString().replace('Z', '456+0000');
        const text = `at=${stamp}\tid=${id}\tpid=1\ttid=2\tvhost=v\thost=h\trequest=GET /${id} HTTP/1.1\tfirst=${first}\tfinal=${final}\tbytes=0\tus=${us}\tconn=+\thandler=-\tworker=-\tagent=${escape(agent)}`;
        const line = access(text);
        assert.deepEqual(
          [line.at, line.id, line.firstStatus, line.finalStatus, line.durationUs, line.agent, line.target],
          [at, id, first, final, us, agent, `/${id}`],
        );
      }),
    );
  });

  test('what Apache writes in combined is read back, to the second', () => {
    fc.assert(
      fc.property(
        instant,
        said,
        said,
        status,
        fc.integer({ min: -13, max: 13 }),
        (at, referer, agent, final, hours) => {
          const there = new Date(at + hours * 3_600_000);
          const [, day, month, year] = /, (\d\d) (\w{3}) (\d{4})/.exec(there.toUTCString()) ?? [];
          const zone = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}00`;
          const text = `::1 - - [${day}/${month}/${year}:${there.toISOString().slice(11, 19)} ${zone}] "GET / HTTP/1.1" ${final} 5 "${escape(referer)}" "${escape(agent)}"`;
          const line = access(text);
          assert.deepEqual([line.at, line.finalStatus, line.agent], [Math.floor(at / 1000) * 1000, final, agent]);
        },
      ),
    );
  });

  test('what our httpd writes as errors is read back', () => {
    fc.assert(
      fc.property(
        instant,
        word,
        fc.constantFrom('emerg', 'error', 'warn', 'notice', 'debug'),
        said,
        (at, id, level, message) => {
          const stamp = new Date(at).toISOString().replace('T', ' ').replace('Z', '999 +0000');
          const line = error(
            `[${stamp}] [core:${level}] [pid 1:tid 2] [id ${id}] [lid ${id}] AH00001: x${escape(message)}`,
          );
          assert.deepEqual(
            [line.at, line.id, line.level, line.code, line.text],
            [at, id, level, 'AH00001', `x${message}`.trim()],
          );
        },
      ),
    );
  });
});
