import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellingLines } from '../../../src/drill/apache-words.ts';

const root = '/run/throwaway-1';
const ours = (level: string, text: string): string =>
  `[2026-11-22 12:00:00.123456 +0000] [${level}] [pid 71:tid 140] [id aAbB] [lid aAbB] ${text}`;

test('of what Apache wrote the lines that point at a fault are told, each kind once, by their place below the root', () => {
  const lines = tellingLines({
    root,
    output: `AH00526: Syntax error on line 3 of ${root}/conf/www.conf:\nInvalid command 'ServrAlias'\n`,
    errorLog: [
      ours('mpm_event:notice', 'AH00489: Apache/2.4.71 (Unix) configured -- resuming normal operations'),
      ours('core:notice', 'AH00052: child pid 72 exit signal Segmentation fault (11)'),
      ours('proxy:error', 'AH00957: http: attempt to connect to 127.0.0.1:1 (127.0.0.1:1) failed'),
      ours('proxy:error', 'AH00957: http: attempt to connect to 127.0.0.1:1 (127.0.0.1:1) failed'),
    ].join('\n'),
  });

  assert.deepEqual(lines, [
    'AH00526: Syntax error on line 3 of conf/www.conf:',
    "Invalid command 'ServrAlias'",
    '[core:notice] AH00052: child pid 72 exit signal Segmentation fault (11)',
    '[proxy:error] AH00957: http: attempt to connect to 127.0.0.1:1 (127.0.0.1:1) failed',
  ]);
});

test("Apache's own format before it has read another, and a line of a script without a head, are told too", () => {
  const lines = tellingLines({
    root,
    output: `[Sun Nov 22 15:21:53.123456 2026] [ssl:emerg] [pid 7:tid 9] AH02565: Certificate and private key do not match\n`,
    errorLog: `Traceback (most recent call last):\n${ours('core:warn', 'AH00111: Config variable is not defined')}\n`,
  });

  assert.deepEqual(lines, [
    '[ssl:emerg] AH02565: Certificate and private key do not match',
    'Traceback (most recent call last):',
  ]);
});

test('where Apache said nothing of it, nothing is told', () => {
  assert.deepEqual(tellingLines({ root, output: 'Syntax OK\n', errorLog: '' }), []);
});

test('of many kinds a few are told', () => {
  const errorLog = Array.from({ length: 9 }, (_, n) => ours('core:error', `AH0012${String(n)}: trouble`)).join('\n');

  assert.equal(tellingLines({ root, output: '', errorLog }).length, 4);
});
