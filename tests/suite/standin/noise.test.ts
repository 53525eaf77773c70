import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  makeNoise,
  planNoise,
  transientOf,
  transients,
  type NoisePlan,
  type NoisyRequest,
  type Transient,
} from '../../../standin/faults/noise.ts';
import { startStandin } from '../../../standin/server.ts';
import { ask, img, www, type Answer } from './core-client.ts';

const journeys = ['preflight-www', 'home-opens', 'article-opens', 'monograph-shows', 'search-finds'];
const settings = { rate: 20, withServerError: false, journeys, shorterThanMs: 1_000 };
const seeds = fc.integer({ min: 1, max: 1_000_000 });

describe('the plan of the noise', () => {
  test('is the same for the same seed, and its only burst is over before a retry may start', () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, withServerError) => {
        const plan = planNoise({ ...settings, seed, withServerError });
        const { burst, serverError } = plan;
        assert.deepEqual(planNoise({ ...settings, seed, withServerError }), plan);
        assert.ok(burst.lengthMs >= 150 && burst.lengthMs <= 850, String(burst.lengthMs));
        assert.ok(journeys.includes(burst.from.journey) && [1, 2, 3].includes(burst.from.request));
        assert.equal(serverError !== null, withServerError);
      }),
    );
  });

  test('begins the burst with a journey that is to be hit, where there is one', () => {
    const hitFirst = (seed: number): boolean =>
      transientOf({ seed, rate: 20 }, planNoise({ ...settings, seed }).burst.from.journey, 0) !== null;
    const due = (seed: number): boolean => journeys.some((id) => transientOf({ seed, rate: 20 }, id, 0) !== null);
    fc.assert(fc.property(seeds, (seed) => assert.equal(hitFirst(seed), due(seed))));
  });

  /** 4,000 throws, always the same ones: they scatter by less than 0.8 %. */
  const throws = (rate: number): (Transient | null)[] =>
    Array.from({ length: 4_000 }, (_, index) =>
      transientOf({ seed: 1 + Math.floor(index / 10), rate }, `journey-${String(index % 5)}`, index % 2),
    );

  for (const rate of [0, 5, 20, 50, 100])
    test(`would hit ${String(rate)} % of the attempts`, () => {
      const share = throws(rate).filter((kind) => kind !== null).length / 4_000;
      assert.ok(Math.abs(share * 100 - rate) < 2.5, String(share));
    });

  for (const kind of transients)
    test(`has "${kind}" as often as any other kind`, () => {
      const share = throws(100).filter((met) => met === kind).length / 4_000;
      assert.ok(Math.abs(share - 1 / transients.length) < 0.025, String(share));
    });
});

interface Asked {
  readonly journey?: string;
  readonly attempt?: number;
  readonly method?: string;
  readonly host?: string;
  readonly path?: string;
  /** What the browser says that it is for. */
  readonly destination?: string;
  readonly mode?: string;
}

/** A clock that is set, and a stand-in with the noise of this plan. */
async function amidNoise(
  plan: Partial<NoisePlan>,
  check: (scene: {
    readonly at: (ms: number, asked?: Asked) => Promise<Answer>;
    readonly requests: readonly NoisyRequest[];
  }) => Promise<void>,
): Promise<void> {
  let now = 0;
  const burst = { from: { journey: 'home', request: 1 }, lengthMs: 500 };
  const noise = makeNoise({ seed: 1, rate: 100, burst, serverError: null, ...plan }, () => now);
  const standin = await startStandin({ port: 0, faults: [noise.fault] });
  const at = (ms: number, asked: Asked = {}): Promise<Answer> => {
    now = ms;
    const { journey = 'home', attempt = 0, method = 'GET', host = www, path = '/', destination = 'document' } = asked;
    const marker = `MedscapeJourneys/1.0 (run=r; journey=${journey}; attempt=${String(attempt)})`;
    const headers = {
      'User-Agent': `Mozilla/5.0 ${journey === '' ? '' : marker}`,
      'Sec-Fetch-Dest': destination,
      'Sec-Fetch-Mode': asked.mode ?? 'navigate',
    };
    return ask(standin.port, host, path, { method, headers });
  };
  try {
    await check({ at, requests: noise.requests });
  } finally {
    await standin.stop();
  }
}

/** How a client tells an answer. */
const tell = (answer: Promise<Answer>): Promise<string> =>
  answer.then(
    ({ status, broken, headers }) =>
      `${String(status)}${broken ? ' broken' : ''}${headers['retry-after'] ? ` after ${headers['retry-after']}` : ''}`,
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );

/** An attempt that meets this kind: which one is a matter of its name. */
const whoMeets = (kind: Transient): string => {
  const names = Array.from({ length: 200 }, (_, index) => `journey-${String(index)}`);
  return names.find((name) => transientOf({ seed: 1, rate: 100 }, name, 0) === kind) ?? '';
};

describe('noise on the stand-in', () => {
  const kinds: Readonly<Record<Transient, string>> = {
    '502': '502',
    '503': '503',
    '503 with Retry-After': '503 after 1',
    '504': '504',
    reset: 'ECONNRESET',
    empty: 'ECONNRESET',
    'cut off': '200 broken',
  };
  for (const kind of transients)
    test(`"${kind}" is what an attempt meets while the burst lasts, and is told so`, () =>
      amidNoise({ burst: { from: { journey: whoMeets(kind), request: 1 }, lengthMs: 500 } }, async (scene) => {
        const journey = whoMeets(kind);
        assert.equal(await tell(scene.at(1_000, { journey })), kinds[kind]);
        assert.equal(await tell(scene.at(2_000, { journey })), '200');
        assert.deepEqual(
          scene.requests.map(({ noise, inBurst, given, attempt }) => ({ noise, inBurst, given, attempt })),
          [
            { noise: kind, inBurst: true, given: true, attempt: 0 },
            { noise: null, inBurst: false, given: true, attempt: 0 },
          ],
        );
      }));

  test('comes in one burst, from the request that begins it to its end, and never again', () =>
    amidNoise(
      { seed: 3, burst: { from: { journey: 'home', request: 2 }, lengthMs: 500 } },
      async ({ at, requests }) => {
        const others = { journey: 'article' };
        for (const ms of [0, 10]) await tell(at(ms, others));
        for (const ms of [20, 1_000, 1_499, 1_500, 90_000]) await tell(at(ms));
        await tell(at(90_001, others));
        assert.deepEqual(
          requests.map((request) => [request.at, request.noise !== null]),
          [
            [0, false],
            [10, false],
            [20, false],
            [1_000, true],
            [1_499, true],
            [1_500, false],
            [90_000, false],
            [90_001, false],
          ],
        );
      },
    ));

  const spared: Readonly<Record<string, Asked>> = {
    'a picture': { host: img, path: '/images/logo.svg', destination: 'image', mode: 'no-cors' },
    'a beacon': { destination: 'empty', mode: 'no-cors' },
    'somebody who is none of ours': { journey: '' },
  };
  for (const [who, asked] of Object.entries(spared))
    test(`leaves ${who} alone`, () =>
      amidNoise({}, async ({ at, requests }) => {
        await tell(at(0));
        assert.equal(await tell(at(1, asked)), '200');
        assert.equal(requests.length, 1);
      }));

  const hit: Readonly<Record<string, Asked>> = {
    'a script of the asset host': { host: img, path: '/js/medscape.js', destination: 'script', mode: 'no-cors' },
    'a style': { host: img, path: '/css/medscape.css', destination: 'style', mode: 'no-cors' },
    data: { destination: 'empty', mode: 'cors' },
    'a frame': { destination: 'iframe' },
  };
  for (const [what, asked] of Object.entries(hit))
    test(`meets ${what} too`, () =>
      amidNoise({}, async ({ at, requests }) => {
        await tell(at(0));
        await tell(at(1, asked));
        assert.notEqual(requests[1]?.noise ?? null, null);
      }));

  test('leaves an answer without a body whole: it has no end to miss', () =>
    amidNoise({ burst: { from: { journey: whoMeets('cut off'), request: 1 }, lengthMs: 500 } }, async (scene) => {
      assert.equal(await tell(scene.at(0, { journey: whoMeets('cut off'), path: '/px/profile.do' })), '302');
      assert.equal(scene.requests[0]?.noise, null);
    }));
});

describe('the real 500 among the noise', () => {
  const serverError = { journey: 'article', request: 2 };

  test('is answered once, to a GET, before any transient', () =>
    amidNoise({ serverError }, async ({ at, requests }) => {
      await tell(at(0));
      await tell(at(1, { journey: 'article' }));
      await tell(at(2, { journey: 'article', method: 'POST' }));
      assert.equal(await tell(at(3, { journey: 'article' })), '500');
      await tell(at(4, { journey: 'article' }));
      assert.deepEqual(
        requests.map(({ noise }) => noise === '500'),
        [false, false, false, true, false],
      );
    }));

  test('needs no burst, and comes to a later attempt where the first never asked so often', () =>
    amidNoise({ rate: 0, serverError }, async ({ at, requests }) => {
      assert.equal(await tell(at(0, { journey: 'article' })), '200');
      assert.equal(await tell(at(5_000, { journey: 'article', attempt: 1 })), '500');
      assert.deepEqual(requests.at(-1), {
        journey: 'article',
        attempt: 1,
        method: 'GET',
        url: requests[0]?.url,
        at: 5_000,
        inBurst: false,
        noise: '500',
        given: true,
      });
    }));
});
