import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  asksOnlyForEducation,
  buildSearchIndex,
  isSubmittable,
  readSearchRequest,
  search,
  suggestSpelling,
  type SearchAnswer,
  type SearchDocument,
} from '../../../standin/search-index.ts';
import { editDistance, stemOf, teaserOf } from '../../../standin/search-index-words.ts';

function makeDocument(overrides: Partial<SearchDocument> = {}): SearchDocument {
  return {
    pillar: 'nws',
    contentType: 'News',
    title: 'A title',
    surface: 'www',
    path: '/viewarticle/1',
    keywords: [],
    text: '',
    specialty: null,
    date: null,
    credits: null,
    creditTypes: null,
    subLinks: [],
    ...overrides,
  };
}

function ask(documents: readonly SearchDocument[], query: string): SearchAnswer {
  return search(buildSearchIndex(documents), readSearchRequest(new URLSearchParams(query)));
}

function pageOf(answer: SearchAnswer): Extract<SearchAnswer, { kind: 'page' }> {
  assert.equal(answer.kind, 'page');
  return answer;
}

const titlesOf = (answer: SearchAnswer): string[] => pageOf(answer).results.map(({ document }) => document.title);

const many = (count: number): SearchDocument[] =>
  Array.from({ length: count }, (_, index) =>
    makeDocument({ title: `warfarin ${String(index + 1).padStart(4, '0')}` }),
  );

describe('which queries are sent', () => {
  for (const [query, sent] of [
    ['warfarin', true],
    ['', false],
    ['   ', false],
    ['someone@example.test', false],
    ['@', false],
  ] as const) {
    test(`${JSON.stringify(query)}: ${sent ? 'sent' : 'kept'}`, () => {
      assert.equal(isSubmittable(query), sent);
      const kind = ask([makeDocument()], `q=${encodeURIComponent(query)}`).kind;
      assert.equal(kind === 'not-submitted', !sent);
    });
  }
});

describe('words that mean education', () => {
  for (const query of ['cme', 'CME', 'free CME', 'continuing medical education', 'ABIM MOC credits', 'ce']) {
    test(`"${query}" leads to the education site`, () => {
      assert.equal(asksOnlyForEducation(query), true);
      assert.equal(ask([makeDocument({ title: query })], `q=${encodeURIComponent(query)}`).kind, 'education');
    });
  }
  for (const query of ['cme asthma', 'medical', 'credit', 'free', 'warfarin', '']) {
    test(`"${query}" does not`, () => assert.equal(asksOnlyForEducation(query), false));
  }
});

describe('which documents are found, and in which order', () => {
  test('every word of the query has to be there', () => {
    const documents = [makeDocument({ title: 'Heart failure' }), makeDocument({ title: 'Heart' })];
    assert.deepEqual(titlesOf(ask(documents, 'q=heart+failure')), ['Heart failure']);
  });

  test('a title stands before another name, and that before the text', () => {
    const documents = [
      makeDocument({ title: 'In the text', text: 'asthma' }),
      makeDocument({ title: 'Another name', keywords: ['asthma'] }),
      makeDocument({ title: 'Asthma in the title' }),
    ];
    assert.deepEqual(titlesOf(ask(documents, 'q=asthma')), ['Asthma in the title', 'Another name', 'In the text']);
  });

  test('the monograph of a drug stands before an article about it', () => {
    const documents = [
      makeDocument({ title: 'Warfarin and warfarin', text: 'warfarin warfarin warfarin warfarin' }),
      makeDocument({ pillar: 'ref', contentType: 'Drug', title: 'warfarin (Rx)' }),
    ];
    assert.equal(titlesOf(ask(documents, 'q=warfarin'))[0], 'warfarin (Rx)');
  });

  test('by date, the newest stands first and the undated last', () => {
    const documents = [
      makeDocument({ title: 'gout undated' }),
      makeDocument({ title: 'gout old', date: '2024-01-01' }),
      makeDocument({ title: 'gout new', date: '2026-01-01' }),
    ];
    assert.deepEqual(titlesOf(ask(documents, 'q=gout&sort=date')), ['gout new', 'gout old', 'gout undated']);
  });

  test('the beginning of a word is enough from four letters on', () => {
    const documents = [makeDocument({ title: 'warfarin' })];
    assert.equal(ask(documents, 'q=warf').kind, 'page');
    assert.equal(ask(documents, 'q=war').kind, 'none');
  });

  for (const [one, many] of [
    ['patient', 'patients'],
    ['drug', 'drugs'],
  ] as const) {
    test(`"${one}" and "${many}" find each other`, () => {
      assert.equal(ask([makeDocument({ title: one })], `q=${many}`).kind, 'page');
      assert.equal(ask([makeDocument({ title: many })], `q=${one}`).kind, 'page');
    });
  }

  for (const word of ['virus', 'arthritis', 'illness', 'gas']) {
    test(`"${word}" is no plural`, () => assert.equal(stemOf(word), word));
  }
});

describe('tabs and refinement', () => {
  const documents = [
    makeDocument({ title: 'gout news', specialty: 'Rheumatology', date: '2026-06-01' }),
    makeDocument({ title: 'gout old news', specialty: 'Cardiology', date: '2024-06-01' }),
    makeDocument({ title: 'gout', pillar: 'ref', contentType: 'Condition', surface: 'emedicine' }),
    makeDocument({
      title: 'gout course',
      pillar: 'edu',
      contentType: 'CME / CE',
      credits: 0.5,
      creditTypes: 'CME / CE',
    }),
    makeDocument({ title: 'gout long course', pillar: 'edu', contentType: 'CME / CE', credits: 2, creditTypes: 'CE' }),
    makeDocument({ title: 'gout page', pillar: null, contentType: 'Page' }),
  ];
  const cases: readonly [what: string, query: string, titles: readonly string[]][] = [
    ['news', 'plr=nws', ['gout news', 'gout old news']],
    ['reference', 'plr=ref', ['gout']],
    ['education', 'plr=edu', ['gout course', 'gout long course']],
    ['an unknown tab is all', 'plr=xyz&contenttype=page', ['gout page']],
    ['content type', 'contenttype=news', ['gout news', 'gout old news']],
    ['specialty', 'specialty=cardiology', ['gout old news']],
    ['age, counted from the newest document', 'age=365', ['gout news']],
    ['kind of credit', 'credits=cme', ['gout course']],
    ['at least so much credit', 'mincredits=1', ['gout long course']],
    ['at most so much credit', 'maxcredits=1', ['gout course']],
    ['a range of credit', 'mincredits=0.5&maxcredits=2', ['gout course', 'gout long course']],
    ['a number that is none', 'plr=edu&mincredits=lots', ['gout course', 'gout long course']],
  ];
  for (const [what, query, titles] of cases) {
    test(what, () => assert.deepEqual(titlesOf(ask(documents, `q=gout&${query}`)).toSorted(), [...titles].toSorted()));
  }

  test('medline is empty here, and says so', () => assert.equal(ask(documents, 'q=gout&plr=mln').kind, 'none'));

  test('each option tells how many results it would leave', () => {
    const { facets } = pageOf(ask(documents, 'q=gout&contenttype=news'));
    assert.deepEqual(
      facets.contentType.map(({ value, count }) => [value, count]),
      [
        ['cme-ce', 2],
        ['condition', 1],
        ['news', 2],
        ['page', 1],
      ],
    );
    for (const option of facets.specialty) {
      const left = ask(documents, `q=gout&contenttype=news&specialty=${option.value}`);
      assert.equal(pageOf(left).total, option.count);
    }
  });
});

describe('pages', () => {
  test('fifteen a page, and the last one takes the rest', () => {
    const documents = many(31);
    const first = pageOf(ask(documents, 'q=warfarin'));
    assert.deepEqual([first.first, first.last, first.total, first.pages, first.results.length], [1, 15, 31, 3, 15]);
    const last = pageOf(ask(documents, 'q=warfarin&page=3'));
    assert.deepEqual([last.first, last.last, last.results.length], [31, 31, 1]);
  });

  test('all pages together are all results, each once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), (count) => {
        const documents = many(count);
        const pages = Math.ceil(count / 15);
        const seen = Array.from({ length: pages }, (_, index) =>
          titlesOf(ask(documents, `q=warfarin&page=${String(index + 1)}`)),
        ).flat();
        assert.equal(seen.length, count);
        assert.equal(new Set(seen).size, count);
      }),
      { numRuns: 20 },
    );
  });

  test('a page behind the last says how many results there are', () => {
    const answer = ask(many(16), 'q=warfarin&page=3');
    assert.equal(answer.kind, 'out-of-range');
    assert.equal(answer.message, 'Only 16 results are available for this query.');
  });

  test('page 101 is the last that is shown, and page 102 says so', () => {
    const index = buildSearchIndex(many(1530));
    const at = (page: number): SearchAnswer =>
      search(index, readSearchRequest(new URLSearchParams(`q=warfarin&page=${String(page)}`)));
    const last = pageOf(at(101));
    assert.deepEqual([last.first, last.last, last.pages], [1501, 1515, 101]);
    const beyond = at(102);
    assert.equal(beyond.kind, 'out-of-range');
    assert.equal(beyond.message, 'Medscape does not display more than 1515 results per query.');
  });

  for (const page of ['0', '-1', 'x', '1.5', '']) {
    test(`page "${page}" is the first`, () => assert.equal(pageOf(ask(many(16), `q=warfarin&page=${page}`)).page, 1));
  }
});

describe('spelling', () => {
  const index = buildSearchIndex([
    makeDocument({ title: 'warfarin', keywords: ['Coumadin'] }),
    makeDocument({ title: 'atrial fibrillation', text: 'warfare' }),
  ]);
  for (const [slip, right] of [
    ['warfrin', 'warfarin'],
    ['wafrarin', 'warfarin'],
    ['atril fibrilation', 'atrial fibrillation'],
    ['cumadin', 'coumadin'],
    ['warfarin', null],
    ['qzxwvutplk', null],
    ['warfrin qzxwvutplk', null],
    ['12345', null],
  ] as const) {
    test(`${slip}: ${right ?? 'nothing to say'}`, () => assert.equal(suggestSpelling(index, slip), right));
  }

  test('a name is nearer than a common word', () => assert.equal(suggestSpelling(index, 'warfari1n'), 'warfarin'));

  test('two letters swapped are one slip', () => assert.equal(editDistance('atrial', 'artial'), 1));

  test('the distance is the same both ways, and 0 only between equals', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        assert.equal(editDistance(a, b, 6), editDistance(b, a, 6));
        assert.equal(editDistance(a, b, 6) === 0, a === b);
      }),
    );
  });
});

describe('teasers', () => {
  const text = `${'Many words stand before it. '.repeat(20)}Then warfarin is named, and more. ${'And after. '.repeat(20)}`;

  test('show the first match, marked', () => {
    const teaser = teaserOf(text, ['warfarin']);
    assert.deepEqual(
      teaser.filter(({ match }) => match).map((piece) => piece.text),
      ['warfarin'],
    );
  });

  test('are short, whole in their words, and say where they were cut', () => {
    const teaser = teaserOf(text, ['warfarin'])
      .map((piece) => piece.text)
      .join('');
    assert.match(teaser, /^… \S/);
    assert.match(teaser, /\S …$/);
    assert.ok(teaser.length < 200, teaser);
    assert.ok(text.includes(teaser.slice(2, -2)), teaser);
  });

  test('without a match are the beginning of the text', () => {
    assert.deepEqual(teaserOf('Short.', ['other']), [{ text: 'Short.', match: false }]);
  });

  test('lose nothing of a text that fits', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 150 }), (short) => {
        assert.equal(
          teaserOf(short, ['warfarin'])
            .map((piece) => piece.text)
            .join(''),
          short,
        );
      }),
    );
  });
});
