import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { haltReason, journeyEnd, type JourneyEnd } from '../../../src/report/halt.ts';
import type { Surface } from '../../../src/target/types.ts';
import { makeFinding, makeJourney, makeRecord, oneRouteRecord, serverError } from './fixtures.ts';

const end = (journey: string, surfaces: Surface[], finding: string | null): JourneyEnd => ({
  journey,
  surfaces,
  finding,
});
const dead = 'server-error 500 httpd';

describe('stopping a run', () => {
  test('takes three journeys in a row that end alike, on every surface seen', () => {
    const ends = [end('a', ['www'], dead), end('b', ['reference'], dead), end('c', ['www'], dead)];

    assert.match(haltReason(ends) ?? '', /ended alike \(server-error, 500\)/);
  });

  for (const [why, ends] of [
    ['there were only two', [end('a', ['www'], dead), end('b', ['www'], dead)]],
    [
      'one of them ended otherwise',
      [end('a', ['www'], dead), end('b', ['www'], 'network x unknown'), end('c', ['www'], dead)],
    ],
    ['one of them passed', [end('a', ['www'], dead), end('b', ['www'], null), end('c', ['www'], dead)]],
    [
      'another surface lives by its preflight',
      [
        end('preflight-login', ['login'], null),
        end('a', ['www'], dead),
        end('b', ['www'], dead),
        end('c', ['www'], dead),
      ],
    ],
    [
      'another surface was last seen well',
      [end('z', ['search'], null), end('a', ['www'], dead), end('b', ['www'], dead), end('c', ['www'], dead)],
    ],
    [
      'preflights are no journeys',
      [
        end('preflight-www', ['www'], dead),
        end('preflight-login', ['login'], dead),
        end('login-member', ['login'], dead),
      ],
    ],
    ['nothing ended', []],
  ] as const) {
    test(`goes on where ${why}`, () => {
      assert.equal(haltReason(ends), null);
    });
  }

  test('knows a journey by cause, status and layer of what ended it', () => {
    const journey = serverError(makeJourney());
    const record = makeRecord({ journeys: [journey], findings: [makeFinding()] });

    assert.deepEqual(journeyEnd(record), [
      { journey: 'drug-monograph', surfaces: ['reference'], finding: 'server-error 500 httpd' },
    ]);
  });

  test('has nothing against a journey that passed after a failure, or failed by its own page', () => {
    const record = oneRouteRecord();
    const [intermittent] = record.journeys.filter(({ verdict }) => verdict === 'intermittent-server-error');
    const wrong = {
      ...makeJourney(),
      attempts: makeJourney().attempts.map((one) => ({ ...one, cause: 'content' as const })),
    };

    assert.ok(intermittent);
    assert.equal(journeyEnd({ ...record, journeys: [intermittent] })[0]?.finding, null);
    assert.equal(
      journeyEnd(makeRecord({ journeys: [wrong], findings: [makeFinding({ cause: 'content' })] }))[0]?.finding,
      null,
    );
  });
});
