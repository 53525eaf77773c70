import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { holds } from '../../../src/rehearsal/map/conditions.ts';
import { readAddress } from '../../../src/rehearsal/map/ports.ts';
import { packageOf } from '../../../src/rehearsal/map/directives/modules.ts';
import { logicalLines, parseLine, replaceTokens, tokensOf } from '../../../src/rehearsal/map/syntax.ts';
import { expand } from '../../../src/rehearsal/map/variables.ts';

describe('The lines of a configuration', () => {
  test('are joined where a backslash continues them, comments too, and keep their numbers', () => {
    const lines = logicalLines('A 1 \\\r\n  2\r\n# c \\\r\nB\r\n\r\n  C d\r\n');
    assert.deepEqual(
      lines.map(({ first, last, text }) => [first, last, text]),
      [
        [1, 2, 'A 1   2'],
        [3, 4, '# c B'],
        [5, 5, ''],
        [6, 6, 'C d'],
      ],
    );
    assert.equal(lines[3]?.indent, '  ');
  });

  const rows: [string, string[]][] = [
    ['/a  "b c" d', ['/a', 'b c', 'd']],
    [`'it is "so"' x`, ['it is "so"', 'x']],
    ['"a \\"b\\" \\\\ \\d"', ['a "b" \\ \\d']],
    ['"never closed', ['never closed']],
    ['a"b c"', ['a"b', 'c"']],
    ['', []],
  ];
  for (const [text, values] of rows)
    test(`${JSON.stringify(text)} has the arguments ${JSON.stringify(values)}`, () => {
      assert.deepEqual(
        tokensOf(text).map(({ value }) => value),
        values,
      );
    });

  test('have arguments replaced and all else left letter by letter', () => {
    assert.equal(replaceTokens('a   "b c"\td', new Map([[1, '"X"']])), 'a   "X"\td');
    assert.equal(
      replaceTokens(
        'a b c',
        new Map([
          [0, 'long'],
          [2, 'z'],
        ]),
      ),
      'long b z',
    );
  });

  test('are sections, their ends, directives or nothing', () => {
    assert.deepEqual(parseLine('<Location "/a b">'), { kind: 'open', name: 'Location', args: '"/a b"' });
    assert.deepEqual(parseLine('<If "%{A} -gt 1">'), { kind: 'open', name: 'If', args: '"%{A} -gt 1"' });
    assert.deepEqual(parseLine('</Location>'), { kind: 'close', name: 'Location' });
    assert.deepEqual(parseLine('Header set A b'), { kind: 'directive', name: 'Header', args: 'set A b' });
    assert.deepEqual(parseLine('# Header set A b'), { kind: 'blank' });
  });

  test('have variables put in, and undefined ones left', () => {
    assert.equal(expand('${A}/x/${B}', new Map([['A', '/srv']])), '/srv/x/${B}');
  });
});

describe('A condition', () => {
  const standing = {
    modules: new Set(['ssl_module', 'mpm_event_module', 'so_module']),
    defined: new Set(['TLS']),
    version: '2.4.71',
    locate: (path: string) => (path === '/here' ? import.meta.filename : '/nowhere/at/all'),
  };
  const rows: [string, string, boolean][] = [
    ['IfModule', 'ssl_module', true],
    ['IfModule', 'mod_ssl.c', true],
    ['IfModule', 'event.c', true],
    ['IfModule', '!mod_ssl.c', false],
    ['IfModule', 'mod_php.c', false],
    ['IfDefine', 'TLS', true],
    ['IfDefine', '!TLS', false],
    ['IfVersion', '>= 2.4', true],
    ['IfVersion', '< 2.4.60', false],
    ['IfVersion', '2.4.71', true],
    ['IfVersion', '~ ^2\\.2', false],
    ['IfFile', '/here', true],
    ['IfFile', '/there', false],
    ['IfDirective', 'SomethingNobodyKnows', true],
  ];
  for (const [name, args, expected] of rows)
    test(`<${name} ${args}> ${expected ? 'holds' : 'does not hold'}`, () => {
      assert.equal(holds(name, args, standing), expected);
    });
});

describe('An address', () => {
  const rows: [string, ReturnType<typeof readAddress>][] = [
    ['80', { host: null, port: 80 }],
    ['*:443', { host: null, port: 443 }],
    ['0.0.0.0:80', { host: null, port: 80 }],
    ['[::]:80', { host: null, port: 80 }],
    ['_default_:443', { host: null, port: 443 }],
    ['10.1.2.3:80', { host: '10.1.2.3', port: 80 }],
    ['[2001:db8::1]:443', { host: '[2001:db8::1]', port: 443 }],
    ['www.example.org', { host: 'www.example.org', port: null }],
    ['*', { host: null, port: null }],
    ['$addr:$port', null],
  ];
  for (const [text, expected] of rows)
    test(`is read in ${text}`, () => {
      assert.deepEqual(readAddress(text), expected);
    });
});

test('A module that is missing is named with the package that has it', () => {
  assert.equal(packageOf('acme_module'), 'No package of Debian or Fedora is known to have it.');
  assert.match(packageOf('php8.2_module'), /libapache2-mod-php.*php/);
  assert.match(packageOf('security2_module'), /libapache2-mod-security2.*mod_security/);
  assert.match(packageOf('ssl_module'), /apache2-bin.*mod_ssl/);
  assert.match(packageOf('brotli_module'), /apache2-bin.*httpd/);
});
