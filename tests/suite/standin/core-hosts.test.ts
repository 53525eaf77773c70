import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { forwardedId, hostOfUrl, originOf, readAddress, type Address } from '../../../standin/hosts.ts';

function addressFrom(headers: Readonly<Record<string, string>>, remote = '127.0.0.1'): Address {
  return readAddress((name) => headers[name] ?? null, remote);
}

describe('where a request was addressed to', () => {
  const cases: readonly [name: string, headers: Record<string, string>, origin: string, host: string | null][] = [
    ['plain', { host: 'www.medscape.localhost:4310' }, 'http://www.medscape.localhost:4310', 'www'],
    ['without a port', { host: 'www.medscape.localhost' }, 'http://www.medscape.localhost', 'www'],
    ['in capitals', { host: 'WWW.Medscape.Localhost:4310' }, 'http://www.medscape.localhost:4310', 'www'],
    ['education', { host: 'www.medscape-education.localhost:1' }, 'http://www.medscape.localhost:1', 'education'],
    ['nobody', { host: '127.0.0.1:4310' }, 'http://www.medscape.localhost:4310', null],
    ['a look-alike', { host: 'www.medscape.localhost.evil.test' }, 'http://www.medscape.localhost', null],
    [
      'behind a proxy that sets Host anew',
      { host: '127.0.0.1:4310', 'x-forwarded-host': 'login.medscape.localhost:8080' },
      'http://www.medscape.localhost:8080',
      'login',
    ],
    [
      'behind a proxy that ends TLS on its usual port',
      { host: 'www.medscape.localhost', 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' },
      'https://www.medscape.localhost',
      'www',
    ],
    [
      'behind a proxy on an unusual port',
      { host: 'www.medscape.localhost', 'x-forwarded-proto': 'https', 'x-forwarded-port': '8443' },
      'https://www.medscape.localhost:8443',
      'www',
    ],
    [
      'behind two proxies, the first of which met the visitor',
      { host: 'b:1', 'x-forwarded-host': 'www.medscape.localhost:80, inner:2', 'x-forwarded-proto': 'https, http' },
      'https://www.medscape.localhost:80',
      'www',
    ],
    ['under production names', { host: 'reference.medscape.com' }, 'http://www.medscape.com', 'reference'],
    ['under the production name of education', { host: 'www.medscape.org' }, 'http://www.medscape.com', 'education'],
  ];
  for (const [name, headers, wwwOrigin, host] of cases) {
    test(name, () => {
      const address = addressFrom(headers);
      assert.equal(address.host, host);
      assert.equal(originOf(address, 'www'), wwwOrigin);
    });
  }

  test('forwarded headers of a stranger are not believed', () => {
    const address = addressFrom(
      { host: 'www.medscape.localhost', 'x-forwarded-host': 'login.medscape.localhost', 'x-forwarded-proto': 'https' },
      '192.0.2.7',
    );
    assert.equal(address.host, 'www');
    assert.equal(address.scheme, 'http');
  });
});

describe('which host a URL belongs to', () => {
  const address = addressFrom({ host: 'www.medscape.localhost:4310' });
  test('one of ours, in this scheme and port', () => {
    assert.equal(hostOfUrl(address, 'http://reference.medscape.localhost:4310/drugs?x=1'), 'reference');
  });
  for (const url of [
    'http://reference.medscape.localhost/drugs',
    'https://www.medscape.localhost:4310/',
    'http://www.medscape.localhost:4310@evil.test/',
    'http://evil.test/?www.medscape.localhost:4310',
    'javascript:alert(1)',
    '/profile',
    '',
  ]) {
    test(`none for ${url || 'nothing'}`, () => assert.equal(hostOfUrl(address, url), null));
  }
});

describe('the id that a proxy gave a request', () => {
  const id = 'awML10X-B6MfjeHo7VVUXAAAAAI';

  test('is kept where the proxy is on this machine', () => {
    for (const remote of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) assert.equal(forwardedId(id, remote), id);
  });

  test('is not believed of anybody else, nor of any shape', () => {
    for (const remote of ['192.0.2.1', undefined]) assert.equal(forwardedId(id, remote), null);
    for (const header of [undefined, '', 'short', `${id}\r\nX: y`, 'a b c d e f g', 'x'.repeat(65)])
      assert.equal(forwardedId(header, '127.0.0.1'), null);
  });
});
