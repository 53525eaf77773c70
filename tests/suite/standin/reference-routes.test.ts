import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { calculators } from '../../../standin/data/calculators.ts';
import { caseChallenges } from '../../../standin/data/case-challenges.ts';
import { drugClasses, drugs } from '../../../standin/data/drugs.ts';
import { medlineAbstracts } from '../../../standin/data/medline.ts';
import { slideshows } from '../../../standin/data/slideshows.ts';
import { ask, useStandin } from './core-client.ts';

const reference = 'reference.medscape.localhost';

/** For members only. */
const gated = ['/formulary', '/sites/patient-simulations'];

describe('every address of the reference surface', () => {
  const standin = useStandin();

  const pages = [
    ['/', 'Drugs &amp; Diseases'],
    ['/drugs', 'Drugs, OTCs &amp; Herbals'],
    ['/drug-interactionchecker', 'Drug Interaction Checker'],
    ['/pill-identifier', 'Pill Identifier'],
    ['/guide/medical-calculators', 'Calculators'],
    ['/guide/medical-calculators/alpha', 'Calculators'],
    ['/guide/anatomy', 'Anatomy'],
    ['/guide/laboratory_medicine', 'Laboratory Medicine'],
    ['/features/slideshow', 'Slideshow Collections'],
    ['/features/casechallenges', 'Case Challenges'],
    ...drugClasses.map(({ slug, name }) => [`/drugs/${slug}`, name.replace('&', '&amp;')]),
    ...calculators.map(({ n, slug, name }) => [`/calculator/${n}/${slug}`, name]),
    ...slideshows.map(({ slug, title }) => [`/slideshow/${slug}`, title]),
    ...caseChallenges.map(({ slug, title }) => [`/viewarticle/${slug}`, title]),
    ...medlineAbstracts.map(({ pmid, title }) => [`/medline/abstract/${pmid}`, title]),
  ] as const;
  for (const [path = '', heading] of pages) {
    test(`${path} is a page with its heading, marked as sample text`, async () => {
      const { status, headers, body } = await ask(standin().port, reference, path);
      assert.equal(status, 200);
      assert.match(headers['content-type'] ?? '', /^text\/html/);
      const heading1 = body.match(/<h1[^>]*>(.*?)<\/h1>/s)?.[1]?.trim();
      assert.equal(heading1, heading);
      assert.match(body, /class="sample-note"/);
    });
  }

  test('every monograph names its drug, and only links to what is there', async () => {
    for (const { slug, generic } of drugs) {
      const { status, body } = await ask(standin().port, reference, `/drug/${slug}`);
      assert.equal(status, 200, slug);
      assert.equal(body.match(/class="drug_section_link">(.*?)</)?.[1], generic.replace("'", '&#39;'));
      for (const n of [0, 3, 4, 5, 6, 10, 11]) assert.match(body, new RegExp(`id="content_${n}"`));
    }
  });

  test('no link of the surface leads nowhere', async () => {
    const seen = new Set(['/']);
    for (const path of seen) {
      const { status, body } = await ask(standin().port, reference, path);
      assert.equal(status, gated.includes(path) ? 302 : 200, path);
      for (const [, href = ''] of body.matchAll(/<a[^>]* href="(\/[^"#]*)/g)) seen.add(href.replaceAll('&amp;', '&'));
    }
    assert.ok(seen.size > 80, `only ${seen.size} pages are linked`);
  });

  test('an old search link leads to the monograph', async () => {
    const { status, headers } = await ask(standin().port, reference, '/refdrug-srch/zoloft-sertraline-342962');
    assert.equal(status, 302);
    assert.equal(headers.location, '/drug/zoloft-sertraline-342962');
  });

  test('an old search link leads to the condition article', async () => {
    const { status, headers } = await ask(standin().port, reference, '/refarticle-srch/241381-overview');
    assert.equal(status, 302);
    assert.equal(headers.location, `http://emedicine.medscape.localhost:${standin().port}/article/241381-overview`);
  });

  for (const path of gated) {
    test(`${path} sends an anonymous reader to the login and back`, async () => {
      const { status, headers } = await ask(standin().port, reference, path);
      assert.equal(status, 302);
      const login = new URL(headers.location ?? '');
      assert.equal(login.hostname, 'login.medscape.localhost');
      assert.equal(login.searchParams.get('ac'), '401');
      const target = Buffer.from(login.searchParams.get('urlCache') ?? '', 'base64').toString();
      assert.equal(new URL(target).pathname, path);
    });
  }
});

describe('what is not there', () => {
  const hard = useStandin();
  const soft = useStandin({ switches: { missing: 'soft' } });

  const missing = [
    '/drug/no-such-drug-000000',
    '/drug/warfarin-342182', // right drug, wrong address
    '/drugs/no-such-class',
    '/calculator/411/mifflin-st-jeor-equation',
    '/calculator/1/no-such-calculator',
    '/slideshow/no-such-show-0000000',
    '/viewarticle/no-such-case-2026a1000zzz',
    '/medline/abstract/1',
  ];
  for (const path of missing) {
    test(`${path} is a 404, or a 200 where the switch says so, and says "Page Not Found"`, async () => {
      const [answer, softAnswer] = await Promise.all([hard(), soft()].map(({ port }) => ask(port, reference, path)));
      assert.equal(answer?.status, 404);
      assert.equal(softAnswer?.status, 200);
      assert.match(answer?.body ?? '', /<title>Page Not Found<\/title>/);
      assert.match(softAnswer?.body ?? '', /<title>Page Not Found<\/title>/);
    });
  }

  test('a missing drug is told in the words of the real site', async () => {
    const { body } = await ask(hard().port, reference, '/drug/no-such-drug-000000');
    assert.match(body, /<div class="error__message-wrapper/);
  });
});

describe('the data of the tools', () => {
  const standin = useStandin({ switches: { noInteractionCode: 5 } });
  const json = async (path: string): Promise<{ status: number; body: unknown }> => {
    const { status, headers, body } = await ask(standin().port, reference, path);
    assert.match(headers['content-type'] ?? '', /^application\/json/);
    return { status, body: JSON.parse(body) };
  };

  test('druginteraction.do answers the interactions of the ids', async () => {
    const { status, body } = await json('/druginteraction.do?action=getMultiInteraction&ids=342182,343279');
    assert.equal(status, 200);
    assert.partialDeepStrictEqual(body, {
      errorCode: 1,
      multiInteractions: [
        { subject: 'aspirin', object: 'warfarin', severity: 'Serious - Use Alternative', severityId: 3 },
      ],
    });
  });

  test('druginteraction.do answers the declared code where there is none', async () => {
    const { body } = await json('/druginteraction.do?action=getMultiInteraction&ids=342473,341997');
    assert.deepEqual(body, { errorCode: 5, multiInteractions: [] });
  });

  test('druginteraction.do refuses an unknown action', async () => {
    const { status } = await json('/druginteraction.do?action=somethingElse&ids=342182,343279');
    assert.equal(status, 400);
  });

  test('getPills answers the pills of a query with the address of their monographs', async () => {
    const query = encodeURIComponent('{"shapes":{"$elemMatch":{"medscapeShapeId":8}}}');
    const { body } = await json(`/ws/services/drugService/getPills?query=${query}&pageNumber=1`);
    assert.partialDeepStrictEqual(body, {
      totalCount: 2,
      drugs: [
        { genericName: 'rivaroxaban', imprint: 'SMP 120', monographUrl: '/drug/xarelto-rivaroxaban-999670' },
        { genericName: 'enalapril', scoring: { medscapeScoringId: 3, name: 'Partial' } },
      ],
    });
  });
});
