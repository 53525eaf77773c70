import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conditionArticles, conditionSpecialties, siteDate } from '../../../standin/data/conditions.ts';
import { drugs } from '../../../standin/data/drugs.ts';
import { ask, useStandin, type Answer } from './core-client.ts';

const host = 'emedicine.medscape.localhost';

const conditions = conditionArticles.filter(({ kind }) => kind === 'condition');
const procedures = conditionArticles.filter(({ kind }) => kind === 'procedure');

const headingOf = (body: string): string =>
  (/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(body)?.[1] ?? '').trim().replaceAll('&amp;', '&');
const partsOf = (body: string): string[] =>
  [...body.matchAll(/<div id="content_a(\d+)"/g)].map((found) => found[1] ?? '');

describe('the topics', () => {
  test('are twenty conditions, each with seven sections, and procedures with care around them', () => {
    assert.equal(conditions.length, 20);
    for (const { sections } of conditions) {
      assert.deepEqual(
        sections.map(({ key }) => key),
        ['overview', 'clinical', 'differential', 'workup', 'treatment', 'guidelines', 'medication'],
      );
    }
    assert.ok(procedures.length >= 4);
    for (const { sections } of procedures) {
      const keys = sections.map(({ key }) => key);
      assert.ok(keys.includes('periprocedure') && keys.includes('technique'), keys.join());
    }
  });

  test('have ids and titles of their own, references and pictures', () => {
    for (const key of ['id', 'title'] as const) {
      assert.equal(new Set(conditionArticles.map((article) => article[key])).size, conditionArticles.length, key);
    }
    for (const article of conditionArticles) {
      assert.ok(article.references.length >= 5 && article.media.length >= 3, article.title);
    }
  });

  test('name only drugs that have a monograph', () => {
    const known = new Set(drugs.map(({ generic }) => generic));
    for (const { title, sections } of conditionArticles) {
      for (const block of sections.flatMap(({ parts }) => parts).flatMap((part) => part.blocks)) {
        const unknown = block.kind === 'drugs' ? block.generics.filter((generic) => !known.has(generic)) : [];
        assert.deepEqual(unknown, [], title);
      }
    }
  });

  test('cite only references, and show only pictures, that they have', () => {
    for (const { title, sections, references, media } of conditionArticles) {
      for (const block of sections.flatMap(({ parts }) => parts).flatMap((part) => part.blocks)) {
        if (block.kind === 'paragraph') assert.ok((block.cites ?? 1) <= references.length, title);
        if (block.kind === 'figure') assert.ok(block.figure <= media.length, title);
      }
    }
  });

  test('stand in at least one specialty each, and no specialty is empty', () => {
    const placed = new Set(conditionSpecialties.flatMap(({ groups }) => groups.flatMap(({ articles }) => articles)));
    assert.equal(placed.size, conditionArticles.length);
    for (const { slug, groups } of conditionSpecialties) assert.notEqual(groups.length, 0, slug);
  });

  test('carry dates as the site writes them', () => assert.equal(siteDate('2026-03-04'), 'Mar 04, 2026'));
});

describe('the emedicine surface', () => {
  const standin = useStandin();
  // Line breaks in the markup say nothing.
  const get = async (path: string): Promise<Answer> => {
    const answer = await ask(standin().port, host, path);
    return { ...answer, body: answer.body.replaceAll(/\s+/g, ' ') };
  };

  test('leads from the front page over every specialty to every topic', async () => {
    const links = (body: string, pattern: RegExp): string[] =>
      [...body.matchAll(pattern)].map((found) => found[1] ?? '');
    const home = await get('/');
    const specialties = links(home.body, /class="tile" href="(\/[a-z_]+)"/g);
    assert.equal(specialties.length, conditionSpecialties.length);

    const topics = new Set<string>();
    for (const specialty of specialties) {
      const { status, body } = await get(specialty);
      assert.equal(status, 200, specialty);
      for (const topic of links(body, /<li><a href="(\/article\/\d+-overview)"/g)) topics.add(topic);
    }
    assert.equal(topics.size, conditionArticles.length);
  });

  test('answers every section of every topic under a heading and a title of its own', async () => {
    const titles = new Set<string>();
    let pages = 0;
    for (const article of conditionArticles) {
      for (const section of article.sections) {
        const { status, body } = await get(`/article/${article.id}-${section.key}`);
        assert.equal(status, 200);
        assert.equal(headingOf(body), section.heading);
        assert.equal(partsOf(body).length, section.parts.length);
        titles.add(/<title>([^<]*)<\/title>/.exec(body)?.[1] ?? '');
        pages += 1;
      }
    }
    assert.equal(titles.size, pages);
  });

  test('shows the first part of a section and keeps the others for Show All', async () => {
    const { body } = await get('/article/151066-overview');

    assert.match(body, /<div id="content_a1" class="emed-part"\s*>/);
    assert.match(body, /<div id="content_a2" class="emed-part" hidden\s*>/);
    assert.match(body, /<a href="#showall">Show All<\/a>/);
  });

  test('has the references behind the calls that the site uses', async () => {
    const { body } = await get('/article/151066-workup');

    assert.match(body, /href="javascript:showModal\((?:'|&#39;)references-layer(?:'|&#39;)\)">References</);
    assert.match(body, /id="references-layer"[^>]*hidden/);
    assert.match(body, /class="tooltip_link"[\s\S]*?<div class="tooltip"><p>/);
  });

  test('marks every page as sample text', async () => {
    for (const path of [
      '/cardiology',
      '/article/151066-treatment',
      '/article/80773-technique',
      '/article/80773-media',
    ]) {
      assert.match((await get(path)).body, /class="sample-note">\s*<strong>Sample text\.<\/strong>/, path);
    }
  });

  test('draws each picture, and the same one every time', async () => {
    const [first, again, other] = await Promise.all(
      ['/images/151066-1.svg', '/images/151066-1.svg', '/images/151066-2.svg'].map(get),
    );
    assert.equal(first?.headers['content-type'], 'image/svg+xml');
    assert.equal(first?.body, again?.body);
    assert.notEqual(first?.body, other?.body);
    assert.equal((await get('/images/151066-9.svg')).status, 404);
  });

  test('sends a topic without a section to its overview', async () => {
    const { status, headers } = await get('/article/151066');

    assert.equal(status, 302);
    assert.equal(headers.location, '/article/151066-overview');
  });

  for (const path of ['/article/999-overview', '/article/151066-technique', '/article/151066-', '/no_such_specialty']) {
    test(`says that ${path} is missing`, async () => {
      const { status, body } = await get(path);

      assert.equal(status, 404);
      assert.match(body, /<title>Page Not Found<\/title>/);
    });
  }
});
