import { runContext } from './came-back.ts';
import { findingsOf } from './findings.ts';
import { judge, type JudgedAttempt, type JudgedJourney } from './judge.ts';
import { isLook, isSurfaceLook } from './looks.ts';
import { outcomeOf } from './outcome.ts';
import { suppressionNotes } from './suppress.ts';
import {
  verdicts,
  type AttemptRecord,
  type Finding,
  type JourneyRecord,
  type Policy,
  type RunInput,
  type RunRecord,
  type RunTrouble,
  type Verdict,
} from './types.ts';
import { plural } from './words.ts';

const byText = (a: string, b: string): number => a.localeCompare(b, 'en');

function attemptRecord({ input, classification }: JudgedAttempt): AttemptRecord {
  const { index, ended, startedAt, durationMs, evidence, errors, attachments } = input;
  const { cause, rule, reasons, signature } = classification;
  return {
    index,
    status: ended,
    cause,
    rule,
    reasons,
    signature,
    durationMs,
    startedAt,
    exchanges: (evidence?.exchanges ?? []).toSorted((a, b) => a.n - b.n),
    probes: (evidence?.probes ?? []).toSorted((a, b) => byText(a.at, b.at)),
    steps: evidence?.steps ?? [],
    errors,
    console: evidence?.console ?? [],
    pageErrors: evidence?.pageErrors ?? [],
    runner: evidence?.runner ?? [],
    went: (evidence?.went ?? []).toSorted(byText),
    logRecords: evidence?.logRecords ?? [],
    attachments,
  };
}

function journeyRecord({ input, attempts, judgement }: JudgedJourney): JourneyRecord {
  const { id, project, title, file, tags, owner, surfaces, notRun } = input;
  return {
    id,
    project,
    title,
    file,
    tags,
    owner,
    surfaces,
    verdict: judgement.verdict,
    rule: judgement.rule,
    reasons: judgement.reasons,
    notRun: notRun && { kind: notRun.kind, reason: notRun.reason },
    suppressedBy: judgement.suppressedBy?.signature ?? null,
    durationMs: attempts.reduce((sum, attempt) => sum + attempt.input.durationMs, 0),
    attempts: attempts.map(attemptRecord),
  };
}

const severity = ({ judgement }: JudgedJourney): number => verdicts.indexOf(judgement.verdict);

/** Shards look at each surface on their own; of what was judged twice the worst is kept. */
function worstOfEach(journeys: readonly JudgedJourney[]): JudgedJourney[] {
  const same = Map.groupBy(journeys, ({ input }) => JSON.stringify([input.id, input.project]));
  return [...same.values()]
    .flatMap((group) => group.toSorted((a, b) => severity(a) - severity(b) || byText(startOf(a), startOf(b)))[0] ?? [])
    .toSorted((a, b) => byText(a.input.id, b.input.id) || byText(a.input.project, b.input.project));
}

const startOf = ({ attempts }: JudgedJourney): string => attempts[0]?.input.startedAt ?? '';

/** Healthy or not, and whether it is a server's 500 or passing trouble: the first words of the headline. */
const openings: Readonly<Record<Verdict, string>> = {
  'server-error': 'Not healthy, server error',
  'intermittent-server-error': 'Not healthy, intermittent server error',
  unreachable: 'Not healthy, unreachable',
  regression: 'Not healthy, regression without a server 500',
  blocked: 'Not known whether healthy, blocked',
  inconclusive: 'Not known whether healthy, inconclusive',
  degraded: 'Healthy, but degraded',
  transient: 'Healthy, with transient failures only and no server 500',
  passed: 'Healthy',
};

/** What is the matter; the sentences that follow say what to do, which a headline leaves to whoever reads on. */
const fact = (message: string): string => message.split(/(?<=\.)\s+(?=[A-Z])/, 1)[0] ?? message;

/** A sentence as a part of another: without its full stop, and small where its first word is no name. */
const part = (text: string): string =>
  text.replace(/[.\s]+$/, '').replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());

const mattering: ReadonlySet<Verdict> = new Set([
  'server-error',
  'intermittent-server-error',
  'unreachable',
  'regression',
]);

function headlineOf(
  outcome: Verdict,
  journeys: readonly JudgedJourney[],
  findings: readonly Finding[],
  { run, troubles }: RunInput,
): string {
  const counted = journeys.filter(({ input }) => !isLook(input));
  const worst = findings.filter(({ verdict }) => verdict === outcome);
  const notRun = counted.filter(({ attempts }) => attempts.length === 0).length;
  const [first] = worst;
  const messages = [...new Set(troubles.map(({ message }) => part(fact(message))))];
  const looks = journeys.filter(({ input }) => isSurfaceLook(input)).length;
  const passed = counted.length === 0 ? plural(looks, 'look') : plural(counted.length, 'journey');
  const told = first
    ? part(first.headline)
    : outcome === 'passed'
      ? `${passed} passed on ${run.target}`
      : (messages.shift() ?? 'a part of the run is missing');
  const after = run.change && mattering.has(outcome) ? `, after change ${run.change.id}` : '';
  const { seen, expected } = run.shards;
  const asides = [
    ...(worst.length > 1 ? [plural(worst.length - 1, 'more finding')] : []),
    ...(notRun > 0 && outcome !== 'inconclusive' ? [`${plural(notRun, 'journey')} not run`] : []),
    ...(seen < expected ? [`${String(seen)} of ${plural(expected, 'shard')} reported`] : []),
    ...messages,
  ];
  return `${[`${openings[outcome]}: ${told}${after}`, ...asides].join('; ')}.`;
}

const troubleAdvice: Readonly<Record<RunTrouble['kind'], string | null>> = {
  'ran-nothing': 'See that the filter matches a journey, and run again.',
  'lost-shard': 'Find the blob of the missing shard and merge again, or run that shard again.',
  'one-shard': 'Merge the blobs of all shards for the verdict of the whole run: npm run merge -- DIR.',
  'doubled-shard': 'Run all shards again under a new RUN_ID; where one blob is a mere copy, delete it and merge again.',
  'foreign-blob': 'Do what is said of the blob, and merge again.',
  'report-failed': 'See that the reports folder can be written, and run again.',
  'playwright-error': "Read Playwright's error above, correct it, and run again.",
  killed: 'Find out what killed the run, and run again.',
  interrupted: 'Run again where the answer is still wanted.',
  note: null,
};

function adviceOf(outcome: Verdict, findings: readonly Finding[], troubles: readonly RunTrouble[]): string {
  const finding = findings.find(({ verdict }) => verdict === outcome);
  const clouding = troubles.map(({ kind }) => troubleAdvice[kind]).find((advice) => advice !== null);
  return finding?.advice ?? clouding ?? (outcome === 'inconclusive' ? 'Run again.' : 'Nothing to do.');
}

/**
 * The record of one run, whole: what verdict.json holds. Pure, and the same in whatever order journeys, attempts and exchanges
 * are given, so that the live, the blob and the merged report agree.
 */
export function buildRunRecord(input: RunInput, policy: Policy): RunRecord {
  const { run, troubles, serverLog } = input;
  const context = runContext(input.journeys, policy);
  const judged = input.journeys.map((journey) => judge(journey, policy, context));
  const journeys = worstOfEach(judged);
  const several = journeys.map(({ judgement }) => judgement.verdict);
  const { outcome, exitCode } = outcomeOf(several, troubles, run.shards);
  // of all that was judged: what one shard met another does not hide
  const findings = findingsOf(judged, run);
  const counts = Object.fromEntries(
    verdicts.map((verdict) => [verdict, several.filter((one) => one === verdict).length]),
  ) as Record<Verdict, number>; // every verdict is a key
  return {
    schemaVersion: 1,
    run,
    outcome,
    exitCode,
    headline: headlineOf(outcome, journeys, findings, input),
    advice: adviceOf(outcome, findings, troubles),
    counts,
    troubles,
    findings,
    journeys: journeys.map(journeyRecord),
    suppressionNotes: suppressionNotes(
      judged.map(({ judgement, attempts }) => ({
        verdict: judgement.verdict,
        suppressedBy: judgement.suppressedBy,
        signatures: attempts.flatMap(({ classification }) => classification.signature ?? []),
      })),
      policy,
    ),
    ...(serverLog && { serverLog }),
  };
}
