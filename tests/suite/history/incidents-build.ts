import { defaultRules } from '../../../src/history/rules.ts';
import { follow, sawNew } from '../../../src/history/incidents/follow.ts';
import type { ChangeSeen, Tracked } from '../../../src/history/incidents/types.ts';
import type {
  HistoryRules,
  Incident,
  IncidentStep,
  JourneyResult,
  StoredFinding,
  StoredRun,
} from '../../../src/history/types.ts';
import { exitCodes } from '../../../src/verdict/types.ts';

const start = Date.parse('2026-03-02T00:00:00.000Z');

/** So many minutes after everything began. */
export const minute = (count: number): string => new Date(start + count * 60_000).toISOString();

/** What one journey needs to go well. */
export const ways = {
  'home-shows-news': 'GET www /',
  'drug-monograph': 'GET reference /drug/:slug',
  'search-finds-a-drug': 'GET search /search',
} as const;
type Journey = keyof typeof ways;
const journeys = Object.keys(ways) as Journey[]; // its own keys

export const makeFinding = (overrides: Partial<StoredFinding> = {}): StoredFinding => ({
  verdict: 'server-error',
  cause: 'server-error',
  layer: 'httpd',
  status: 500,
  errorText: null,
  signatures: ['server-error 500 httpd reference GET /drug/:slug'],
  journeys: ['drug-monograph'],
  surfaces: ['reference'],
  paths: ['/drug/:slug'],
  nodes: [],
  firstSeenAt: minute(0),
  lastSeenAt: minute(0),
  headline: '500 on /drug/:slug of reference',
  suppressed: false,
  ...overrides,
});

/** An expectation about a page that does not hold. */
export const makeContent = (overrides: Partial<StoredFinding> = {}): StoredFinding =>
  makeFinding({
    verdict: 'regression',
    cause: 'content',
    layer: 'unknown',
    status: null,
    signatures: ['content drug-monograph unknown reference "opens the monograph" /drug/:slug'],
    headline: 'drug-monograph does not find what it expects',
    ...overrides,
  });

export const makeRefused = (overrides: Partial<StoredFinding> = {}): StoredFinding =>
  makeFinding({
    verdict: 'unreachable',
    cause: 'network',
    layer: 'unknown',
    status: null,
    errorText: 'net::ERR_CONNECTION_REFUSED',
    signatures: ['network CONNECTION_REFUSED unknown reference GET /drug/:slug'],
    headline: 'reference refuses connections',
    ...overrides,
  });

interface Made extends Partial<StoredRun> {
  /** Journeys that were asked for; default: all. */
  readonly of?: readonly Journey[];
}

/** A run of a minute in which every journey passes but those of its findings. */
export function makeStored(atMinute: number, findings: readonly StoredFinding[] = [], overrides: Made = {}): StoredRun {
  const { of = journeys, ...rest } = overrides;
  const id = `run-${overrides.location ?? 'here'}-${String(atMinute)}`;
  const startedAt = minute(atMinute);
  const placed = findings.map((finding) => ({ ...finding, firstSeenAt: startedAt, lastSeenAt: startedAt }));
  const met = (journey: string) => placed.find((finding) => finding.journeys.includes(journey));
  const results = of.map((journey): JourneyResult => {
    const finding = met(journey);
    const isGood = finding === undefined || finding.verdict === 'intermittent-server-error';
    return {
      ...{ runId: id, startedAt, id: journey, project: 'desktop' },
      verdict: finding?.verdict ?? 'passed',
      durationMs: 1_000,
      attempts: finding && isGood ? 2 : 1,
      failed: finding ? 1 : 0,
      signatures: finding?.signatures ?? [],
    };
  });
  const outcome = placed[0]?.verdict ?? 'passed';
  return {
    ...{ id, startedAt, outcome },
    target: 'production',
    location: 'here',
    finishedAt: minute(atMinute + 1),
    durationMs: 60_000,
    change: null,
    exitCode: exitCodes[outcome],
    headline: outcome,
    suiteVersion: '0',
    judged: true,
    journeys: results,
    findings: placed,
    went: results.filter(({ failed, attempts }) => failed < attempts).map((result) => ways[result.id as Journey]), // made of them
    ...rest,
  };
}

/** The state machine with everything that a store gives it, kept in memory. */
export class Machine {
  tracked: readonly Tracked[] = [];
  readonly runs: StoredRun[] = [];
  readonly steps: IncidentStep[] = [];
  repeatWithinMs: number | null = null;
  #lastNumber = 0;
  readonly #rules: HistoryRules;

  constructor(rules: Partial<HistoryRules> = {}) {
    this.#rules = { ...defaultRules, ...rules };
  }

  /** Kinds of the steps that this run made. */
  see(run: StoredRun, now = minute(1_000_000)): IncidentStep['kind'][] {
    const before = this.runs.filter(({ startedAt }) => startedAt < run.startedAt);
    const changes = new Map<string, ChangeSeen>();
    for (const { change, startedAt } of before.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt)))
      if (change && !changes.has(change.id)) changes.set(change.id, { ...change, firstAt: startedAt });
    const isNew = sawNew(this.tracked, run, this.#rules);
    const followed = follow(this.tracked, run, {
      rules: this.#rules,
      now,
      lastNumber: this.#lastNumber,
      earlier: isNew ? before : [],
      later: this.runs.filter(({ startedAt }) => startedAt > run.startedAt),
      changes: isNew ? [...changes.values()] : [],
    });
    this.tracked = followed.tracked;
    this.#lastNumber = followed.lastNumber;
    this.repeatWithinMs = followed.repeatWithinMs;
    this.runs.push(run);
    this.steps.push(...followed.steps);
    return followed.steps.map(({ kind }) => kind);
  }

  /** Those that were ever opened. */
  get incidents(): Incident[] {
    return this.tracked.map(({ incident }) => incident).filter(({ openedAt }) => openedAt !== null);
  }

  /** The one that was ever opened. */
  get incident(): Incident {
    const [only, ...others] = this.incidents;
    if (!only || others.length > 0) throw new Error(`there are ${String(this.incidents.length)} incidents`);
    return only;
  }
}
