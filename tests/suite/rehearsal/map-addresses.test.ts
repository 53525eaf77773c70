import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runBinary } from '../../../src/apache/run-binary.ts';
import { givenDirectory } from '../../../src/rehearsal/map/index.ts';
import type { PrivateCopy } from '../../../src/rehearsal/types.ts';
import { binary, mapperIn, scratch, write } from './support/rehearsed.ts';

const head = `# x
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
ServerName localhost
`;

/** `-S` with production's addresses put back in. */
async function addresses(copy: PrivateCopy): Promise<string[]> {
  const { stdout, stderr, code } = await runBinary(binary, copy.root, ['-S']);
  assert.equal(code, 0, stderr);
  return [...stdout.matchAll(/^(\S+):(\d+) +(?:is a NameVirtualHost|\S+ \()/gm)].map(([, host = '', mapped]) => {
    const port = copy.ports.find((one) => one.mapped === Number(mapped));
    return `${host} is ${port?.address ?? '*'}:${String(port?.port)}${port?.silent === true ? ' (silent)' : ''}`;
  });
}

const host = (address: string, name: string): string =>
  `<VirtualHost ${address}>\nServerName ${name}\n</VirtualHost>\n`;

describe('Addresses of production on loopback', () => {
  const rows: [string, string, string[]][] = [
    ['a wildcard', `Listen 80\n${host('*:80', 'a')}`, ['* is *:80']],
    [
      'an address that beats the wildcard has a port of its own, where the wildcard is not',
      `Listen 80\n${host('*:80', 'a')}${host('10.1.2.3:80', 'b')}`,
      ['127.0.0.1 is 10.1.2.3:80', '* is *:80'],
    ],
    [
      'a wildcard answers at the addresses that are listened to',
      `Listen 10.1.2.3:80\nListen 10.1.2.4:80\n${host('*:80', 'a')}`,
      ['* is 10.1.2.3:80', '* is 10.1.2.4:80'],
    ],
    ['where nothing listens nothing does here', `Listen 80\n${host('*:81', 'a')}`, ['* is *:81 (silent)']],
    [
      'several of one virtual host',
      `Listen 80\nListen 8080\n${host('*:80 *:8080', 'a')}`,
      ['* is *:80', '* is *:8080'],
    ],
    ['one of IPv6', `Listen [2001:db8::1]:80\n${host('[2001:db8::1]:80', 'a')}`, ['127.0.0.1 is [2001:db8::1]:80']],
  ];
  for (const [what, text, expected] of rows)
    test(what, async () => {
      using folder = scratch();
      const given = givenDirectory(write(join(folder.path, 'given'), { 'httpd.conf': head + text }));

      const { copy } = await mapperIn(folder.path).copy(given, 'candidate');

      assert.deepEqual((await addresses(copy)).toSorted(), expected.toSorted());
      assert.equal(copy.ports[0]?.silent, undefined, 'those that are listened to come first');
    });

  test('the same Listen twice stays the fault that it is', async () => {
    using folder = scratch();
    const given = givenDirectory(write(join(folder.path, 'given'), { 'httpd.conf': `${head}Listen 80\nListen 80\n` }));
    const { copy } = await mapperIn(folder.path).copy(given, 'candidate');

    const { stderr } = await runBinary(binary, copy.root, ['-t']);

    assert.match(stderr, /Cannot define multiple Listeners/);
  });
});
