import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { createRedactor, placeholder } from '../../../src/target/redactor.ts';

const html = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[char] ?? char,
  );
const everyUnit = (text: string, toEscape: (code: string) => string) =>
  Array.from({ length: text.length }, (_, index) =>
    toEscape(text.charCodeAt(index).toString(16).padStart(4, '0')),
  ).join('');

/** How a secret is written by what we use and test. */
const encodings: Readonly<Record<string, (secret: string) => string>> = {
  raw: (secret) => secret,
  'URL-encoded': encodeURIComponent,
  'URL-encoded twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'URL-encoded, small letters': (secret) => encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  'every byte percent-encoded': (secret) => Buffer.from(secret).toString('hex').replace(/../g, '%$&'),
  'a form': (secret) => new URLSearchParams({ p: secret }).toString().slice(2),
  JSON: (secret) => JSON.stringify(secret).slice(1, -1),
  'JSON within JSON': (secret) => JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  'JSON, every unit escaped': (secret) => everyUnit(secret, (code) => `\\u${code}`),
  'JSON with slashes escaped': (secret) => JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
  HTML: html,
  'HTML within HTML': (secret) => html(html(secret)),
  'HTML of JSON': (secret) => html(JSON.stringify(secret).slice(1, -1)),
};

/** What people and machines use as passwords and session ids: printable, without lone surrogates. */
const secret = fc
  .oneof(
    fc.string({ minLength: 8, maxLength: 30 }),
    fc.string({ minLength: 8, maxLength: 30, unit: 'grapheme' }),
    fc.string({
      minLength: 8,
      maxLength: 12,
      unit: fc.constantFrom('"', '\\', '/', '&', '<', '+', ' ', '%', "'", 'ä', '€', 'a', '\n'),
    }),
  )
  .filter((text) => [...text].length >= 8 && text.isWellFormed());

/** Letters around, which no form of a secret can run into unnoticed. */
const surrounding = fc.string({ maxLength: 20, unit: fc.constantFrom('a', 'z', '.', ' ', '\n') });

describe('a known secret', () => {
  for (const [name, encode] of Object.entries(encodings)) {
    test(`does not survive as ${name}, in text and in bytes`, () => {
      fc.assert(
        fc.property(secret, surrounding, surrounding, (known, before, after) => {
          const redactor = createRedactor([known]);
          const form = encode(known);

          assert.equal(redactor.text(`${before}<${form}>${after}`), `${before}<${placeholder}>${after}`);
          const bytes = redactor.bytes(Buffer.from(`\0${before}<${form}>${after}`));
          assert.equal(bytes.toString(), `\0${before}<${placeholder}>${after}`);
        }),
      );
    });
  }

  for (const alphabet of ['base64', 'base64url'] as const) {
    test(`leaves no more than its edges in ${alphabet} of something longer, wherever it stands in it`, () => {
      fc.assert(
        fc.property(secret, fc.string({ maxLength: 7 }), fc.string({ maxLength: 7 }), (known, before, after) => {
          const encoded = Buffer.from(before + known + after).toString(alphabet);

          const redacted = createRedactor([known]).text(encoded);

          assert.ok(redacted.includes(placeholder), `${encoded} -> ${redacted}`);
          for (const rest of redacted.split(placeholder)) {
            const shown = Buffer.from(rest, alphabet).toString('latin1');
            assert.ok(!shown.includes(Buffer.from(known).toString('latin1').slice(1, -2)));
          }
        }),
      );
    });
  }

  test('is taken out longest first, so that one that begins like another leaves no tail', () => {
    assert.equal(createRedactor(['password-1', 'password-12']).text('password-12.'), `${placeholder}.`);
  });

  test('may look like the placeholder', () => {
    const redactor = createRedactor(['redacted', '[redacte']);
    assert.equal(
      redactor.text(redactor.text('so it is redacted, [redacted]')),
      `so it is ${placeholder}, ${placeholder}`,
    );
  });

  test('can be learnt on the way, if it is long enough to be told from text', () => {
    const redactor = createRedactor();
    assert.equal(redactor.text('mednet=abcdef012345'), 'mednet=abcdef012345');
    assert.equal(redactor.learn('abcdef012345'), true);
    assert.equal(redactor.learn('yes'), false);
    assert.equal(redactor.text('mednet=abcdef012345 yes'), `mednet=${placeholder} yes`);
  });

  test('that is too short is refused without being shown', () => {
    assert.throws(
      () => createRedactor(['c4nary']),
      (error) => error instanceof RangeError && !error.message.includes('c4nary'),
    );
  });
});

describe('what is secret by its shape', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['Authorization: Basic dTpw\nHost: x', `Authorization: ${placeholder}\nHost: x`],
    ['Cookie: a="b c"; d=e\r\nHost: x', `Cookie: ${placeholder}\r\nHost: x`],
    ['set-cookie: mednet=1; HttpOnly', `set-cookie: ${placeholder}`],
    [`curl -H 'Cookie: a=b' /x`, `curl -H 'Cookie: ${placeholder}' /x`],
    ['{"cookie":"a=\\"b\\"","n":1}', `{"cookie":"${placeholder}","n":1}`],
    ['{"set-cookie":["a=b","c=d"],"n":1}', `{"set-cookie":["${placeholder}"],"n":1}`],
    ['{"name":"Cookie","value":"a=b"}', `{"name":"Cookie","value":"${placeholder}"}`],
    [JSON.stringify('{"password":"a\\"b","n":1}'), JSON.stringify(`{"password":"${placeholder}","n":1}`)],
    ['{"password":"cut o', `{"password":"${placeholder}`],
    ['{&quot;password&quot;:&quot;x&quot;}', `{&quot;password&quot;:&quot;${placeholder}&quot;}`],
    ["{ authorization: 'Basic dTpw', n: 1 }", `{ authorization: '${placeholder}', n: 1 }`],
    ["Wrong password: 'tis gone\nand more", `Wrong password: '${placeholder}\nand more`],
    ["token: 'tis gone\\nand more", `token: '${placeholder}\\nand more`],
    [`token: '${'ab/9'.repeat(100)}' x`, `token: '${placeholder}' x`],
    [`Wrong password: '${'no end '.repeat(40)}`, `Wrong password: '${placeholder} ${'no end '.repeat(11)}`],
    ['https://user:pass@host/path', `https://${placeholder}@host/path`],
    ['/a?token=x&b=1', `/a?token=${placeholder}&b=1`],
    ['/a?b=1&amp;access_token=x&amp;c=2', `/a?b=1&amp;access_token=${placeholder}&amp;c=2`],
    ['/callback?code=x#y', `/callback?code=${placeholder}#y`],
    ['/a;jsessionid=x?b', `/a;jsessionid=${placeholder}`],
    ['userId=u&password=x y', `userId=u&password=${placeholder} y`],
    ['urlCache=https%3A%2F%2Fx%3Fsid%3Dabc%26q%3D1', `urlCache=https%3A%2F%2Fx%3Fsid%3D${placeholder}%26q%3D1`],
    ['id eyJhbGciOi.eyJzdWIi.c2ln.', `id ${placeholder}.`],
    ['Bearer abcdefgh01234567', `Bearer ${placeholder}`],
  ];
  for (const [before, after] of cases) {
    test(`is gone from ${before.slice(0, 50)}`, () => {
      assert.equal(createRedactor().text(before), after);
    });
  }

  for (const harmless of [
    'GET /drug/coumadin-jantoven-warfarin-342182 answered 500 three times in 1.6 s',
    'the process ended with exit code=500',
    '{"errorCode":101,"errorMessage":"INVALID USER CREDENTIALS"}',
    'Basic information about cookies and the session',
    '/search/?q=warfarin&plr=ref&page=2',
    "locator('input[name=password]')",
    'mailto:someone@example.org',
  ]) {
    test(`is not seen in ${harmless.slice(0, 50)}`, () => {
      assert.equal(createRedactor().text(harmless), harmless);
    });
  }

  test('is not looked for in pictures, which stay whole', () => {
    const picture = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rpassword=abcdef', 'latin1');
    assert.equal(createRedactor(['something-else']).bytes(picture), picture);
  });
});

describe('a record', () => {
  test('keeps its shape and loses what stands under a telling name', () => {
    const cyclic: { self?: unknown; note: string } = { note: 'the known-secret' };
    cyclic.self = cyclic;
    const redacted = createRedactor(['known-secret']).value({
      headers: { Cookie: 'a=b', 'set-cookie': ['a', 'b'], server: 'Apache' },
      har: [
        { name: 'authorization', value: 'x' },
        { name: 'server', value: 'Apache' },
      ],
      credentials: { user: 'u', password: 'p', empty: '' },
      'a known-secret key': [1, true, null, 'x'],
      cyclic,
    });
    assert.equal(redacted.cyclic.self, redacted.cyclic);
    assert.deepEqual(JSON.parse(JSON.stringify({ ...redacted, cyclic: redacted.cyclic.note })), {
      headers: { Cookie: placeholder, 'set-cookie': [placeholder, placeholder], server: 'Apache' },
      har: [
        { name: 'authorization', value: placeholder },
        { name: 'server', value: 'Apache' },
      ],
      credentials: { user: 'u', password: placeholder, empty: '' },
      [`a ${placeholder} key`]: [1, true, null, 'x'],
      cyclic: `the ${placeholder}`,
    });
  });

  test('of anything that JSON can hold stays JSON and holds no known secret', () => {
    fc.assert(
      fc.property(secret, fc.jsonValue(), (known, value) => {
        const redactor = createRedactor([known]);
        const record = { value, note: `x ${known}`, [known]: known };
        const redacted = redactor.value(record);
        assert.ok(!JSON.stringify(redacted).includes(JSON.stringify(known).slice(1, -1)));
        assert.deepEqual(redactor.value(redacted), redacted);
      }),
    );
  });
});

test('redacting twice changes nothing more', () => {
  const piece = fc.constantFrom(
    ...[
      'Cookie: ',
      'authorization',
      '"',
      '\\"',
      "'",
      ':',
      '"password":',
      'token=',
      '?code=',
      '&',
      '&quot;',
      '://',
      'u:p@',
      ' ',
      '\n',
      '[',
    ],
    ...[
      ']',
      'eyJhbGciOi.eyJzdWIi.c2ln',
      'bearer ',
      'abcdefgh01234567',
      'known-secret',
      placeholder,
      '%26',
      '%3D',
      ';',
      '{',
      '}',
      '\\',
      'x',
    ],
    ...['"name":"Cookie","value":', 'redacted', "password: '", 'x'.repeat(150), 'no end '.repeat(25)],
  );
  const redactor = createRedactor(['known-secret', 'redacted']);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const once = redactor.text(pieces.join(''));
      assert.equal(redactor.text(once), once, inspect(pieces));
    }),
    { numRuns: 5_000 },
  );
});

test('a megabyte costs milliseconds, whatever it looks like', () => {
  const redactor = createRedactor(['known-secret', 'pä"ss/w+rd &']);
  const lengthy = [
    'a',
    'eyJ',
    '"',
    '\\"',
    'cookie:',
    '://',
    '?token=',
    '%25',
    '&amp;',
    ' ',
    '[',
    '"password":"',
    'A0b',
  ];
  for (const unit of lengthy) {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    const startedAt = performance.now();
    redactor.text(text);
    const duration = performance.now() - startedAt;
    assert.ok(duration < 3_000, `${JSON.stringify(unit)}: ${Math.round(duration)} ms`);
  }
});
