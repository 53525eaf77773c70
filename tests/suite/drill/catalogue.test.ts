import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chapters, layFault } from '../../../standin/faults/index.ts';
import { catalogue } from '../../../src/drill/catalogue/index.ts';

const faultsOf = ({ putIn }: (typeof catalogue)[number]): readonly string[] => putIn.faults ?? [];

describe('the catalogue of drills', () => {
  test('names each drill once', () => {
    const ids = catalogue.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
  });

  for (const drill of catalogue)
    test(`${drill.id} can be put in, and can be read in a training`, () => {
      for (const fault of faultsOf(drill)) layFault(fault);
      const { story, how, users, recognise } = drill;
      for (const text of [story, how, users, recognise, drill.expected.rule])
        // names keep their case
        assert.match(text, /^(?:[\p{Lu}\d“`<]|(?:httpd|apache2|mod_\w+|mpm_\w+) ).*[.”]$/u, 'whole sentences');
      assert.ok(drill.expected.reason !== '' || drill.expected.verdict === 'passed', 'a failure has a reason');
      assert.ok(drill.expected.cause === null || drill.expected.verdict !== 'passed');
    });

  test('drills every fault that an application, a relay or our own machine can make', () => {
    const ids = new Set(catalogue.map(({ id }) => id));
    const wanted =
      'd01 d02 d03 d04 d05 d06 d07 d08 d09 d10 d10b d11 d16 d18 d19 d22 d23 ' +
      'e01-rst e01-fin e01-cut e01-always e01-garbage e02 e03 e04 e05 e06 e07 e08 e08b e08c e09 ' +
      'challenge-403 challenge-429 challenge-503 ' +
      'soft-500-trace soft-500-redirect soft-500-json soft-500-framework soft-503-maintenance ' +
      'article-about-500 search-about-500 third-party-500 image-500 images-500 beacon-500 ' +
      'retry-after-seconds retry-after-date cached-500 status-507 edge-520 edge-522 empty-500 ' +
      'frame-500 eventsource-500 one-in-8 fault-begins fault-ends';
    assert.deepEqual(
      wanted.split(' ').filter((id) => !ids.has(id)),
      [],
    );
  });

  test('drills what a real httpd hides', () => {
    const familyOf = new Map(catalogue.map(({ id, family }) => [id, family]));
    const soft = 'b04c b07 b11c b14c b15 b15b b19c b24b b31 b31g c06 d09-httpd d10b-httpd d16-httpd g01';
    const unseen = 'd17b d20 d21 cgi-rescued cgi-complains';
    const left = (ids: string, family: string) => ids.split(' ').filter((id) => familyOf.get(id) !== family);

    assert.deepEqual([left(soft, 'soft-200'), left(unseen, 'masked')], [[], []]);
  });

  test('drills every fault that the stand-in can make', () => {
    const drilled = new Set(catalogue.flatMap(faultsOf).map((fault) => fault.split('@')[0]));
    const left = chapters.flatMap(([, faults]) => faults).filter(({ id }) => !drilled.has(id));
    assert.deepEqual(
      left.map(({ id }) => id),
      [],
    );
  });

  test('drills sixty faults of a real httpd or more, and no fewer than twelve changes that must raise no alarm', () => {
    const behindHttpd = catalogue.filter(({ putIn }) => putIn.httpd !== undefined);
    const faulty = behindHttpd.filter(({ family }) => family !== 'harmless');
    assert.ok(faulty.length >= 60, String(faulty.length));
    const harmless = behindHttpd.filter(({ family }) => family === 'harmless');
    assert.ok(harmless.length >= 12, String(harmless.length));
    assert.deepEqual(
      harmless.filter(({ expected }) => !['passed', 'degraded', 'transient'].includes(expected.verdict)),
      [],
      'none of them stops anybody',
    );
  });

  test('drills faults of httpd by each way in which a change gets there', () => {
    const ways = new Set(catalogue.flatMap(({ putIn: { httpd } }) => (httpd?.change ? [httpd.by ?? 'start'] : [])));
    assert.deepEqual([...ways].toSorted(), ['SIGUSR1', 'graceful', 'restart', 'start']);
  });

  test('has a quick share that speaks of six verdicts or more', () => {
    const quick = catalogue.filter((drill) => drill.quick === true);
    assert.ok(new Set(quick.map(({ expected }) => expected.verdict)).size >= 6);
  });
});
