import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { IncidentStep, StoredRun } from '../../../src/history/types.ts';
import { Machine, makeContent, makeFinding, makeRefused, makeStored } from './incidents-build.ts';

const bad = makeFinding();
const kinds = ['clean', 'bad', 'intermittent', 'smoke', 'lost', 'transient'] as const;

function runOf(kind: (typeof kinds)[number], at: number, location = 'here'): StoredRun {
  if (kind === 'bad') return makeStored(at, [bad], { location });
  if (kind === 'intermittent') return makeStored(at, [{ ...bad, verdict: 'intermittent-server-error' }], { location });
  if (kind === 'smoke') return makeStored(at, [], { location, of: ['home-shows-news'] });
  if (kind === 'lost') return makeStored(at, [], { location, judged: false });
  if (kind === 'transient') return makeStored(at, [{ ...bad, verdict: 'transient' }], { location });
  return makeStored(at, [], { location });
}

/** Runs an hour apart and less than a day long, so that all is one incident. */
const day = fc
  .array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 20 })
  .map((sequence) => sequence.map((kind, n) => ({ kind, run: runOf(kind, n * 60) })));

const options = { numRuns: 150, seed: 10_082_023 };

describe('incidents, whatever the runs', () => {
  test('open exactly while fewer than three runs that went its way have not seen it', () => {
    fc.assert(
      fc.property(day, (runs) => {
        const machine = new Machine();
        let clean: number | null = null;
        for (const { kind, run } of runs) {
          machine.see(run);
          const isSighting = kind === 'bad' || kind === 'intermittent';
          if (isSighting) clean = 0;
          // resolved is resolved: what is clean then is nothing new
          else if (kind === 'clean' && clean !== null && clean < 3) clean += 1;
          const expected: string[] =
            clean === null ? [] : [clean === 0 ? 'open' : clean < 3 ? 'recovering' : 'resolved'];
          assert.deepEqual(
            machine.incidents.map(({ state }) => state),
            expected,
          );
        }
      }),
      options,
    );
  });

  test('the order in which runs come to be known changes nothing of what is known in the end', () => {
    const known = (runs: readonly StoredRun[]) => {
      const machine = new Machine();
      for (const run of runs) machine.see(run);
      return machine.incidents.map(({ state, firstSeenAt, lastSeenAt, openedAt, verdict, runs: seenBy }) => ({
        ...{ state, firstSeenAt, lastSeenAt, openedAt, verdict, seenBy: seenBy.toSorted() },
      }));
    };
    fc.assert(
      fc.property(
        day.chain((runs) =>
          fc.tuple(fc.constant(runs), fc.shuffledSubarray(runs, { minLength: runs.length, maxLength: runs.length })),
        ),
        ([inOrder, shuffled]) => {
          assert.deepEqual(known(shuffled.map(({ run }) => run)), known(inOrder.map(({ run }) => run)));
        },
      ),
      options,
    );
  });

  test('every server error belongs to an incident that was told as opened, and no origin has two at once', () => {
    const anything = fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: 60 * 24 * 10 }),
        kind: fc.constantFrom(...kinds),
        location: fc.constantFrom('austin', 'berlin'),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(anything, (given) => {
        const machine = new Machine();
        const runs = new Map(
          given.map(({ at, kind, location }) => [`${location} ${String(at)}`, runOf(kind, at, location)]),
        );
        for (const run of runs.values()) {
          machine.see(run);
          const live = machine.incidents.filter(({ state }) => state !== 'resolved');
          assert.ok(live.length <= 1, `${String(live.length)} at once`);
          if (run.findings.some(({ verdict }) => verdict.endsWith('server-error')))
            assert.ok(machine.incidents.some((one) => one.runs.includes(run.id)));
        }
        const opened = machine.steps.filter(({ kind }) => kind === 'opened').map(({ incident }) => incident.id);
        assert.deepEqual(opened.toSorted(), machine.incidents.map(({ id }) => id).toSorted());
        for (const { firstSeenAt, lastSeenAt, openedAt, resolvedAt } of machine.incidents) {
          assert.ok(firstSeenAt <= lastSeenAt);
          assert.ok(openedAt !== null && (resolvedAt === null || resolvedAt > openedAt));
        }
        for (const { why } of machine.steps) assert.doesNotMatch(why, /NaN|undefined|null| -\d|\b0 (?:runs|clean)/);
      }),
      options,
    );
  });

  test('steps tell a life that can be: opened first and once, resolved only what is open, reopened only what was resolved', () => {
    const next: Readonly<Record<IncidentStep['kind'], readonly IncidentStep['kind'][]>> = {
      suspected: ['suspected', 'opened', 'reopened'],
      opened: ['seen', 'escalated', 'recovering', 'resolved'],
      reopened: ['seen', 'escalated', 'recovering', 'resolved'],
      escalated: ['seen', 'escalated', 'recovering', 'resolved'],
      seen: ['seen', 'escalated', 'recovering', 'resolved'],
      recovering: ['seen', 'escalated', 'resolved'],
      resolved: ['reopened', 'suspected'],
    };
    const findings = { none: [], content: [makeContent()], refused: [makeRefused()], bad: [bad] } as const;
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('none', 'none', 'content', 'refused', 'bad'), { maxLength: 60 }),
        (sequence) => {
          const machine = new Machine();
          sequence.forEach((kind, n) => machine.see(makeStored(n * 120, findings[kind])));
          const lives = Map.groupBy(machine.steps, ({ incident }) => incident.id);
          for (const steps of lives.values()) {
            const told = steps.map(({ kind }) => kind);
            assert.ok(told[0] === 'opened' || told[0] === 'suspected');
            told.slice(1).forEach((kind, n) => {
              const before = told[n] ?? 'seen';
              assert.ok(next[before].includes(kind), `${before}, then ${kind}: ${told.join(' ')}`);
            });
          }
        },
      ),
      options,
    );
  });
});
