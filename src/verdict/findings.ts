import type { Exchange, Layer } from '../evidence/types.ts';
import { surfaces, type Surface } from '../target/types.ts';
import { adviceFor, headlineFor } from './advice.ts';
import { failureSignature, statusOrCode } from './classify.ts';
import type { Flaw, JudgedAttempt, JudgedJourney } from './judge.ts';
import { logLineOf } from './log-sightings.ts';
import { isLook, isServerLog } from './looks.ts';
import { worst } from './outcome.ts';
import { way, type Sighting } from './sighting.ts';
import { verdicts, type Cause, type Finding, type RunMeta, type Suppression, type Verdict } from './types.ts';

/** One thing that one journey met. */
export interface Told {
  readonly verdict: Verdict;
  readonly cause: Cause | null;
  /** Name of the cause rule, kind of flaw, or kind of not-run. */
  readonly rule: string;
  readonly status: number | null;
  readonly errorText: string | null;
  readonly layer: Layer;
  readonly surface: Surface | null;
  /** Surface or host, as a reader calls it. */
  readonly where: string | null;
  readonly path: string | null;
  readonly signature: string;
  readonly requestId: string | null;
  /** In words; null: the headline needs none. */
  readonly reason: string | null;
  /** Who spoke, or what the answer was recognised as; null: the layer tells. */
  readonly speaker: string | null;
  /** The line of the server's error log that tells why; null: none is known. */
  readonly logged: string | null;
  readonly journey: JudgedJourney;
  readonly at: string;
  readonly suppression: Suppression | null;
  /** The way was seen good as well: by a probe of this journey, or because an attempt of it passed. */
  readonly wavers: boolean;
}

/** What the headline of a finding is made from. */
export interface Telling {
  readonly told: readonly [Told, ...Told[]];
  readonly verdict: Verdict;
  readonly surfaces: readonly string[];
  readonly paths: readonly string[];
  /** Where it was not met every time: paths, each with its surface where there are several. */
  readonly wavering: readonly string[];
  readonly waversEverywhere: boolean;
  /** How many journeys met it, out of how many; looks are none. */
  readonly journeys: number;
  readonly ofJourneys: number;
  /** No journey met it, nor did a preflight. */
  readonly isOfLogAlone: boolean;
  /** No page of these surfaces was seen good in this run. */
  readonly everyPage: boolean;
  readonly suppressed: Suppression | null;
  readonly change: RunMeta['change'];
  readonly firstSeenAt: string;
}

const iso = (at: number): string => (Number.isFinite(at) ? new Date(at).toISOString() : new Date(0).toISOString());

type Base = Pick<Told, 'verdict' | 'journey' | 'suppression' | 'wavers'>;

function ofSighting(sighting: Sighting, attempt: JudgedAttempt, base: Base): Told {
  const { cause, rule, status, errorText, layer, surface, host, path, did, speaker, logged } = sighting;
  const exchange = attempt.input.evidence?.exchanges.find(({ n }) => n === sighting.exchange);
  return {
    ...base,
    cause,
    rule,
    status,
    errorText,
    layer,
    surface,
    where: surface ?? (host === '-' ? null : host),
    path,
    signature: failureSignature(cause, sighting),
    requestId: exchange?.requestId ?? null,
    reason: did,
    speaker,
    logged,
    at: iso(sighting.at),
    wavers: base.wavers || base.journey.attempts.some(({ goodProbes }) => goodProbes.includes(way(sighting))),
  };
}

function ofAttempt({ input, classification, sightings }: JudgedAttempt, base: Base): Told {
  const { cause, rule, status, errorText, layer, surface, path, signature, reasons, exchanges } = classification;
  const exchange = input.evidence?.exchanges.find(({ n }) => n === exchanges[0]);
  return {
    ...base,
    cause,
    rule,
    status,
    errorText,
    layer,
    surface,
    where: surface ?? exchange?.host ?? null,
    path,
    signature: signature ?? '-',
    requestId: exchange?.requestId ?? null,
    reason: reasons[0] ?? null,
    speaker: null,
    logged:
      logLineOf(input.evidence?.logRecords, { exchange: exchanges[0] ?? null }) ??
      sightings.find((sighting) => sighting.rule === rule)?.logged ??
      null,
    at: exchange?.startedAt ?? input.startedAt,
  };
}

function ofFlaw({ kind, text, exchange }: Flaw, base: Base): Told {
  const failing = kind === 'unfelt-failure' ? exchange : null;
  const told = {
    status: failing?.status ?? null,
    errorText: failing?.errorText ?? null,
    layer: exchange?.layer ?? 'unknown',
    surface: exchange?.surface ?? null,
    path: exchange?.path ?? null,
  } as const;
  const what = failing ? statusOrCode(told) : kind;
  const asked = exchange ? `${exchange.method} ${exchange.path}` : base.journey.input.id;
  return {
    ...base,
    ...told,
    cause: null,
    rule: kind,
    where: exchange?.surface ?? exchange?.host ?? null,
    signature: ['degraded', what, told.layer, told.surface ?? '-', asked].join(' '),
    requestId: exchange?.requestId ?? null,
    reason: text,
    speaker: null,
    logged: null,
    at: exchange?.startedAt ?? base.journey.attempts[0]?.input.startedAt ?? iso(0),
  };
}

function ofNotRun(journey: JudgedJourney, base: Base, run: RunMeta): Told {
  const { notRun, surfaces: its } = journey.input;
  const kind = notRun?.kind ?? 'unexplained';
  return {
    ...base,
    cause: null,
    rule: kind,
    status: null,
    errorText: null,
    layer: 'unknown',
    surface: its[0] ?? null,
    where: its[0] ?? null,
    path: null,
    signature: `not-run ${kind} unknown - - -`,
    requestId: null,
    reason: notRun?.reason ?? 'nothing says why',
    speaker: null,
    logged: null,
    at: run.finishedAt,
  };
}

function toldBy(journey: JudgedJourney, run: RunMeta): Told[] {
  const { verdict, rests, suppressedBy } = journey.judgement;
  const base: Base = {
    verdict,
    journey,
    suppression: suppressedBy,
    wavers: verdict === 'intermittent-server-error' || verdict === 'transient',
  };
  if (verdict === 'passed') return [];
  if (journey.attempts.length === 0) return [ofNotRun(journey, base, run)];
  if (verdict === 'server-error' || verdict === 'intermittent-server-error') {
    return journey.attempts.flatMap((attempt) =>
      attempt.sightings.map((sighting) => ofSighting(sighting, attempt, base)),
    );
  }
  if (verdict === 'degraded' && !suppressedBy) return journey.flaws.map((flaw) => ofFlaw(flaw, base));
  return rests.map((attempt) => ofAttempt(attempt, base));
}

/** Cause, status or code, and layer; where no cause is, what it is instead. */
const keyOf = (told: Told): string =>
  JSON.stringify(
    told.cause === null
      ? [told.verdict, told.rule, statusOrCode(told), told.layer]
      : [told.cause, statusOrCode(told), told.layer],
  );

const isGoodPage = ({ resourceType, frame, status }: Exchange): boolean =>
  resourceType === 'document' && frame === 'main' && status !== null && status < 400;

/** Surfaces of which a page was seen that no rule found fault with. */
function aliveSurfaces(journeys: readonly JudgedJourney[]): Set<string> {
  const alive = journeys.flatMap(({ attempts }) =>
    attempts.flatMap(({ input, sightings }) => {
      const failing = new Set(sightings.map(({ exchange }) => exchange));
      return (input.evidence?.exchanges ?? [])
        .filter((exchange) => isGoodPage(exchange) && !failing.has(exchange.n))
        .flatMap(({ surface }) => surface ?? []);
    }),
  );
  return new Set(alive);
}

const placeOf = ({ where, path }: Told): string => `${path ?? 'what was asked for'} on ${where ?? 'the site'}`;

const sorted = (values: Iterable<string>): string[] =>
  [...new Set(values)].toSorted((a, b) => a.localeCompare(b, 'en'));

const bySeverity = (a: Finding, b: Finding): number =>
  verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict) ||
  b.journeys.length - a.journeys.length ||
  a.firstSeenAt.localeCompare(b.firstSeenAt) ||
  (a.signatures[0] ?? '').localeCompare(b.signatures[0] ?? '', 'en');

/** What the journeys of one run met, told once each with its blast radius, worst first. */
export function findingsOf(journeys: readonly JudgedJourney[], run: RunMeta): Finding[] {
  const groups = Map.groupBy(
    journeys.flatMap((journey) => toldBy(journey, run)),
    keyOf,
  );
  const manyProjects = new Set(journeys.map(({ input }) => input.project)).size > 1;
  const label = ({ input }: JudgedJourney): string => (manyProjects ? `${input.id} (${input.project})` : input.id);
  const alive = aliveSurfaces(journeys);
  const ofJourneys = new Set(journeys.filter(({ input }) => !isLook(input)).map(label)).size;

  return [...groups.values()]
    .map((group): Finding => {
      const ordered = group.toSorted(
        (a, b) => a.at.localeCompare(b.at) || a.signature.localeCompare(b.signature, 'en'),
      );
      const told = ordered as [Told, ...Told[]]; // a group has a member
      const [first] = told;
      const places = sorted(told.flatMap(({ where }) => where ?? []));
      const its = surfaces.filter((surface) => told.some((one) => one.surface === surface));
      const verdict = worst(told.map((one) => one.verdict));
      const suppressed = told.every(({ suppression }) => suppression !== null) ? first.suppression : null;
      const firstSeenAt = first.at;
      const paths = sorted(told.flatMap(({ path }) => path ?? []));
      const wavering = told.filter(({ wavers }) => wavers);
      const telling: Telling = {
        told,
        verdict,
        surfaces: [...its, ...places.filter((place) => !its.some((surface) => surface === place))],
        paths,
        wavering: sorted(wavering.map((one) => (places.length > 1 ? placeOf(one) : (one.path ?? placeOf(one))))),
        waversEverywhere: told.every((one) => wavering.some((other) => placeOf(other) === placeOf(one))),
        journeys: new Set(told.filter(({ journey }) => !isLook(journey.input)).map(({ journey }) => label(journey)))
          .size,
        ofJourneys,
        isOfLogAlone: told.every(({ journey }) => isServerLog(journey.input)),
        everyPage: paths.length > 1 && its.length > 0 && its.every((surface) => !alive.has(surface)),
        suppressed,
        change: run.change,
        firstSeenAt,
      };
      return {
        verdict,
        cause: first.cause,
        layer: first.layer,
        status: first.status,
        errorText: first.errorText,
        signatures: sorted(told.map(({ signature }) => signature)),
        paths,
        journeys: sorted(told.map(({ journey }) => label(journey))),
        surfaces: its,
        nodes: [],
        firstSeenAt,
        lastSeenAt: told.at(-1)?.at ?? firstSeenAt,
        headline: headlineFor(telling),
        advice: adviceFor(telling),
        suppressed: suppressed && { owner: suppressed.owner, expires: suppressed.expires, reason: suppressed.reason },
      };
    })
    .toSorted(bySeverity);
}
