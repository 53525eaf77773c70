import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { noiseExitCode, noiseFigures, tellNoise, type NoiseSoak } from '../../../src/cli/soak-noise-figures.ts';
import { judgeRun, type NoiseRun } from '../../../src/cli/soak-noise-judge.ts';
import { partOf, planOf, rates, smoke } from '../../../src/cli/soak-noise-plan.ts';
import type { AttemptEvidence } from '../../../src/evidence/types.ts';
import { buildRunRecord } from '../../../src/verdict/record.ts';
import type { RunRecord } from '../../../src/verdict/types.ts';
import type { NoisyRequest } from '../../../standin/faults/noise.ts';
import {
  failedWith,
  journeyOf,
  makeEvidence,
  makeExchange,
  makeLost,
  makeProbe,
  makeRunInput,
  passedWith,
  policy,
  start,
} from '../verdict/build.ts';
import { cli, commandsInOneProcess, projectFolder, temporaryFolder } from './support.ts';

describe('the parts of the soak', () => {
  const cells = (from: number, count: number): string[] =>
    Array.from({ length: count }, (_, index) => partOf(from + index)).map(
      ({ rate, withServerError }) => `${String(rate)}${withServerError ? ' with 500' : ''}`,
    );

  test('any three seeds in a row have every rate, and one real 500', () => {
    for (const from of [1, 2, 3, 17, 298]) {
      const three = cells(from, 3);
      assert.deepEqual(new Set(three.map((cell) => parseInt(cell, 10))), new Set(rates), three.join());
    }
    for (const from of [1, 4, 295]) assert.equal(cells(from, 3).filter((cell) => cell.endsWith('500')).length, 1);
  });

  test('the smoke journeys are those that are tagged so', () => {
    const folder = join(projectFolder, 'tests/journeys');
    const tagged = globSync('*.spec.ts', { cwd: folder }).flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/journey\(\{([^}]*)\}/g)]
        .map(([, details = '']) => details)
        .filter((details) => details.includes('smoke: true'))
        .map((details) => /\bid: '([^']+)'/.exec(details)?.[1] ?? `no id: ${details}`),
    );
    assert.deepEqual(smoke.filter((id) => !id.startsWith('preflight-')).toSorted(), tagged.toSorted());
  });

  test('300 runs are 200 healthy ones and 100 with a real 500, spread over the rates', () => {
    const counts = Map.groupBy(cells(1, 300), (cell) => cell);
    assert.deepEqual(Object.fromEntries([...counts].map(([cell, { length }]) => [cell, length])), {
      '20': 67,
      '20 with 500': 33,
      '5': 67,
      '5 with 500': 33,
      '50': 66,
      '50 with 500': 34,
    });
  });
});

/** A page of the journey, and what the noise made of it. */
const asked = (overrides: Partial<NoisyRequest> = {}): NoisyRequest => ({
  journey: 'drug-monograph',
  attempt: 0,
  method: 'GET',
  url: makeExchange().url,
  at: start + 100,
  inBurst: true,
  noise: '502',
  given: true,
  ...overrides,
});

const good = passedWith();
const badGateway = failedWith(makeExchange({ status: 502 }));
const reset = 'net::ERR_CONNECTION_RESET';

interface Case {
  readonly attempts: readonly AttemptEvidence[];
  readonly requests: readonly NoisyRequest[];
  /** Of the first attempt that was hit; absent: nobody was. */
  readonly fate?: string;
  /** The seed's run has a real 500. */
  readonly with500?: boolean;
  readonly wrong?: RegExp;
}

const record = (attempts: readonly AttemptEvidence[]): RunRecord =>
  buildRunRecord(makeRunInput({ journeys: [journeyOf(attempts)] }), policy);

const judged = ({ attempts, requests, with500 = false }: Omit<Case, 'wrong' | 'fate'>): NoiseRun => {
  const told = record(attempts);
  const plan = { ...planOf(1), serverError: with500 ? { journey: 'drug-monograph', request: 1 } : null };
  return judgeRun({ plan, requests, runId: 'r', exitCode: told.exitCode, record: told, durationMs: 1 });
};

describe('what a run must say', () => {
  const script = makeLost(reset, { n: 2, resourceType: 'script', path: '/a.js' });
  const askedScript = asked({ noise: 'reset', url: script.url });
  const cases: Readonly<Record<string, Case>> = {
    'nothing, where nobody was hit': { attempts: [good], requests: [asked({ noise: null, inBurst: false })] },
    'a transient, where an attempt met it and the next one passed': {
      attempts: [badGateway, good],
      requests: [asked(), asked({ attempt: 1, noise: null, inBurst: false, at: start + 10_100 })],
      fate: 'told',
    },
    'a transient that only its probe met again': {
      attempts: [{ ...badGateway, probes: [makeProbe({ status: 502 }), makeProbe({ status: 200 })] }, good],
      requests: [asked(), asked({ at: start + 2_500 })],
      fate: 'told',
    },
    'degraded, where a script got no answer and no expectation felt it': {
      attempts: [passedWith(makeExchange(), script)],
      requests: [askedScript],
      fate: 'unfelt',
    },
    'nothing, where the browser asked again by itself and was answered': {
      attempts: [good],
      requests: [asked({ noise: 'reset' }), asked({ noise: null, at: start + 101 })],
      fate: 'masked',
    },
    'nothing, where the browser hung up before the answer': {
      attempts: [good],
      requests: [asked({ given: false })],
      fate: 'given-up',
    },
    'nothing, where the page went away before the answer': {
      attempts: [passedWith(makeExchange(), makeLost('net::ERR_ABORTED', { n: 2, path: '/b' }))],
      requests: [asked({ url: makeExchange({ path: '/b' }).url })],
      fate: 'given-up',
    },
    'wrong: a 502 that was given, and of which it tells nothing': {
      attempts: [good],
      requests: [asked()],
      fate: 'untold',
      wrong: /attempt 1 met "502", and the verdict does not tell it/,
    },
    'wrong: a connection that broke without a second try, of which it tells nothing': {
      attempts: [good],
      requests: [asked({ noise: 'reset' })],
      fate: 'untold',
      wrong: /met "reset", and the verdict does not tell it/,
    },
    'wrong: an attempt that was hit and is not there': {
      attempts: [good],
      requests: [asked({ attempt: 1 })],
      fate: 'untold',
      wrong: /attempt 2 met "502"/,
    },
    'wrong: a transient that is called a server error': {
      attempts: [badGateway],
      requests: [asked()],
      fate: 'told',
      wrong: /exit code is 3 and must be 0[^]*met "502" alone, and drug-monograph is called server-error/,
    },
    'a server error, where a real 500 came and went': {
      attempts: [failedWith(makeExchange({ status: 500 })), good],
      requests: [asked({ noise: '500' })],
      with500: true,
    },
    'a server error, where the retry after a transient met the real 500': {
      attempts: [badGateway, failedWith(makeExchange({ status: 500 })), good],
      requests: [asked(), asked({ attempt: 1, noise: '500' })],
      with500: true,
      fate: 'told',
    },
    'wrong: a real 500 that is called transient': {
      attempts: [badGateway, good],
      requests: [asked({ noise: '500' })],
      with500: true,
      wrong: /exit code is 0 and must be 3[^]*drug-monograph met a 500 at \S+ and is called transient/,
    },
    'wrong: a real 500 that nobody asked for, so that nothing is proven': {
      attempts: [good],
      requests: [],
      with500: true,
      wrong: /never asked for what was to answer 500/,
    },
  };
  for (const [name, { fate, wrong, ...soaked }] of Object.entries(cases))
    test(name, () => {
      const run = judged(soaked);
      assert.equal(run.hits[0]?.fate, fate);
      if (wrong) assert.match(run.wrong.join('\n'), wrong);
      else assert.deepEqual(run.wrong, []);
    });

  test('no verdict at all is wrong', () => {
    const run = judgeRun({ plan: planOf(1), requests: [], runId: 'r', exitCode: 2, record: null, durationMs: 1 });
    assert.deepEqual([run.outcome, run.wrong], [null, ['It left no verdict.']]);
  });

  test('an attempt that failed without any noise is told apart, and is not wrong', () => {
    const run = judged({ attempts: [makeEvidence({ ended: 'failed' }), good], requests: [] });
    assert.deepEqual([run.beside, run.wrong], [['drug-monograph, attempt 1: content'], []]);
  });
});

test('the figures are told by rate, those with a real 500 apart, with the seeds of what was wrong', () => {
  const hit = judged({ attempts: [badGateway, good], requests: [asked()] });
  const missed = judged({ attempts: [good], requests: [asked()] });
  const real = judged({ attempts: [good], requests: [], with500: true });
  const runs = [{ ...hit, seed: 1 }, { ...missed, seed: 7 }, real, { ...hit, seed: 2, rate: 50 }];
  const figures = noiseFigures(runs);
  assert.deepEqual(
    figures.map(({ rate, withServerError, runs: count, hit: hits, wrong }) => ({
      rate,
      withServerError,
      count,
      hits,
      wrong,
    })),
    [
      { rate: 5, withServerError: false, count: 2, hits: 2, wrong: [7] },
      { rate: 50, withServerError: false, count: 1, hits: 1, wrong: [] },
      { rate: 5, withServerError: true, count: 1, hits: 0, wrong: [1] },
    ],
  );
  const soaked = { kind: 'noise', startedAt: '', finishedAt: '', asked: 9, interrupted: true, figures, runs } as const;
  const told = tellNoise(soaked);
  assert.match(
    told,
    /^2 of 4 runs called by their right name \(9 were asked for; interrupted\)\.\n\n\| noise +\| runs \|/,
  );
  assert.match(told, /^\| 5 % +\| +2 \| +1 \| +0 \|/m);
  assert.match(told, /^\| 5 % \+ a 500 +\| +1 \| +0 \|/m);
  assert.match(told, /\nAttempts hit by: 502 3\.\n/);
  assert.match(told, /\nWrongly judged;[^]*\n- seed 7: drug-monograph, attempt 1 met "502"/);
  const heads =
    told
      .split('\n')[2]
      ?.split('|')
      .map((head) => head.trim()) ?? [];
  assert.ok(heads.includes('told') && heads.includes('untold'), 'what occurred has a column');
  assert.ok(!heads.includes('masked') && !heads.includes('beside'), 'what did not has none');
  for (const head of heads.filter((one) => !['', 'runs'].includes(one)))
    assert.match(told.replace(/\s+/g, ' '), new RegExp(`_${head}_: `), 'and what stands there is explained');
  assert.equal(
    new Set(
      told
        .split('\n')
        .slice(2, 7)
        .map(({ length }) => length),
    ).size,
    1,
    'the columns stand in line',
  );
});

test('a soak ends well where all were rightly judged and somebody was hit', () => {
  const hit = judged({ attempts: [badGateway, good], requests: [asked()] });
  const unhit = judged({ attempts: [good], requests: [] });
  const missed = judged({ attempts: [good], requests: [asked()] });
  const exit = (runs: readonly NoiseRun[], interrupted = false): number =>
    noiseExitCode({
      kind: 'noise',
      startedAt: '',
      finishedAt: '',
      asked: 3,
      interrupted,
      figures: noiseFigures(runs),
      runs,
    });
  assert.deepEqual([exit([hit, unhit]), exit([hit, missed]), exit([unhit]), exit([hit], true)], [0, 1, 2, 130]);
});

describe('soak --noise', () => {
  const soakOf = (reports: string): NoiseSoak =>
    JSON.parse(readFileSync(join(reports, 'soak.json'), 'utf8')) as NoiseSoak; // written by the soak itself

  test('calls a transient transient and a 500 a server error, and keeps only what it measured', async () => {
    const reports = temporaryFolder('reports');
    // the page itself of news-list-pages is answered 503; a 500 for a script of search-finds-a-drug
    const args = ['soak', '--noise', '--seed', '2', '--times', '2'];
    const { code, stdout, stderr } = await cli(args, { REPORTS_DIR: reports }).ended;

    assert.equal(code, 0, stdout + stderr);
    const [quiet, real] = soakOf(reports).runs;
    assert.deepEqual([quiet?.exitCode, real?.exitCode], [0, 3]);
    assert.deepEqual(
      quiet?.hits.filter(({ journey }) => journey === 'news-list-pages').map(({ fate, verdict }) => [fate, verdict]),
      [['told', 'transient']],
    );
    assert.match(real?.serverError?.verdict ?? '', /server-error$/);
    assert.match(stdout, /^2 of 2 runs called by their right name\.\n[^]*^\| 20 % +\| +1 \| +1 \| +0 \|/m);
    const shown = await cli(['soak', '--noise', '--show'], { REPORTS_DIR: reports }).ended;
    assert.deepEqual([shown.code, `${shown.stdout}${join(reports, 'soak.json')}\n`], [0, stdout]);
    assert.ok(smoke.length <= (quiet?.attempts ?? 0), 'every smoke journey and preflight was tried');
    assert.deepEqual(readdirSync(join(reports, 'soak')), []);
  });

  test('ends on Ctrl-C, and keeps what it has measured', async () => {
    const reports = temporaryFolder('reports');
    const { kill, ended } = cli(['soak', '--noise'], { REPORTS_DIR: reports });
    while (!existsSync(join(reports, 'soak', '2', 'output.txt'))) await sleep(50);
    kill('SIGINT');

    const { code, stdout } = await ended;
    assert.equal(code, 130);
    assert.match(stdout, /^0 of 0 runs called by their right name \(300 were asked for; interrupted\)\.$/m);
    assert.deepEqual([soakOf(reports).interrupted, soakOf(reports).asked], [true, 300]);
    assert.equal(existsSync(join(reports, 'soak', '.lock')), false);
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [['--seed', '3'], /--seed is for --noise/],
    [['--noise', '--seed', '0'], /--seed "0" is no whole number from 1/],
    [['--noise', '--times', '0'], /--times "0" is no whole number from 1/],
    [['--noise', '--show', '--times', '3'], /--show runs nothing, so it takes neither --times nor --seed/],
    [['--noise', '--show'], /soak\.json holds no soak with noise; npm run soak -- --noise makes one/],
    [['--show'], /--show is for --noise/],
    [['--noise', '--grep', 'x'], /--noise runs the smoke journeys and takes nothing of Playwright's: --grep x/],
  ];
  const command = commandsInOneProcess();
  for (const [args, message] of wrong)
    test(`${args.join(' ')} exits 2 before anything runs`, async () => {
      const reports = temporaryFolder('reports');
      const { code, stdout, stderr } = await command(['soak', ...args], { REPORTS_DIR: reports });
      assert.deepEqual([code, stdout, existsSync(join(reports, 'soak'))], [2, '', false]);
      assert.match(stderr, message);
    });
});
