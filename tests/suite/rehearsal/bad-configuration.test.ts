import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { findApache } from '../../../src/apache/binary.ts';
import { HttpdError } from '../../../src/apache/httpd-error.ts';
import { processTable } from '../../../src/apache/process-table.ts';
import { makeTemporaryRoot } from '../../../src/apache/temporary-root.ts';
import { RehearsalError } from '../../../src/rehearsal/error.ts';
import { givenDirectory } from '../../../src/rehearsal/map/index.ts';
import { rehearse } from '../../../src/rehearsal/rehearse.ts';
import { blame } from '../../../src/rehearsal/steps/start.ts';
import type { RehearsalReport } from '../../../src/rehearsal/types.ts';
import { temporaryFolder } from '../cli/support.ts';

const binary = findApache();
const folder = temporaryFolder('configurations');
const left = new Set<string>();
after(() => {
  for (const one of left) rmSync(one, { recursive: true, force: true });
});

/** Small, whole, and of no site. */
const sound = `ServerRoot "/etc/httpd"
ServerName www.example.test
User apache
Group apache
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule alias_module modules/mod_alias.so
LoadModule rewrite_module modules/mod_rewrite.so
LoadModule proxy_module modules/mod_proxy.so
LoadModule proxy_http_module modules/mod_proxy_http.so
LoadModule proxy_balancer_module modules/mod_proxy_balancer.so
LoadModule slotmem_shm_module modules/mod_slotmem_shm.so
LoadModule ssl_module modules/mod_ssl.so
Listen 80
<VirtualHost *:80>
    ServerName www.example.test
    Redirect permanent / https://www.example.test/
</VirtualHost>
`;

let made = 0;
function configuration(text: string, files: Readonly<Record<string, string>> = {}): string {
  made += 1;
  const path = join(folder, `c${String(made)}`);
  mkdirSync(path);
  writeFileSync(join(path, 'httpd.conf'), text);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content, { mode: 0o755 });
  return path;
}

async function rehearsed(candidate: string, baseline: string | null = null): Promise<RehearsalReport> {
  const root = makeTemporaryRoot();
  left.add(root);
  try {
    return await rehearse({
      ...{ candidate: givenDirectory(candidate), baseline: baseline === null ? null : givenDirectory(baseline) },
      ...{ binary, mapFile: null, backend: 'http://127.0.0.1:9', urls: [], accounts: [], grep: null },
      ...{ reports: join(folder, 'reports'), folder: root, signal: AbortSignal.timeout(60_000), answerMs: 4_000 },
    });
  } finally {
    const ours = processTable().filter((entry) => entry.command().includes(root));
    assert.deepEqual(
      ours.map(({ pid }) => pid),
      [],
      'nothing of it runs any more',
    );
    rmSync(root, { recursive: true, force: true });
  }
}

describe('a configuration that is at fault by itself is NO-GO, in Apache’s own words', () => {
  const cases: readonly (readonly [
    why: string,
    text: string,
    files: Record<string, string>,
    step: string,
    summary: RegExp,
    place: string | null,
  ])[] = [
    ['a misspelled directive', `${sound}ServrAlias x\n`, {}, 'syntax', /Invalid command 'ServrAlias'/, 'httpd.conf:19'],
    ['an undefined variable', `${sound}ServerAdmin admin@\${NOWHERE}\n`, {}, 'syntax', /AH00111.*NOWHERE/, null],
    [
      'a module that is not installed',
      `LoadModule nowhere_module modules/mod_nowhere.so\n${sound}`,
      {},
      'copy',
      /nowhere/,
      'httpd.conf:1',
    ],
    [
      'an include of a file that is elsewhere',
      `${sound}Include /srv/elsewhere/extra.conf\n`,
      {},
      'copy',
      /\/srv\/elsewhere\/extra\.conf/,
      'httpd.conf:19',
    ],
    [
      'a certificate that cannot be read',
      `${sound}Listen 443\n<VirtualHost *:443>\nServerName www.example.test\nSSLEngine on\nSSLCertificateFile conf/none.pem\nSSLCertificateKeyFile conf/none.key\n</VirtualHost>\n`,
      {},
      'copy',
      /none\.pem/,
      'httpd.conf:23',
    ],
    [
      'a balancer without a method',
      `${sound}<Proxy balancer://app>\nBalancerMember http://127.0.0.1:9\n</Proxy>\nProxyPass /app balancer://app\n`,
      {},
      'start',
      /does not start/,
      null,
    ],
    [
      'a program that stays behind',
      `${sound}RewriteEngine On\nRewriteMap names "prg:/etc/httpd/names"\n`,
      {
        names:
          '#!/bin/sh\nsetsid sh -c "trap \\"\\" TERM HUP; while sleep 1; do :; done" </dev/null >/dev/null 2>&1 &\nexec cat\n',
      },
      'start',
      /leaves a process behind/,
      null,
    ],
    [
      'one that never answers',
      sound.replace(
        'Redirect',
        'RewriteEngine On\n    RewriteMap names "prg:/etc/httpd/names"\n    RewriteRule ^ ${names:x}\n    Redirect',
      ),
      { names: '#!/bin/sh\nexec sleep 60\n' },
      'start',
      /never answers/,
      null,
    ],
  ];
  for (const [why, text, files, step, summary, place] of cases) {
    test(why, async () => {
      const report = await rehearsed(configuration(text, files));

      const failed = report.steps.find(({ verdict }) => verdict === 'no-go');
      assert.equal(failed?.id, step, JSON.stringify(report.steps, null, 1));
      assert.match(failed.summary, summary);
      assert.deepEqual([report.outcome, report.exitCode], ['NO-GO', 3]);
      if (place !== null) {
        const places = failed.details.map(({ place: one }) => one && `${one.file}:${String(one.line)}`);
        assert.ok(places.includes(place), JSON.stringify(failed.details));
      }
      const after = report.steps.slice(report.steps.indexOf(failed) + 1);
      if (step !== 'syntax' || why.includes('misspelled'))
        assert.ok(
          after.every(({ verdict }) => verdict === 'skipped'),
          'the rest is pointless',
        );
    });
  }
});

describe('what is not the candidate’s fault is said so', () => {
  test('a baseline that does not pass the syntax check', async () => {
    const broken = configuration(`${sound}ServrAlias x\n`);
    await assert.rejects(rehearsed(configuration(sound), broken), (error: unknown) => {
      assert.ok(error instanceof RehearsalError);
      assert.match(error.message, /baseline .* does not work itself.*ServrAlias/s);
      return true;
    });
  });

  test('a baseline that does not start', async () => {
    const broken = configuration(
      `${sound}<Proxy balancer://app>\nBalancerMember http://127.0.0.1:9\n</Proxy>\nProxyPass /app balancer://app\n`,
    );
    await assert.rejects(rehearsed(configuration(sound), broken), /baseline .* does not work itself/);
  });

  test('a port that somebody takes in the middle', () => {
    const taken = new HttpdError('port-taken', 'Somebody else holds port 9; httpd ended with exit code 1');
    assert.throws(() => blame(taken, []), RehearsalError);
  });
});

test('no temporary root is left by what these tests have started', () => {
  assert.deepEqual(
    [...left].filter((root) => existsSync(root)),
    [],
  );
});
