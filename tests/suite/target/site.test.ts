import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { matchesHost } from '../../../src/target/hosts.ts';
import { readTarget } from '../../../src/target/environment.ts';
import { createSite } from '../../../src/target/site.ts';

const target = (env: Record<string, string> = {}) => readTarget({ env, cwd: import.meta.dirname });
const production = createSite(target({ TARGET: 'production' }));

describe('the surface of a URL', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['https://www.medscape.com/', 'www'],
    ['https://reference.medscape.com/drug/x-1', 'reference'],
    ['https://www.medscape.org/viewarticle/1', 'education'],
    ['http://www.medscape.com/', 'www'],
    ['http://www.medscape.com:8080/', 'www'],
    ['wss://www.medscape.com/live', 'www'],
    ['https://WWW.medscape.com/', 'www'],
    ['https://img.medscape.com/a.png', null],
    ['https://bi.medscape.com/', null],
    ['https://www.medscape.com.example.org/', null],
    ['https://medscape.com/', null],
    ['data:text/html,x', null],
    ['about:blank', null],
    ['nonsense', null],
  ];
  for (const [url, surface] of cases) {
    test(`${url} belongs to ${surface ?? 'none'}`, () => assert.equal(production.surfaceOf(url), surface));
  }

  test('is told by the port where surfaces share an address', () => {
    const site = createSite(target({ WWW_URL: 'http://127.0.0.1:8001', REFERENCE_URL: 'http://127.0.0.1:8002' }));
    assert.equal(site.surfaceOf('http://127.0.0.1:8001/'), 'www');
    assert.equal(site.surfaceOf('http://127.0.0.1:8002/'), 'reference');
    assert.equal(site.surfaceOf('http://127.0.0.1:8003/'), null);
  });

  test('is told by the route where surfaces share an origin', () => {
    const origin = 'http://127.0.0.1:8001';
    const site = createSite(target({ WWW_URL: origin, REFERENCE_URL: origin, EMEDICINE_URL: origin }));
    assert.equal(site.surfaceOf(`${origin}/drug/x-1`), 'reference');
    assert.equal(site.surfaceOf(`${origin}/article/1-overview`), 'emedicine');
    assert.equal(site.surfaceOf(`${origin}/index/list_1_0`), 'www');
    assert.equal(site.surfaceOf(`${origin}/whatever`), 'www');
    assert.equal(site.pathTemplate(`${origin}/drug/x-1`), '/drug/:slug');
  });
});

describe('first-party', () => {
  for (const url of ['https://www.medscape.com/x', 'https://img.medscapestatic.com/a.js']) {
    test(`is ${url}`, () => assert.equal(production.isFirstParty(url), true));
  }
  for (const url of [
    'https://bi.medscape.com/p',
    'https://ssl.o.medscape.com/b',
    'https://x.doubleclick.net/ad',
    'data:,x',
    'https://example.org',
  ]) {
    test(`is not ${url}`, () => assert.equal(production.isFirstParty(url), false));
  }

  test('is not what the target declares as analytics, even among its asset hosts', () => {
    const site = createSite(target({ ASSET_HOSTS: '*.cdn.localhost', ANALYTICS_HOSTS: 'stats.cdn.localhost' }));
    assert.equal(site.isFirstParty('http://img.cdn.localhost/a.png'), true);
    assert.equal(site.isFirstParty('http://stats.cdn.localhost/a.png'), false);
  });
});

describe('the template of a path', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['https://www.medscape.com/', '/'],
    ['https://www.medscape.com/cardiology', '/cardiology'],
    ['https://www.medscape.com/viewarticle/997446?form=fpf', '/viewarticle/:id'],
    ['https://www.medscape.com/viewarticle/some-new-drug-2025a1000sh4_2', '/viewarticle/:id'],
    ['https://www.medscape.com/index/list_13470_0', '/index/list_:list_:page'],
    ['https://www.medscape.com/index/list_13470_rss', '/index/list_:list_rss'],
    ['https://www.medscape.com/slideshow/a-deck-6012460', '/slideshow/:slug'],
    ['https://reference.medscape.com/drugs', '/drugs'],
    ['https://reference.medscape.com/drugs/anticoagulants', '/drugs/:class'],
    ['https://reference.medscape.com/drug/coumadin-jantoven-warfarin-342182#6', '/drug/:slug'],
    ['https://reference.medscape.com/drug/no-such-drug', '/drug/:slug'],
    ['https://reference.medscape.com/drug/x-1/', '/drug/:slug'],
    ['https://reference.medscape.com/calculator/846/mifflin-st-jeor-equation', '/calculator/:n/:slug'],
    ['https://reference.medscape.com/druginteraction.do?action=getMultiInteraction&ids=1,2', '/druginteraction.do'],
    ['https://emedicine.medscape.com/article/152696-guidelines', '/article/:id-:section'],
    ['https://search.medscape.com/search/?q=warfarin', '/search'],
    ['https://login.medscape.com/login/sso/getlogin?urlCache=aHR0cA==', '/login/sso/getlogin'],
    ['https://www.medscape.org/qna/processor/12345?showStandAlone=true', '/qna/processor/:id'],
    ['https://www.medscape.com/a/12345/b', '/a/:id/b'],
    ['https://www.medscape.com/a/0b5ae2c1-93f1-4c2e-8a53-1f0d5f3b9a10', '/a/:id'],
    ['https://www.medscape.com/a/aHR0cHM6Ly93d3cubWVk', '/a/:id'],
    ['https://img.medscape.com/static/main.3f9c2b1a.js', '/static/main.3f9c2b1a.js'],
    ['https://img.medscape.com/pi/123456.png', '/pi/:id.png'],
    ['https://www.medscape.com/page;jsessionid=0123', '/page'],
    ['nonsense', ''],
  ];
  for (const [url, template] of cases) {
    test(`${url} is ${template}`, () => assert.equal(production.pathTemplate(url), template));
  }
});

describe('a host pattern', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['img.example.org', 'img.example.org', true],
    ['IMG.example.org:8080', 'img.example.org', true],
    ['img.example.org:8080', 'img.example.org:8080', true],
    ['img.example.org:8081', 'img.example.org:8080', false],
    ['a.example.org', '*.example.org', true],
    ['a.b.example.org', '*.example.org', true],
    ['example.org', '*.example.org', false],
    ['badexample.org', '*.example.org', false],
    ['example.org.evil.test', 'example.org', false],
  ];
  for (const [host, pattern, expected] of cases) {
    test(`${pattern} ${expected ? 'matches' : 'does not match'} ${host}`, () =>
      assert.equal(matchesHost(host, [pattern]), expected));
  }
});
