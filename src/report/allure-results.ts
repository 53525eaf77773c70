import { createHash } from 'node:crypto';
import { verdicts, type AttemptRecord, type JourneyRecord, type RunRecord } from '../verdict/types.ts';
import type { AllureAttachment, AllureResult, AllureStatus, AllureStep } from './allure-types.ts';
import { answer, isTelling } from './format.ts';
import { md } from './markdown.ts';
import { safeUrl } from './page/context.ts';
import { hasFailed, standingOf, whyOf } from './standing.ts';
import { declaredRunbook } from './runbook.ts';
import { layerWords, verdictLabel, verdictWords } from './words.ts';

/** What stands beside the record: what allure-playwright wrote of an attempt, and where attachments have been put. */
export interface AllureSources {
  /** Steps of one attempt; null: there are none but the record's own. */
  readonly stepsOf: (journey: JourneyRecord, attempt: AttemptRecord) => readonly AllureStep[] | null;
  /** Attachments of one attempt that can be had. */
  readonly attachmentsOf: (attempt: AttemptRecord) => readonly AllureAttachment[];
}

const hash = (...parts: readonly string[]): string => createHash('md5').update(JSON.stringify(parts)).digest('hex'); // a name, not a secret

/** The name of the result of one attempt: the same each time that it is made. `-1` stands for a journey without one. */
export const uuidOf = (runId: string, { id, project }: JourneyRecord, index: number): string =>
  hash(runId, id, project, String(index));

const instant = (iso: string): number => Date.parse(iso) || 0;

function stepsFrom({ steps }: AttemptRecord): AllureStep[] {
  return steps.map(({ title, startedAt, durationMs, failed }) => ({
    name: title,
    status: failed ? 'failed' : 'passed',
    stage: 'finished',
    statusDetails: {},
    steps: [],
    attachments: [],
    parameters: [],
    start: instant(startedAt),
    stop: instant(startedAt) + durationMs,
  }));
}

/** What is told of every attempt of a journey alike. */
function labelsOf(journey: JourneyRecord, { run, findings }: RunRecord): { name: string; value: string }[] {
  const deciding = journey.attempts.findLast(({ cause }) => cause !== null);
  const name = `${journey.id} (${journey.project})`;
  const finding = findings.find(({ journeys }) => journeys.includes(name) || journeys.includes(journey.id));
  const layer = finding?.layer ?? null;
  return [
    { name: 'verdict', value: journey.verdict },
    ...(deciding?.cause ? [{ name: 'cause', value: deciding.cause }] : []),
    ...(layer ? [{ name: 'layer', value: layer }] : []),
    { name: 'project', value: journey.project },
    ...journey.surfaces.map((surface) => ({ name: 'surface', value: surface })),
    { name: 'owner', value: journey.owner },
    ...journey.tags.map((tag) => ({ name: 'tag', value: tag.replace(/^@/, '') })),
    { name: 'journey', value: journey.id },
    { name: 'target', value: run.target },
    { name: 'host', value: run.location },
    { name: 'parentSuite', value: journey.project },
    { name: 'suite', value: journey.surfaces[0] ?? journey.file },
    { name: 'framework', value: 'playwright' },
    { name: 'language', value: 'typescript' },
  ];
}

const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``;

/** Markdown above the steps: what was concluded, from what. */
function descriptionOf(journey: JourneyRecord, attempt: AttemptRecord | null): string {
  const { verdict, reasons, notRun } = journey;
  const telling = (attempt?.exchanges ?? []).filter(isTelling);
  const blocks = [
    `**${verdictLabel(verdict)}.** ${verdictWords[verdict].meaning}`,
    [...reasons, ...(notRun ? [`Not run: ${notRun.reason}`] : [])].map((reason) => `- ${md(reason)}`).join('\n'),
    telling
      .slice(0, 20)
      .map((exchange) =>
        [
          `- ${code(`${exchange.method} ${exchange.url}`)} **${md(answer(exchange))}**, ${layerWords[exchange.layer].label}`,
          ...(exchange.requestId === null ? [] : [`request id ${code(exchange.requestId)}`]),
        ].join(', '),
      )
      .join('\n'),
    (attempt?.probes ?? []).length === 0
      ? ''
      : `Probes: ${(attempt?.probes ?? []).map((probe) => md(answer(probe))).join(', ')}`,
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** How an attempt stands by itself: of the last one, whose page stands for the journey, only the verdict speaks. */
function statusOf(journey: JourneyRecord, attempt: AttemptRecord, isLast: boolean): AllureStatus {
  if (isLast) return standingOf(journey);
  if (!hasFailed(attempt)) return 'passed';
  return attempt.cause === 'runner' || attempt.cause === 'blocked' || attempt.status === 'interrupted'
    ? 'broken'
    : 'failed';
}

function resultOf(
  record: RunRecord,
  journey: JourneyRecord,
  attempt: AttemptRecord | null,
  sources: AllureSources,
  start: number,
): AllureResult {
  const { run } = record;
  const { id, project, title, file } = journey;
  const change = safeUrl(run.change?.url);
  // results go to other machines too: only an address that is good everywhere
  const runbook = journey.verdict === 'passed' ? null : declaredRunbook(journey.verdict);
  const isLast = attempt === null || attempt === journey.attempts.at(-1);
  const message = isLast ? whyOf(journey) : attempt.reasons.join('\n') || null;
  const trace = (isLast ? journey.attempts : [attempt]).flatMap(({ errors }) => errors).join('\n\n');
  const testCaseId = hash(id);
  return {
    uuid: uuidOf(run.id, journey, attempt?.index ?? -1),
    historyId: `${testCaseId}:${hash(project)}`,
    testCaseId,
    fullName: `${file}: ${id}`,
    titlePath: [project, journey.surfaces[0] ?? file],
    // the same journey runs in several projects, and lists show nothing else
    name: project === '' ? title : `${title} (${project})`,
    status: attempt === null ? standingOf(journey) : statusOf(journey, attempt, isLast),
    stage: 'finished',
    statusDetails: {
      ...(message === null ? {} : { message }),
      ...(trace === '' ? {} : { trace }),
      // Allure's word for what failed and passed without a reason in the servers; never for a server error
      flaky: isLast && journey.verdict === 'transient',
      known: journey.suppressedBy !== null,
    },
    description: descriptionOf(journey, attempt),
    labels: labelsOf(journey, record),
    links: [
      ...(change === null ? [] : [{ name: `Change ${run.change?.id ?? ''}`, url: change, type: 'issue' }]),
      ...(runbook === null ? [] : [{ name: `Runbook: ${verdictLabel(journey.verdict)}`, url: runbook, type: 'link' }]),
    ],
    parameters: [{ name: 'Project', value: project }],
    steps: attempt === null ? [] : (sources.stepsOf(journey, attempt) ?? stepsFrom(attempt)),
    attachments: attempt === null ? [] : sources.attachmentsOf(attempt),
    start,
    stop: start + (attempt?.durationMs ?? 0),
  };
}

/**
 * One result for each attempt of each journey of the record, and one for each journey without any: exactly the record's journeys. The
 * last attempt carries the verdict, those before it are its retries. An attempt that passed after a 500 has failed.
 */
export const allureResults = (record: RunRecord, sources: AllureSources): AllureResult[] =>
  record.journeys.flatMap((journey) => {
    if (journey.attempts.length === 0) return [resultOf(record, journey, null, sources, instant(record.run.startedAt))];
    let before = 0;
    return journey.attempts.map((attempt) => {
      // Allure takes the one that began last for the journey's result, be it a clock that was set back.
      before = Math.max(instant(attempt.startedAt), before + 1);
      return resultOf(record, journey, attempt, sources, before);
    });
  });

/**
 * Allure's categories, which are of failures: one for each verdict but passed, worst first. A rule for each takes all of these, and
 * Allure's own take nothing that passed.
 */
export const allureCategories = verdicts
  .filter((verdict) => verdict !== 'passed')
  .map((verdict) => ({
    id: verdict,
    name: verdictLabel(verdict),
    matchers: { labels: { verdict: `^${verdict}$` } },
    groupByMessage: true,
    expand: true,
  }));

/** What Allure shows beside the results: where, after which change, by what. */
export function allureEnvironment({ run, outcome, exitCode, headline, advice }: RunRecord): Record<string, string> {
  const { change, shards } = run;
  return {
    Outcome: `${verdictLabel(outcome)} (exit code ${exitCode})`,
    Headline: headline,
    'What to do now': advice,
    Target: run.target,
    'After change': change === null ? 'none named' : change.url === null ? change.id : `${change.id} ${change.url}`,
    Started: run.startedAt,
    'Seen from': run.location,
    Browser: run.browser,
    Run: run.id,
    ...(shards.expected > 1 ? { Shards: `${shards.seen} of ${shards.expected}` } : {}),
  };
}

/** `.properties`: what would end a name or a value is escaped. */
export const asProperties = (pairs: Readonly<Record<string, string>>): string =>
  Object.entries(pairs)
    .map(
      ([name, value]) => `${name.replace(/[\s:=\\]/g, '\\$&')}=${value.replace(/\\/g, '\\\\').replace(/\s+/g, ' ')}\n`,
    )
    .join('');

/** Trouble of the run itself, which no journey tells. */
export function allureGlobals({ troubles, run }: RunRecord): {
  attachments: [];
  errors: { message: string; timestamp: number }[];
} {
  const told = troubles.filter(({ kind }) => kind !== 'note');
  return { attachments: [], errors: told.map(({ message }) => ({ message, timestamp: instant(run.finishedAt) })) };
}
