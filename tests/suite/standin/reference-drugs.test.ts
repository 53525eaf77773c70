import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  classBySlug,
  drugById,
  drugBySlug,
  drugClasses,
  drugs,
  findDrugs,
  slugify,
} from '../../../standin/data/drugs.ts';
import { monographOf, monographSections, type Passage } from '../../../standin/data/monographs.ts';

const namesOf = (query: string): string[] => findDrugs(query).map(({ generic }) => generic);

describe('the drugs', () => {
  test('are forty in twelve classes, each in one', () => {
    assert.equal(drugs.length, 40);
    assert.equal(drugClasses.length, 12);
    assert.equal(new Set(drugs.map(({ generic }) => generic)).size, 40);
  });

  test('have identifiers of six digits and addresses of their own', () => {
    for (const { id, slug } of drugs) {
      assert.match(id, /^\d{6}$/);
      assert.match(slug, new RegExp(`^[a-z0-9-]+-${id}$`));
    }
    assert.equal(drugById.size, 40);
    assert.equal(drugBySlug.size, 40);
    assert.equal(classBySlug.size, 12);
  });

  test('keep the addresses that are known of the real site', () => {
    const known = {
      warfarin: 'coumadin-jantoven-warfarin-342182',
      aspirin: 'bayer-vazalore-aspirin-343279',
      atorvastatin: 'lipitor-atorvaliq-atorvastatin-342446',
      metformin: 'glucophage-metformin-342717',
      sertraline: 'zoloft-sertraline-342962',
      'insulin glargine': 'lantus-toujeo-insulin-glargine-999003',
    };
    for (const [generic, slug] of Object.entries(known)) assert.equal(drugBySlug.get(slug)?.generic, generic);
  });
});

test('a slug drops apostrophes and joins words by single dashes', () => {
  assert.equal(slugify("St John's wort"), 'st-johns-wort');
  assert.equal(slugify('ACE Inhibitors & ARBs'), 'ace-inhibitors-arbs');
  assert.equal(slugify(' (HMG-CoA) '), 'hmg-coa');
});

describe('the lookup', () => {
  test('finds by the beginning of a generic name, in any case', () => {
    assert.deepEqual(namesOf('WARF'), ['warfarin']);
  });

  test('finds by a brand name', () => {
    assert.deepEqual(namesOf('coumadin'), ['warfarin']);
  });

  test('puts names that begin so before names that have it in a later word', () => {
    assert.deepEqual(namesOf('o'), ['acetaminophen', 'omeprazole', 'fish oil']);
  });

  test('does not find in the middle of a word', () => {
    assert.deepEqual(namesOf('arfarin'), []);
  });

  test('finds nothing for a blank', () => {
    assert.deepEqual(namesOf('  '), []);
  });
});

describe('a monograph', () => {
  const words = (list: readonly Passage[]): string =>
    list.flatMap(({ heading, paragraphs, items }) => [heading, ...paragraphs, ...items]).join(' ');
  const count = (text: string): number => text.split(/\s+/).length;

  for (const drug of drugs) {
    test(`of ${drug.generic} has all sections, about this drug, as sample text`, () => {
      const monograph = monographOf(drug);
      const sections = {
        adult: monograph.dosing.adult,
        pediatric: monograph.dosing.pediatric,
        adverseEffects: monograph.adverseEffects,
        warnings: monograph.warnings,
        pregnancy: monograph.pregnancy,
        pharmacology: monograph.pharmacology,
        administration: monograph.administration,
      };
      for (const [name, passages] of Object.entries(sections)) {
        const text = words(passages);
        assert.ok(count(text) >= 40, `${name} has only ${count(text)} words`);
        assert.match(text, new RegExp(drug.generic), `${name} does not name the drug`);
        assert.match(text, /sample/i, `${name} is not marked`);
        assert.doesNotMatch(text, /\d\s*(mg|mcg|mL|units)\b/, `${name} states a dose`);
      }
    });
  }

  test('tells adults and children apart', () => {
    for (const drug of drugs) {
      const { adult, pediatric } = monographOf(drug).dosing;
      assert.notEqual(words(adult), words(pediatric));
    }
  });

  test('has a black box for warfarin and a few others, and not for most', () => {
    const boxed = drugs.filter((drug) => monographOf(drug).blackBox !== null).map(({ generic }) => generic);
    assert.ok(boxed.includes('warfarin'));
    assert.ok(boxed.length > 3 && boxed.length < 20);
  });

  test('lists the interactions that the checker knows, from the side of its drug', () => {
    const warfarin = drugById.get('342182');
    assert.ok(warfarin);
    const { interactions } = monographOf(warfarin);
    assert.deepEqual(
      interactions.map(({ heading }) => heading.replace(/ \(\d+\)$/, '')),
      ['Serious - Use Alternative', 'Monitor Closely', 'Minor'],
    );
    for (const { heading, others } of interactions) {
      assert.ok(heading.endsWith(`(${others.length})`));
      assert.ok(others.every(({ name }) => name !== 'warfarin'));
    }
  });

  test('is the same every time it is asked for', () => {
    for (const drug of drugs) assert.deepEqual(monographOf(drug), monographOf(drug));
  });

  test('has the section numbers of the real site', () => {
    assert.deepEqual(
      monographSections.map(({ n }) => n),
      [0, 3, 4, 5, 6, 10, 11],
    );
  });
});
