import { splitExpected } from '../../src/gate/expected.ts';
import { surfaces } from '../../src/target/types.ts';
import { buildRunRecord } from '../../src/verdict/record.ts';
import type { AttemptEvidence, Exchange } from '../../src/evidence/types.ts';
import type { JourneyInput, Policy, RunInput, RunMeta, RunRecord } from '../../src/verdict/types.ts';
import {
  at,
  failedWith,
  journeyOf,
  makeEvidence,
  makeExchange,
  makeLost,
  makeNotRun,
  makeProbes,
  makeRunInput,
  policy as plainPolicy,
} from '../../tests/suite/verdict/build.ts';
import { hourMs, type Fault } from './week.ts';

export const journeyCount = 40;

/** Weeks begin long before now, whatever the day: a run of the future would be one of a clock that is ahead. */
const beginsMs = -400 * 24 * hourMs;

/** ISO instant of so many ms after a week began. */
export const instantOf = (atMs: number): string => at(beginsMs + atMs);

const pathOf = (n: number): string => `/page-${String(n)}/:slug`;
const surfaceOf = (n: number) => surfaces[n % surfaces.length] ?? 'www';
const journeyId = (n: number): string => `journey-${String(n).padStart(2, '0')}`;

/** What one journey, or one preflight, asks for. */
interface Asked {
  readonly id: string;
  readonly surface: Exchange['surface'];
  readonly path: string;
}

const journeys = Array.from({ length: journeyCount }, (_, n): Asked => ({
  ...{ id: journeyId(n), surface: surfaceOf(n), path: pathOf(n) },
}));
const preflights = surfaces.map((surface): Asked => ({ id: `preflight-${surface}`, surface, path: '/' }));

const good = ({ surface, path }: Asked): AttemptEvidence =>
  makeEvidence({
    exchanges: [makeExchange({ surface, path })],
    went: [`GET ${surface ?? ''} ${path}`],
  });

/** The document answers with this status, and probes say the same, or that it is well again. */
function failing(asked: Asked, status: number, layer: Exchange['layer'], stays = true): AttemptEvidence[] {
  const { surface, path } = asked;
  const where = { surface, path, layer };
  const failed = {
    ...failedWith(makeExchange({ ...where, status, title: `${String(status)} Error`, heading: 'Error' })),
    probes: status < 500 ? [] : makeProbes(stays ? [status, status, status] : [200, 200, 200], where),
  };
  return stays ? [failed] : [failed, good(asked)];
}

const lost = ({ surface, path }: Asked, code: string, times = 3): AttemptEvidence[] =>
  Array.from({ length: times }, () => failedWith(makeLost(`net::ERR_${code}`, { surface, path })));

const wrongPage = ({ surface, path }: Asked): AttemptEvidence => ({
  ...failedWith(makeExchange({ surface, path })),
  went: [`GET ${surface ?? ''} ${path}`],
});

const numbered = (n: number) => journeys[n] ?? { id: journeyId(n), surface: 'www', path: pathOf(n) };
const isPreflight = ({ id }: Asked): boolean => id.startsWith('preflight-');

/** The attempts of what a fault ends; null: it leaves it alone; empty: it is not started. */
const meets: Readonly<Record<Fault, (asked: Asked) => AttemptEvidence[] | null>> = {
  outage: (asked) => (isPreflight(asked) ? failing(asked, 500, 'httpd') : []),
  'thirty-signatures': (asked) =>
    journeys.indexOf(asked) >= 0 && journeys.indexOf(asked) < 30 ? failing(asked, 500, 'application') : null,
  intermittent: (asked) => (asked === numbered(3) ? failing(asked, 506, 'application', false) : null),
  'not-implemented': (asked) => (asked === numbered(4) ? failing(asked, 501, 'application') : null),
  late: (asked) => (asked === numbered(7) ? failing(asked, 507, 'application') : null),
  maintenance: (asked) => (isPreflight(asked) ? failing(asked, 503, 'httpd') : []),
  flap: (asked) => (asked.surface === 'search' ? failing(asked, 503, 'proxy') : null),
  unreachable: (asked) => (isPreflight(asked) ? lost(asked, 'CONNECTION_REFUSED') : []),
  'one-location': (asked) => (asked.surface === 'login' ? lost(asked, 'CONNECTION_TIMED_OUT') : null),
  content: (asked) => (asked === numbered(5) ? [wrongPage(asked), wrongPage(asked), wrongPage(asked)] : null),
  once: (asked) => (asked === numbered(6) ? [wrongPage(asked), wrongPage(asked), wrongPage(asked)] : null),
  missing: (asked) =>
    asked === numbered(9) ? [...failing(asked, 404, 'application'), ...failing(asked, 404, 'application')] : null,
  suppressed: (asked) => (asked === numbered(8) ? [wrongPage(asked), wrongPage(asked)] : null),
  'lost-shard': () => null,
  interrupted: () => null,
};

/** `passing`: it fails once and passes, as in the noise of any week. */
function inputOf(asked: Asked, faults: readonly Fault[], passing: boolean, offsetMs: number): JourneyInput {
  const { id, surface } = asked;
  const of = { id, project: 'desktop', title: id, surfaces: surface === null ? [] : [surface] };
  const met = faults.map((fault) => meets[fault](asked)).find((attempts) => attempts !== null);
  if (met?.length === 0) {
    const notRun = makeNotRun({ journey: id, project: 'desktop', index: 0, kind: 'outage', reason: 'An outage.' });
    return journeyOf([], { ...of, notRun }, offsetMs);
  }
  return journeyOf(
    met ?? (passing ? [...lost(asked, 'CONNECTION_RESET', 1), good(asked)] : [good(asked)]),
    of,
    offsetMs,
  );
}

const suppressed = 'content journey-08 application emedicine "opens the monograph" /page-8/:slug';

interface RunOf {
  readonly id: string;
  /** Start, in ms since the week began. */
  readonly atMs: number;
  readonly location: string;
  readonly change: string | null;
  readonly faults: readonly Fault[];
  /** Which journeys fail once and pass. */
  readonly passing: (n: number) => boolean;
}

/** A run as its reporter would have it: evidence, judged by the very code that judges every run. */
export function recordOf({ id, atMs, location, change, faults, passing }: RunOf): RunRecord {
  const run: RunMeta = {
    ...{
      id,
      location,
      target: 'production',
      startedAt: instantOf(atMs),
      finishedAt: instantOf(atMs + 60_000),
      durationMs: 60_000,
    },
    ...{ suiteVersion: '0', browser: 'none', workers: 2 },
    change: change === null ? null : { id: change, url: null },
    shards: { expected: 1, seen: faults.includes('lost-shard') ? 0 : 1 },
  };
  const policy: Policy = {
    ...plainPolicy,
    now: run.startedAt,
    suppressions: [{ signature: suppressed, owner: 'web', expires: '2099-12-31', reason: null }],
  };
  const looks = preflights.map((asked) => inputOf(asked, faults, false, beginsMs + atMs));
  const all = [...looks, ...journeys.map((asked, n) => inputOf(asked, faults, passing(n), beginsMs + atMs + 2_000))];
  const expects = faults.includes('maintenance') ? [{ status: 503, pattern: '/*' }] : [];
  const { judged } = splitExpected(all, expects, run, policy);
  const troubles: RunInput['troubles'] = [
    ...(faults.includes('lost-shard') ? [{ kind: 'lost-shard' as const, message: 'A shard is missing.' }] : []),
    ...(faults.includes('interrupted') ? [{ kind: 'interrupted' as const, message: 'Interrupted.' }] : []),
  ];
  return buildRunRecord(makeRunInput({ run, journeys: judged, troubles }), policy);
}
