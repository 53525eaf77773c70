import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderJunit } from '../../../src/report/junit.ts';
import type { RunRecord } from '../../../src/verdict/types.ts';
import { useBrowser } from '../support/browser.ts';
import { makeAttempt, makeJourney, makeRecord, makeRun, mixedRecord, passingRecord } from './fixtures.ts';

/** What Jenkins' junit-10.xsd allows: the elements within an element, its required attributes and its others. */
const schema: Readonly<Record<string, readonly [children: string, required: string, optional: string]>> = {
  testsuites: ['testsuite', '', 'name time tests failures errors'],
  testsuite: [
    'testsuite properties testcase system-out system-err',
    'name tests failures errors',
    'group time skipped timestamp hostname id package file log url',
  ],
  properties: ['property', '', ''],
  property: ['', 'name value', ''],
  testcase: [
    'skipped error failure rerunFailure rerunError flakyFailure flakyError system-out system-err',
    'name',
    'time classname group',
  ],
  failure: ['', '', 'type message'],
  error: ['', '', 'type message'],
  skipped: ['', '', 'type message'],
  flakyFailure: ['stackTrace system-out system-err', 'type', 'message'],
  'system-out': ['', '', ''],
};
const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

interface Parsed {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Parsed[];
}

function complaintsOf({ name, attributes, children }: Parsed, parent: string): string[] {
  const rule = schema[name];
  if (!rule) return [`${name} is no element of the schema`];
  const [within, required, optional] = rule.map(words);
  return [
    ...(required ?? []).filter((key) => !(key in attributes)).map((key) => `${parent}/${name} lacks ${key}`),
    ...Object.keys(attributes)
      .filter((key) => ![...(required ?? []), ...(optional ?? [])].includes(key))
      .map((key) => `${parent}/${name} may not have ${key}`),
    ...children.filter((child) => !within?.includes(child.name)).map((child) => `${name} may not hold ${child.name}`),
    ...('time' in attributes && !/^\d+\.\d{3}$/.test(attributes['time'] ?? '') ? [`time ${attributes['time']}`] : []),
    ...children.flatMap((child) => complaintsOf(child, name)),
  ];
}

const below = (element: Parsed, name: string): Parsed[] =>
  element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...below(child, name)]);

describe('JUnit XML', () => {
  const browser = useBrowser();

  /** By a real parser of XML: it knows what is well-formed. */
  async function parse(record: RunRecord): Promise<Parsed> {
    const page = await browser().newPage();
    const parsed = await page.evaluate((xml): Parsed | string => {
      const document = new DOMParser().parseFromString(xml, 'application/xml');
      const error = document.querySelector('parsererror');
      if (error) return error.textContent;
      const plain = (element: Element): Parsed => ({
        name: element.nodeName,
        attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
        text: element.children.length === 0 ? element.textContent : '',
        children: [...element.children].map(plain),
      });
      return plain(document.documentElement);
    }, renderJunit(record));
    await page.close();
    if (typeof parsed === 'string') assert.fail(parsed);
    assert.deepEqual(complaintsOf(parsed, ''), []);
    return parsed;
  }

  test('holds each journey once, standing as its verdict says', async () => {
    const record = mixedRecord();

    const root = await parse(record);

    const cases = below(root, 'testcase');
    assert.equal(cases.length, record.journeys.length);
    const standing = (id: string): string[] => {
      const one = cases.find(({ attributes }) => attributes['classname'] === `staging.desktop.${id}`);
      assert.ok(one, id);
      return one.children.map(({ name, attributes }) => `${name} ${attributes['type'] ?? ''}`.trim());
    };
    assert.deepEqual(standing('drug-monograph'), ['failure server-error', 'system-out']);
    // It passed at last, and Playwright calls it flaky.
    assert.deepEqual(standing('interactions'), ['failure intermittent-server-error', 'system-out']);
    assert.deepEqual(standing('condition'), ['failure unreachable', 'system-out']);
    assert.deepEqual(standing('calculator'), ['failure regression', 'system-out']);
    assert.deepEqual(standing('search-drug'), ['error blocked', 'system-out']);
    assert.deepEqual(standing('cme'), ['skipped inconclusive', 'system-out']);
    assert.deepEqual(standing('news-list'), ['flakyFailure unavailable', 'system-out']);
    assert.deepEqual(standing('slideshow'), ['system-out']);
    assert.deepEqual(standing('article'), []);
    assert.match(JSON.stringify(below(root, 'system-out')), /verdict: transient.*Attempt 2 passed/);
    const { tests, failures, errors } = root.attributes;
    assert.deepEqual({ tests, failures, errors }, { tests: '38', failures: '4', errors: '1' });
    const [desktop, phone] = root.children;
    assert.equal(desktop?.attributes['skipped'], '1');
    assert.equal(phone?.attributes['failures'], '0');
  });

  test('an attempt whose every expectation held beside an unavailable datum is told as failed', async () => {
    const felt = makeAttempt({ cause: 'unavailable', reasons: ['GET /api/items answered 503'] });
    const record = makeRecord({
      journeys: [makeJourney({ verdict: 'transient', attempts: [felt, makeAttempt({ index: 1 })] })],
    });

    const root = await parse(record);

    const [flaky] = below(root, 'flakyFailure');
    assert.equal(flaky?.attributes['message'], 'GET /api/items answered 503');
    assert.match(JSON.stringify(below(root, 'system-out')), /Attempt 1 failed \(unavailable\)/);
  });

  test('tells the run in properties of each suite', async () => {
    const record = mixedRecord();

    const [suite] = (await parse(record)).children;

    assert.ok(suite);
    const properties = Object.fromEntries(
      below(suite, 'property').map(({ attributes }) => [attributes['name'] ?? '', attributes['value']]),
    );
    assert.equal(properties['target'], 'staging');
    assert.equal(properties['run'], record.run.id);
    assert.equal(properties['change'], 'CHG-1240');
    assert.equal(properties['outcome'], 'server-error');
    assert.equal(properties['exit-code'], '3');
    assert.equal(properties['transient'], 'news-list');
    assert.equal(properties['degraded'], 'home, slideshow');
    assert.equal(suite.attributes['timestamp'], '2026-03-10T09:58:12');
  });

  test('says whatever text it is given, less what XML cannot say', async () => {
    const odd = `<b>"&'\u0000\u001b[31m\ud800 ]]> é \ufffe\r\nnext\tline`;
    const failed = makeJourney({
      title: odd,
      verdict: 'regression',
      reasons: [odd],
      attempts: [makeAttempt({ status: 'failed', cause: 'content', reasons: [odd], errors: [odd] })],
    });

    const [one] = below(await parse(makeRecord({ journeys: [failed] })), 'testcase');

    assert.equal(one?.attributes['name'], `<b>"&'\ufffd\ufffd[31m\ufffd ]]> é \ufffd\r\nnext\tline`);
    assert.match(one?.children[0]?.text ?? '', /<b>"&'\ufffd.*]]> é/);
  });

  test('a run that ends badly by itself is no green file', async () => {
    const interrupted = makeRecord({
      outcome: 'inconclusive',
      headline: 'Not known whether healthy: shard 2 of 2 left no report.',
      troubles: [{ kind: 'lost-shard', message: 'Shard 2 of 2 left no report.' }],
    });
    const nothing = makeRecord({ journeys: [], outcome: 'inconclusive', exitCode: 2, run: makeRun() });

    for (const record of [interrupted, nothing]) {
      const root = await parse(record);
      assert.equal(root.attributes['errors'], '1');
      assert.equal(below(root, 'error')[0]?.attributes['message'], record.headline);
    }
    assert.equal((await parse(passingRecord())).attributes['errors'], '0');
  });
});
