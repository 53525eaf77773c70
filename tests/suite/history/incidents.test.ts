import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { acknowledged, IncidentError, muted } from '../../../src/history/incidents/people.ts';
import { since } from '../../../src/history/incidents/words.ts';
import { defaultRules } from '../../../src/history/rules.ts';
import type { StoredFinding, StoredRun } from '../../../src/history/types.ts';
import { Machine, makeContent, makeFinding, makeRefused, makeStored, minute } from './incidents-build.ts';

const hour = 60;
const bad = makeFinding();
const everySurface: StoredFinding = makeRefused({
  journeys: ['home-shows-news', 'drug-monograph', 'search-finds-a-drug'],
  surfaces: ['www', 'reference', 'search'],
});

/** Steps by run. */
const played = (machine: Machine, runs: readonly StoredRun[]): string[] =>
  runs.map((run) => machine.see(run).join(' ') || '-');

describe('what opens an incident', () => {
  const cases: readonly [name: string, finding: StoredFinding, overrides: Partial<StoredRun>, first: string][] = [
    ['a server error', bad, {}, 'opened'],
    ['a server error that went away', makeFinding({ verdict: 'intermittent-server-error' }), {}, 'opened'],
    ['a 503 that stays', makeFinding({ cause: 'unavailable', status: 503, layer: 'proxy' }), {}, 'opened'],
    ['every surface unreachable', everySurface, {}, 'opened'],
    ['one surface unreachable', makeRefused(), {}, 'suspected'],
    ['a regression', makeContent(), {}, 'suspected'],
    ['a challenge', makeFinding({ verdict: 'blocked', cause: 'blocked', status: 403, layer: 'edge' }), {}, 'suspected'],
    ['a transient failure', makeFinding({ verdict: 'transient', cause: 'unavailable', status: 503 }), {}, '-'],
    ['a degraded journey', makeFinding({ verdict: 'degraded', cause: null }), {}, '-'],
    ['a known issue', makeContent({ verdict: 'degraded', suppressed: true }), {}, '-'],
    ['a suppressed regression', makeContent({ suppressed: true }), {}, '-'],
    ['what is inconclusive', makeContent({ verdict: 'inconclusive' }), {}, '-'],
    ['our own trouble', makeFinding({ verdict: 'inconclusive', cause: 'runner' }), { judged: false }, '-'],
    ['a regression of an interrupted run', makeContent(), { judged: false, exitCode: 130 }, '-'],
    ['a server error of a run that lost a shard', bad, { judged: false }, 'opened'],
  ];
  for (const [name, finding, overrides, first] of cases) {
    test(`${name}: ${first}`, () => {
      const machine = new Machine();

      const steps = played(machine, [makeStored(0, [finding], overrides)]);

      assert.deepEqual(steps, [first]);
      assert.equal(
        machine.repeatWithinMs === null,
        first !== 'suspected',
        'asked to be repeated where it is suspected',
      );
      assert.equal(machine.incidents.length, first === 'opened' ? 1 : 0);
    });
  }

  test('a regression opens at the second run in a row, and at the run that the target declares', () => {
    const runs = [0, 2, 4, 6].map((at) => makeStored(at, [makeContent()]));

    assert.deepEqual(played(new Machine(), runs), ['suspected', 'opened', 'seen', 'seen']);
    assert.deepEqual(played(new Machine({ runsToOpen: { production: 3 } }), runs), [
      'suspected',
      'suspected',
      'opened',
      'seen',
    ]);
    assert.deepEqual(played(new Machine({ runsToOpen: { staging: 3 } }), runs).slice(0, 2), ['suspected', 'opened']);
  });

  test('a clean run between two failing ones breaks the row; one that goes another way, or was not judged, does not', () => {
    const between = (run: StoredRun) =>
      played(new Machine(), [makeStored(0, [makeContent()]), run, makeStored(4, [makeContent()])]).at(-1);

    assert.equal(between(makeStored(2)), 'suspected');
    assert.equal(between(makeStored(2, [], { of: ['home-shows-news'] })), 'opened');
    assert.equal(between(makeStored(2, [], { judged: false })), 'opened');
  });

  test('an outage of thirty signatures is one incident', () => {
    const signatures = Array.from({ length: 30 }, (_, n) => `server-error 500 httpd reference GET /page-${String(n)}`);
    const machine = new Machine();

    const steps = played(machine, [makeStored(0, [makeFinding({ signatures })])]);

    assert.deepEqual(steps, ['opened']);
    assert.equal(machine.incident.signatures.length, 30);
  });

  test('other causes, statuses and layers are other incidents; so are other journeys of content, and not of a server error', () => {
    const two = (a: StoredFinding, b: StoredFinding): number => {
      const machine = new Machine({ runsToOpen: { production: 1 } });
      played(machine, [makeStored(0, [a]), makeStored(60, [b])]);
      return machine.incidents.length;
    };
    const elsewhere = { journeys: ['search-finds-a-drug'], surfaces: ['search'] } as const;

    assert.equal(two(bad, makeFinding({ status: 502, cause: 'unavailable' })), 2);
    assert.equal(two(bad, makeFinding({ layer: 'application' })), 2);
    assert.equal(two(bad, makeFinding({ status: 501 })), 2);
    assert.equal(two(bad, makeFinding({ ...elsewhere, signatures: ['server-error 500 httpd search GET /search'] })), 1);
    assert.equal(
      two(
        makeContent(),
        makeContent({ ...elsewhere, signatures: ['content search-finds-a-drug unknown search "x" /search'] }),
      ),
      2,
    );
    assert.equal(two(makeRefused(), makeRefused({ errorText: 'net::ERR_CONNECTION_TIMED_OUT' })), 2);
  });

  test("one finding of two journeys' own cause is two incidents, each with its journey alone", () => {
    const finding = makeContent({
      journeys: ['drug-monograph', 'search-finds-a-drug'],
      surfaces: ['reference', 'search'],
      signatures: [
        'content drug-monograph unknown reference "opens" /drug/:slug',
        'content search-finds-a-drug unknown search "finds" /search',
      ],
    });
    const run = makeStored(0, [finding]);
    const own = (id: string) => finding.signatures.filter((signature) => signature.includes(` ${id} `));
    const told = { ...run, journeys: run.journeys.map((one) => ({ ...one, signatures: own(one.id) })) };
    const machine = new Machine({ runsToOpen: { production: 1 } });

    machine.see(told);

    assert.deepEqual(
      machine.incidents.map(({ origin, surfaces, signatures, headline }) => [
        ...[origin.journey, surfaces, signatures.length, headline],
      ]),
      [
        ['drug-monograph', ['reference'], 1, 'drug-monograph does not get through "opens" on /drug/:slug'],
        ['search-finds-a-drug', ['search'], 1, 'search-finds-a-drug does not get through "finds" on /search'],
      ],
    );
  });
});

describe('what closes it', () => {
  test('three clean runs, told as recovering at the first', () => {
    const machine = new Machine();

    const steps = played(machine, [makeStored(0, [bad]), ...[1, 2, 3, 4].map((n) => makeStored(n * hour))]);

    assert.deepEqual(steps, ['opened', 'recovering', '-', 'resolved', '-']);
    assert.equal(machine.incident.resolvedAt, minute(3 * hour + 1));
    assert.equal(machine.incident.cleanRuns, 3);
  });

  test('only runs that went its way count, wherever they came between', () => {
    const smoke = (at: number) => makeStored(at, [], { of: ['home-shows-news'] });
    const machine = new Machine();

    const steps = played(machine, [
      makeStored(0, [bad]),
      ...[10, 20, 30, 40].map(smoke),
      makeStored(60),
      smoke(70),
      makeStored(120),
      smoke(130),
      makeStored(180),
    ]);

    assert.deepEqual(steps.slice(1), ['-', '-', '-', '-', 'recovering', '-', '-', '-', 'resolved']);
  });

  test('of several ways each has to be gone three times', () => {
    const both = makeFinding({
      journeys: ['drug-monograph', 'home-shows-news'],
      signatures: ['server-error 500 httpd reference GET /drug/:slug', 'server-error 500 httpd www GET /'],
    });
    const machine = new Machine();

    const steps = played(machine, [
      makeStored(0, [both]),
      ...[10, 20, 30].map((at) => makeStored(at, [], { of: ['home-shows-news'] })),
      ...[40, 50, 60].map((at) => makeStored(at, [], { of: ['drug-monograph'] })),
    ]);

    assert.deepEqual(steps, ['opened', '-', '-', '-', 'recovering', '-', 'resolved']);
  });

  test('a way that no run can go is gone well where its journeys pass', () => {
    const asset = makeFinding({ signatures: ['server-error 500 httpd - GET /app.js'] });
    const machine = new Machine();
    const other = makeStored(30, [], { of: ['home-shows-news'] });

    const steps = played(machine, [makeStored(0, [asset]), other, makeStored(60), makeStored(120), makeStored(180)]);

    assert.deepEqual(steps, ['opened', '-', 'recovering', '-', 'resolved']);
  });

  test('neither a run that judged nothing nor one that met it in passing shows it gone', () => {
    const passing = makeFinding({ verdict: 'transient' });
    const machine = new Machine();

    const steps = played(machine, [
      makeStored(0, [bad]),
      makeStored(60, [], { judged: false }),
      makeStored(120, [passing]),
      makeStored(180),
    ]);

    assert.deepEqual(steps, ['opened', '-', '-', 'recovering']);
    assert.equal(machine.incident.lastSeenAt, minute(0));
  });

  test('a journey that fails in another way, known or at another size, does not show its own trouble gone', () => {
    const machine = new Machine({ runsToOpen: { production: 1 } });
    const signatures = ['client-error 404 httpd reference GET /drug/:slug'];
    const missing = makeFinding({
      verdict: 'degraded',
      cause: 'client-error',
      status: 404,
      signatures,
      suppressed: true,
    });
    const known = makeStored(60, [missing]);
    const good = makeStored(120);
    const onPhone = known.journeys
      .filter(({ id }) => id === 'drug-monograph')
      .map((one) => ({ ...one, project: 'phone', verdict: 'regression' as const }));

    const steps = played(machine, [
      makeStored(0, [makeContent()]),
      known,
      { ...good, journeys: [...good.journeys, ...onPhone] },
      makeStored(180),
    ]);

    assert.deepEqual(steps, ['opened', '-', '-', 'recovering']);
  });

  test('what no run goes any more is put away after two weeks, and not called gone', () => {
    const machine = new Machine();
    const smoke = (day: number) => makeStored(day * 24 * hour, [], { of: ['home-shows-news'] });

    const steps = played(machine, [makeStored(0, [bad]), smoke(1), smoke(13), smoke(15)]);

    assert.deepEqual(steps, ['opened', '-', '-', 'resolved']);
    assert.match(machine.steps.at(-1)?.why ?? '', /put away, not shown gone/);
  });

  test('seen again while it recovers, it is told as worse and counts anew', () => {
    const machine = new Machine();

    const steps = played(machine, [
      makeStored(0, [bad]),
      makeStored(60),
      makeStored(120, [bad]),
      makeStored(180),
      makeStored(240),
    ]);

    assert.deepEqual(steps, ['opened', 'recovering', 'escalated', 'recovering', '-']);
    assert.equal(machine.incident.state, 'recovering');
  });
});

describe('what comes back', () => {
  const clean = (from: number) => [from, from + 60, from + 120].map((at) => makeStored(at));

  test('within the window it is reopened, and somebody has to look again', () => {
    const machine = new Machine();
    played(machine, [makeStored(0, [bad])]);
    machine.tracked = machine.tracked.map((one) => ({
      ...one,
      incident: acknowledged(one.incident, 'Ana', minute(1)),
    }));

    const steps = played(machine, [...clean(60), makeStored(300, [bad])]);

    assert.deepEqual(steps, ['recovering', '-', 'resolved', 'reopened']);
    const { id, reopened, acknowledged: by, state, resolvedAt } = machine.incident;
    assert.deepEqual([id, reopened, by, state, resolvedAt], ['INC-1', 1, null, 'open', null]);
  });

  test('after the window it is another incident', () => {
    const machine = new Machine();

    const steps = played(machine, [makeStored(0, [bad]), ...clean(60), makeStored(3 * 24 * hour, [bad])]);

    assert.equal(steps.at(-1), 'opened');
    assert.deepEqual(
      machine.incidents.map(({ id, state }) => `${id} ${state}`),
      ['INC-1 resolved', 'INC-2 open'],
    );
  });

  test('what takes two runs to open takes two to reopen', () => {
    const machine = new Machine();
    const content = (at: number) => makeStored(at, [makeContent()]);
    played(machine, [content(0), content(2), ...clean(60)]);

    assert.deepEqual(played(machine, [content(300), makeStored(302)]), ['suspected', '-']);
    assert.equal(machine.incident.state, 'resolved');
    assert.deepEqual(played(machine, [content(400), content(402)]), ['suspected', 'reopened']);
    assert.equal(machine.incident.reopened, 1);
  });

  test('what comes and goes is called flapping, and its recoveries are not told each time', () => {
    const machine = new Machine();
    const alternating = Array.from({ length: 9 }, (_, n) => makeStored(n * 60, n % 2 === 0 ? [bad] : []));

    const steps = played(machine, alternating);

    assert.equal(machine.incident.flapping, true);
    assert.deepEqual(steps, [
      'opened',
      'recovering',
      'escalated',
      'recovering',
      'escalated',
      'recovering',
      'escalated',
      '-',
      'seen',
    ]);
    assert.match(machine.steps.filter(({ kind }) => kind === 'escalated')[2]?.why ?? '', /comes and goes/);
  });

  test('a regression that every other run sees opens as flapping, though never twice in a row', () => {
    const machine = new Machine();

    const steps = played(
      machine,
      Array.from({ length: 7 }, (_, n) => makeStored(n * 60, n % 2 === 0 ? [makeContent()] : [])),
    );

    assert.deepEqual(steps, ['suspected', '-', 'suspected', '-', 'suspected', '-', 'opened']);
    assert.equal(machine.incident.flapping, true);
  });
});

describe('how bad it is', () => {
  test('a worse verdict, another surface and another journey escalate; another path alone does not', () => {
    const machine = new Machine();
    const weak = makeFinding({ verdict: 'intermittent-server-error' });
    const wider = makeFinding({
      journeys: ['drug-monograph', 'search-finds-a-drug'],
      surfaces: ['reference', 'search'],
      signatures: ['server-error 500 httpd search GET /search'],
    });
    const otherPath = makeFinding({
      signatures: ['server-error 500 httpd reference GET /article/:id'],
      paths: ['/article/:id'],
    });

    const steps = played(machine, [
      makeStored(0, [weak]),
      makeStored(60, [bad]),
      makeStored(120, [otherPath]),
      makeStored(180, [wider]),
      makeStored(240, [bad]),
    ]);

    assert.deepEqual(steps, ['opened', 'escalated', 'seen', 'escalated', 'seen']);
    const whys = machine.steps.filter(({ kind }) => kind === 'escalated').map(({ why }) => why);
    assert.match(whys[0] ?? '', /^Intermittent-server-error has become server-error/);
    assert.match(whys[1] ?? '', /search too; now in 2 journeys/);
    assert.equal(machine.incident.verdict, 'server-error');
    assert.equal(machine.incident.signatures.length, 3);
    assert.deepEqual(machine.incident.runs.slice(0, 2), ['run-here-240', 'run-here-180']);
  });

  test('the change that it followed, and the last good run', () => {
    const machine = new Machine();
    const change = { id: 'CHG-1234', url: null };

    played(machine, [makeStored(0), makeStored(56, [], { change, of: ['home-shows-news'] }), makeStored(60, [bad])]);

    const { after, lastGoodAt } = machine.incident;
    assert.deepEqual(after, { change: 'CHG-1234', url: null, sinceMs: 4 * 60_000 });
    assert.equal(lastGoodAt, minute(0));
    assert.equal(since(machine.incident), 'first seen 4 minutes after CHG-1234; last good run 56 minutes before that');
  });

  test('a run of the change itself that sees it; a change of last week after which all went well is not named', () => {
    const own = new Machine();
    played(own, [makeStored(0), makeStored(60, [bad], { change: { id: 'CHG-9', url: 'https://example.test/9' } })]);
    assert.deepEqual(own.incident.after, { change: 'CHG-9', url: 'https://example.test/9', sinceMs: 0 });

    const old = new Machine();
    played(old, [
      makeStored(0, [], { change: { id: 'CHG-1', url: null } }),
      makeStored(60),
      makeStored(4 * 24 * hour, [bad]),
    ]);
    assert.equal(old.incident.after, null);
    assert.equal(since(old.incident), 'first seen 2026-03-06 00:00 UTC; last good run 4 days before that');
  });

  test('without any run before it says so', () => {
    const machine = new Machine();
    machine.see(makeStored(0, [bad]));
    assert.equal(since(machine.incident), 'first seen 2026-03-02 00:00 UTC; no good run is known before that');
  });
});

describe('several locations', () => {
  const from = (location: string, at: number, finding?: StoredFinding) =>
    makeStored(at, finding ? [finding] : [], { location });

  test("a network failure that one alone sees is that location's, until another sees it too", () => {
    const machine = new Machine();

    const steps = played(machine, [
      from('berlin', 0, makeRefused()),
      from('austin', 1),
      from('berlin', 2, makeRefused()),
      from('austin', 3),
    ]);

    assert.deepEqual(steps, ['suspected', '-', 'opened', '-']);
    assert.equal(machine.incident.onlyAt, 'berlin');
    assert.match(machine.steps[1]?.why ?? '', /Seen from berlin alone/);
    assert.deepEqual(played(machine, [from('austin', 60, makeRefused())]), ['escalated']);
    assert.equal(machine.incident.onlyAt, null);
    assert.match(machine.steps.at(-1)?.why ?? '', /seen from austin too/);
  });

  test('where it was never seen, clean runs do not close it; where it was, they do', () => {
    const machine = new Machine();

    const steps = played(machine, [
      from('berlin', 0, bad),
      ...[1, 2, 3, 4].map((at) => from('austin', at)),
      ...[60, 120, 180].map((at) => from('berlin', at)),
    ]);

    assert.deepEqual(steps, ['opened', '-', '-', '-', '-', 'recovering', '-', 'resolved']);
  });

  test('a location that never saw it need not show it gone as well', () => {
    const machine = new Machine();

    const steps = played(machine, [
      from('berlin', 0, bad),
      from('austin', 30),
      ...[60, 120, 180].map((at) => from('berlin', at)),
    ]);

    assert.equal(steps.at(-1), 'resolved');
  });

  test("what another location saw before it, told late, does not make it one location's", () => {
    const machine = new Machine();

    played(machine, [from('berlin', 60, bad), from('austin', 0)]);

    assert.equal(machine.incident.onlyAt, null);
  });

  test('a location that has fallen silent has no say after a day', () => {
    const machine = new Machine();

    const steps = played(machine, [from('berlin', 0, bad), ...[25, 26, 27].map((h) => from('austin', h * hour))]);

    assert.deepEqual(steps, ['opened', 'recovering', '-', 'resolved']);
  });

  test('what several see from the beginning does not become worse with each that sees it', () => {
    const machine = new Machine();
    assert.deepEqual(played(machine, [from('austin', 0, bad), from('berlin', 1, bad), from('austin', 60, bad)]), [
      'opened',
      'seen',
      'seen',
    ]);
  });

  test('one location is enough for a server error', () => {
    const machine = new Machine();
    assert.deepEqual(played(machine, [from('austin', 0), from('berlin', 1, bad)]), ['-', 'opened']);
  });
});

describe('runs that come late, and clocks that jump', () => {
  test('a late sighting becomes the first, and one between clean runs takes back what they showed', () => {
    const machine = new Machine();
    played(machine, [makeStored(60, [bad]), makeStored(120), makeStored(180)]);

    assert.deepEqual(played(machine, [makeStored(0, [bad])]), ['seen']);
    assert.equal(machine.incident.firstSeenAt, minute(0));
    assert.equal(machine.incident.cleanRuns, 2);
    assert.deepEqual(played(machine, [makeStored(150, [bad])]), ['seen']);
    assert.deepEqual([machine.incident.state, machine.incident.cleanRuns], ['recovering', 1]);
  });

  test('a late server error that later runs have shown gone is told as opened and as resolved, at its times', () => {
    const machine = new Machine();
    played(
      machine,
      [0, 120, 180, 240].map((at) => makeStored(at)),
    );

    assert.deepEqual(played(machine, [makeStored(60, [bad])]), ['opened resolved']);
    assert.match(machine.steps[0]?.why ?? '', /^A run that came late saw it/);
    assert.deepEqual(
      machine.steps.map(({ at }) => at),
      [minute(61), minute(241)],
    );
    assert.equal(machine.incident.lastGoodAt, minute(0));
  });

  test('resolved too early, as a late run shows, it is open again', () => {
    const machine = new Machine();
    played(machine, [makeStored(0, [bad]), makeStored(60), makeStored(120), makeStored(180)]);

    assert.deepEqual(played(machine, [makeStored(150, [bad])]), ['reopened']);
    assert.deepEqual([machine.incident.state, machine.incident.cleanRuns], ['recovering', 1]);
  });

  test('a run that is followed twice changes nothing', () => {
    const machine = new Machine();
    played(machine, [makeStored(0, [bad]), makeStored(60)]);
    const before = machine.tracked;

    assert.deepEqual(played(machine, [makeStored(60), makeStored(0, [bad])]), ['-', '-']);
    assert.deepEqual(machine.tracked, before);
  });

  test('a run of next year, by a clock that was ahead, happened now', () => {
    const machine = new Machine();
    const nextYear = 365 * 24 * hour;

    machine.see(makeStored(nextYear, [bad]), minute(60));
    assert.equal(machine.incident.firstSeenAt, minute(60));
    machine.see(makeStored(120), minute(120));
    assert.equal(machine.incident.state, 'recovering');
  });

  test('a run that ends before it began, and findings out of it, give no time that runs backwards', () => {
    const machine = new Machine();
    const run = makeStored(60, [bad], { finishedAt: minute(10) });
    machine.see({
      ...run,
      findings: run.findings.map((one) => ({ ...one, firstSeenAt: minute(5), lastSeenAt: minute(2) })),
    });

    const { firstSeenAt, lastSeenAt, openedAt } = machine.incident;
    assert.deepEqual([firstSeenAt, lastSeenAt, openedAt], [minute(60), minute(60), minute(60)]);
  });

  test('an incident of weeks stays small and is right at its end', () => {
    const machine = new Machine();
    const count = 24 * 30;
    played(
      machine,
      Array.from({ length: count }, (_, n) => makeStored(n * hour, [bad])),
    );

    const [one] = machine.tracked;
    assert.ok((one?.memory.observations.length ?? 99) <= 60);
    assert.ok(machine.incident.runs.length <= 50);
    const steps = played(
      machine,
      [0, 1, 2].map((n) => makeStored((count + n) * hour)),
    );
    assert.deepEqual(steps, ['recovering', '-', 'resolved']);
    assert.equal(machine.incident.firstSeenAt, minute(0));
  });
});

describe('what people do', () => {
  const opened = (finding: StoredFinding) => {
    const machine = new Machine({ runsToOpen: { production: 1 } });
    machine.see(makeStored(0, [finding]));
    return machine;
  };
  const mute = (finding: StoredFinding, until: string, by = 'Ana') =>
    muted(opened(finding).incident, by, until, minute(10), defaultRules);

  test("a mute holds to its end, a server error's or an outage's no longer than declared", () => {
    assert.deepEqual(mute(bad, minute(24 * hour)).muted, { by: 'Ana', until: minute(24 * hour) });
    assert.throws(() => mute(bad, minute(24 * hour + 11)), {
      name: 'IncidentError',
      message: /INC-1 is server-error: it may be muted for 24 hours at most/,
    });
    assert.throws(() => mute(everySurface, minute(48 * hour)), IncidentError);
    assert.equal(mute(makeContent(), minute(90 * 24 * hour)).muted?.until, minute(90 * 24 * hour));
  });

  test('an end in the past, one that is none, and no name are refused', () => {
    assert.throws(() => mute(bad, minute(10)), /is past/);
    assert.throws(() => mute(bad, 'tomorrow'), /no instant/);
    assert.throws(() => mute(bad, minute(20), ' '), /--by NAME/);
    assert.throws(() => acknowledged(opened(bad).incident, '', minute(1)), /--by NAME/);
  });

  test('what is resolved is neither acknowledged nor muted', () => {
    const machine = opened(bad);
    played(
      machine,
      [60, 120, 180].map((at) => makeStored(at)),
    );
    assert.throws(() => acknowledged(machine.incident, 'Ana', minute(200)), /is resolved since/);
    assert.throws(() => muted(machine.incident, 'Ana', minute(300), minute(200), defaultRules), /is resolved since/);
  });

  test('muted as unreachable on one surface for weeks, it is heard a day after it has become an outage', () => {
    const machine = new Machine({ runsToOpen: { production: 1 } });
    const weak = makeFinding({ verdict: 'blocked' });
    machine.see(makeStored(0, [weak]), minute(0));
    machine.tracked = machine.tracked.map((one) => ({
      ...one,
      incident: muted(one.incident, 'Ana', minute(30 * 24 * hour), minute(1), defaultRules),
    }));

    machine.see(makeStored(60, [bad]), minute(60));

    assert.equal(machine.incident.muted?.until, minute(25 * hour));
  });
});
