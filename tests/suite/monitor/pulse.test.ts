import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { RunRecord } from '../../../src/verdict/types.ts';
import { page, pulseOnce, startSite, targetAt, well, type Answer, type TestSite } from './site.ts';

const broken = page(500, '500 Internal Server Error');

/** Answers badly so often, then well. */
function first(times: number, bad: Answer): Answer {
  let asked = 0;
  return (request, response) => ((asked += 1) <= times ? bad : well)(request, response);
}

const journeysOf = (record: RunRecord | null): Record<string, string> =>
  Object.fromEntries((record?.journeys ?? []).map(({ id, project, verdict }) => [`${id} (${project})`, verdict]));

describe('pulse', () => {
  let site: TestSite;
  before(async () => {
    site = await startSite();
  });
  beforeEach(() => {
    site.answer = {};
    site.asked.length = 0;
  });
  after(() => site.stop());

  test('asks for the front page of each surface and what is declared, once, and says who asks', async () => {
    const { record, felt } = await pulseOnce(targetAt(site.port), {
      pulseUrls: [
        { surface: 'reference', path: '/drug/samplazole' },
        { surface: 'www', path: '/' },
      ],
    });

    assert.equal(record, null);
    assert.deepEqual(site.asked.map(({ host, path }) => `${host.split('.').slice(0, 2).join('.')}${path}`).toSorted(), [
      'emedicine.medscape/',
      'login.medscape/login/sso/getlogin',
      'reference.medscape/drug/samplazole',
      'reference.medscape/drugs',
      'search.medscape/search/?q=aspirin',
      'www.medscape-education/',
      'www.medscape/',
    ]);
    assert.ok(site.asked.every(({ agent }) => /MedscapeJourneys\/.* journey=pulse; attempt=0\)/.test(agent)));
    assert.deepEqual(
      felt.pulse.answers.map(({ status, suspicious }) => [status, suspicious]),
      Array.from({ length: 7 }, () => [200, null]),
    );
  });

  test('what a server does wrong is judged by the rules of every run: what stays, what goes, and what is no fault of the site', async () => {
    site.answer = {
      www: broken,
      reference: first(1, broken),
      emedicine: first(1, page(503, 'Service Unavailable')),
      search: page(200, '500 Internal Server Error'),
      login: page(200, 'Some other site'),
      education: page(403, 'Just a moment...', { 'cf-mitigated': 'challenge', server: 'cloudflare' }),
    };
    const { record, felt } = await pulseOnce(targetAt(site.port));

    assert.deepEqual(journeysOf(record), {
      'pulse (www)': 'server-error',
      'pulse (reference)': 'intermittent-server-error',
      'pulse (emedicine)': 'transient',
      'pulse (search)': 'server-error',
      'pulse (login)': 'regression',
    });
    assert.deepEqual([...felt.keptOut.keys()], ['education']);
    assert.match(record?.troubles[0]?.message ?? '', /The pulse says nothing of education: .*bot check/);
    assert.equal(record?.outcome, 'server-error');
    assert.equal(record.exitCode, 3);

    const stayed = record.journeys.find(({ project }) => project === 'www')?.attempts[0];
    const instants = stayed?.probes.map(({ at }) => Date.parse(at)) ?? [];
    assert.equal(instants.length, 3);
    assert.ok(Math.max(...instants) - Math.min(...instants) >= 1_500, 'three probes over 1.5 s');
    assert.equal(stayed?.signature, 'server-error 500 application www GET /');
  });

  test('redirects within the site are followed; where they lead away or go round, the surface is suspicious', async () => {
    site.answer = {
      'www/': page(302, 'moved', { location: '/home' }),
      'emedicine/': page(302, 'moved', { location: 'https://elsewhere.example.net/' }),
      'reference/drugs': page(302, 'round', { location: '/drugs' }),
    };
    const { felt } = await pulseOnce(targetAt(site.port, { RETRIES: '0' }));
    const told = Object.fromEntries(felt.pulse.answers.map(({ surface, suspicious }) => [surface, suspicious]));

    assert.equal(told['www'], null);
    assert.match(told['emedicine'] ?? '', /elsewhere\.example\.net/);
    assert.match(told['reference'] ?? '', /redirect loop/);
  });

  test('a target that hangs every request is bounded in time, and unreachable', async () => {
    site.answer = { '*': () => {} };
    const began = performance.now();
    const { record, felt } = await pulseOnce(targetAt(site.port, { RETRIES: '1', EXCHANGE_BUDGET_MS: '500' }));

    assert.equal(record?.outcome, 'unreachable');
    assert.deepEqual(new Set(felt.pulse.answers.map(({ status }) => status)), new Set([null]));
    assert.match(felt.pulse.answers[0]?.suspicious ?? '', /waited|no answer/);
    // two attempts of half a second and a second between, on however slow a machine nowhere near the minute of a pulse
    assert.ok(performance.now() - began < 30_000);
  });

  test('a body that never ends, or is without measure, holds no pulse up', async () => {
    site.answer = {
      'www/': (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.write('<html><head><title>Medscape</title></head>');
        const more = setInterval(() => response.write('x'.repeat(64 * 1024)), 1);
        response.on('close', () => clearInterval(more));
      },
    };
    const { record } = await pulseOnce(targetAt(site.port));

    assert.equal(record, null);
  });

  test('a site that is not there is unreachable everywhere; where our own network is dead it is not the site', async () => {
    const away = await startSite();
    await away.stop();
    const { record } = await pulseOnce(targetAt(away.port, { RETRIES: '0' }));
    const { record: ours } = await pulseOnce(
      targetAt(away.port, { RETRIES: '0', CONTROL_URL: `http://127.0.0.1:${String(away.port)}/` }),
    );

    assert.equal(record?.outcome, 'unreachable');
    assert.equal(
      record.findings[0]?.signatures.includes('network ERR_CONNECTION_REFUSED unknown www GET /'),
      true,
      'the signature that a browser gives it',
    );
    assert.equal(ours?.outcome, 'inconclusive');
  });

  test('no request is sent that the budget does not allow', async () => {
    let left = 4;
    site.answer = { '*': page(404, 'Not Found') };
    const { felt } = await pulseOnce(targetAt(site.port, { RETRIES: '0' }), {}, { spend: () => (left -= 1) >= 0 });

    assert.equal(site.asked.length, 4);
    assert.equal(felt.suspicious.length, 4, 'what was not sent says nothing of the site');
    assert.match([...felt.keptOut.values()][0] ?? '', /guard of this suite/);
  });

  test('one that is stopped says nothing', async () => {
    site.answer = { '*': broken };
    const stop = new AbortController();
    const pulse = pulseOnce(targetAt(site.port), {}, { signal: stop.signal });
    setTimeout(() => stop.abort(), 200);

    assert.equal((await pulse).record, null);
  });
});
