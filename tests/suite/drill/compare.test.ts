import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../../src/drill/compare.ts';
import type { Drill, Expected } from '../../../src/drill/types.ts';
import type { JourneyInput, RunInput } from '../../../src/verdict/types.ts';
import {
  failedWith,
  journeyOf,
  makeExchange,
  makeEvidence,
  makeJourney,
  makeLost,
  makeNotRun,
  makeProbes,
  makeXhr,
  passedWith,
  recordOf,
} from '../verdict/build.ts';
import { differences, makeDrill } from './support/build.ts';

const answered = (status: number) => makeExchange({ status, title: 'Error', heading: 'Error' });
const stays = journeyOf([makeEvidence({ ...failedWith(answered(500)), probes: makeProbes([500, 500, 500]) })]);
const goes = journeyOf([failedWith(answered(500)), passedWith()]);
const busy = journeyOf([failedWith(answered(503)), passedWith()]);
const lastsBusy = journeyOf([failedWith(answered(503)), failedWith(answered(503))]);
const refused = journeyOf([
  failedWith(makeLost('net::ERR_CONNECTION_REFUSED')),
  failedWith(makeLost('net::ERR_CONNECTION_REFUSED')),
]);
const good = journeyOf([passedWith()]);
const flawed = journeyOf([
  passedWith(makeExchange(), makeXhr({ resourceType: 'image', status: 500, path: '/images/logo.svg' })),
]);
const wrong = journeyOf([failedWith(), failedWith()]);

const beside = (journey: JourneyInput, id: string): JourneyInput => ({ ...journey, id });

interface Case {
  readonly name: string;
  readonly journeys: readonly JourneyInput[];
  readonly expected?: Partial<Expected>;
  readonly also?: Drill['also'];
  readonly run?: Partial<RunInput>;
  readonly differences: readonly RegExp[];
}

const cases: readonly Case[] = [
  { name: 'a 500 that stays, called so', journeys: [stays], differences: [] },
  {
    name: 'a 500 that went, called so',
    journeys: [goes],
    expected: { verdict: 'intermittent-server-error' },
    differences: [],
  },
  {
    name: 'a 503 that went, called transient: the attempt that passed is not the one that it rests on',
    journeys: [busy],
    expected: { verdict: 'transient', cause: 'unavailable', reason: 'answered 503' },
    differences: [],
  },
  {
    name: 'nobody spoke, and no layer is expected',
    journeys: [refused],
    expected: { verdict: 'unreachable', cause: 'network', layer: null, reason: 'refused' },
    differences: [],
  },
  {
    name: 'nothing at all, and nothing is expected',
    journeys: [good],
    expected: { verdict: 'passed', cause: null, layer: null, reason: '' },
    differences: [],
  },
  {
    name: 'a flaw has no cause, and the layer of what was seen',
    journeys: [flawed],
    expected: { verdict: 'degraded', cause: null, reason: 'no expectation felt it' },
    differences: [],
  },
  {
    name: 'a reason is compared without regard to case',
    journeys: [stays],
    expected: { reason: 'ANSWERED 500' },
    differences: [],
  },
  {
    name: 'the right verdict for the wrong cause',
    journeys: [stays],
    expected: { cause: 'unavailable' },
    differences: [/^cause: server-error in place of unavailable$/],
  },
  {
    name: 'the right verdict from the wrong layer',
    journeys: [stays],
    expected: { layer: 'httpd' },
    differences: [/^layer: application in place of httpd$/],
  },
  {
    name: 'a layer where none is expected',
    journeys: [stays],
    expected: { layer: null },
    differences: [/^layer: application in place of none$/],
  },
  {
    name: 'the right name for no reason that was expected',
    journeys: [stays],
    expected: { reason: 'redirect loop' },
    differences: [/^no reason says “redirect loop”$/],
  },
  {
    name: 'a 500 that was erased by a retry',
    journeys: [busy],
    expected: { verdict: 'intermittent-server-error' },
    differences: [/^verdict: transient in place of/, /^cause: unavailable in place of/, /answered 500/],
  },
  {
    name: 'a fault that nobody noticed',
    journeys: [good],
    differences: [/^verdict: passed/, /^cause: none/, /^layer: none/, /^no reason/],
  },
  {
    name: 'what stands beside it passed, or met the same',
    journeys: [stays, beside(good, 'home-opens'), beside(goes, 'dosing-tabs-switch')],
    differences: [],
  },
  {
    name: 'what stands beside it was not started because of it',
    journeys: [stays, makeJourney({ id: 'home-opens', notRun: makeNotRun({ kind: 'outage', reason: 'all is down' }) })],
    differences: [],
  },
  {
    name: 'a false alarm beside it',
    journeys: [stays, beside(wrong, 'home-opens')],
    differences: [/^beside it home-opens \(desktop\) is called regression \(content, /],
  },
  {
    name: 'the same failure beside it, called what another exit code says',
    journeys: [lastsBusy, beside(busy, 'home-opens')],
    expected: { cause: 'unavailable', reason: 'answered 503' },
    differences: [/^beside it home-opens \(desktop\) is called transient \(unavailable, /],
  },
  {
    name: 'a false alarm where nothing was wrong',
    journeys: [good, beside(flawed, 'home-opens')],
    expected: { verdict: 'passed', cause: null, layer: null, reason: '' },
    differences: [/^beside it home-opens \(desktop\) is called degraded/],
  },
  {
    name: 'what stands beside it is called what the drill says of it',
    journeys: [stays, beside(flawed, 'home-opens')],
    also: { 'home-opens': 'degraded' },
    differences: [],
  },
  {
    name: 'what stands beside it is called otherwise, or is not told',
    journeys: [stays, beside(good, 'home-opens'), beside(goes, 'dosing-tabs-switch')],
    also: { 'home-opens': 'degraded', 'dosing-tabs-switch': 'server-error', 'server-log': 'inconclusive' },
    differences: [
      /^beside it dosing-tabs-switch \(desktop\) is called intermittent-server-error \(.*\) in place of server-error$/,
      /^beside it home-opens \(desktop\) is called passed \(none, none\) in place of degraded$/,
      /^beside it nothing is said of server-log$/,
    ],
  },
  {
    name: 'something that was not run, though all was well',
    journeys: [good, makeJourney({ id: 'home-opens', notRun: makeNotRun({ kind: 'outage', reason: 'all is down' }) })],
    expected: { verdict: 'passed', cause: null, layer: null, reason: '' },
    differences: [/^beside it home-opens \(desktop\) is called inconclusive/],
  },
  {
    name: 'a run with trouble of its own',
    journeys: [stays],
    run: { troubles: [{ kind: 'report-failed', message: 'the disk is full' }] },
    differences: [/^the run itself had trouble: the disk is full$/],
  },
  {
    name: 'a note is no trouble',
    journeys: [stays],
    run: { troubles: [{ kind: 'note', message: 'no account was given' }] },
    differences: [],
  },
];

describe('a fault and what was said of it', () => {
  for (const one of cases)
    test(one.name, () => {
      const told = differences(recordOf(one.journeys, one.run), one.expected, one.also ? { also: one.also } : {});

      assert.equal(told?.length, one.differences.length, JSON.stringify(told));
      for (const [index, difference] of one.differences.entries()) assert.match(told[index] ?? '', difference);
    });

  test('the preflight is judged in the set-up, whatever the project', () => {
    const look = journeyOf([makeEvidence({ ...failedWith(answered(500)), probes: makeProbes([500, 500, 500]) })], {
      id: 'preflight-www',
      project: 'set-up',
    });
    assert.deepEqual(differences(recordOf([look, stays]), {}, { journey: 'preflight-www', project: 'phone' }), []);
  });

  test('the journey of another project is not the one that is judged', () => {
    assert.equal(differences(recordOf([stays]), {}, { project: 'phone' }), null);
  });

  test('nothing can be said of a journey that did not stand in the run', () => {
    assert.equal(compare(makeDrill({ journey: 'home-opens' }), recordOf([stays])), null);
  });
});
