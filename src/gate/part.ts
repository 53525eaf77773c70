import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { nothingSeen } from '../evidence/nothing-seen.ts';
import type { AttemptEvidence } from '../evidence/types.ts';
import { readJournal } from '../report/journal.ts';
import { journeyInputs } from '../report/journey-inputs.ts';
import { recoverRun } from '../report/recover.ts';
import { writeReport } from '../report/writer.ts';
import { runFolder } from '../run/files.ts';
import { interruptedExitCode, runJourneys } from '../run/run.ts';
import { readTarget } from '../target/environment.ts';
import { rulesFor, type Node } from '../target/nodes.ts';
import type { Target } from '../target/types.ts';
import { isServerLog } from '../verdict/looks.ts';
import type { AttemptRecord, JourneyInput, JourneyRecord, RunRecord } from '../verdict/types.ts';
import { followProgress } from './progress.ts';

/** One run of Playwright within a gate. */
export interface PartAsked {
  /** As a reader calls it: `smoke journeys`, `node web2`. */
  readonly what: string;
  /** Tail of its id. */
  readonly name: string;
  readonly journeys: 'smoke' | 'rest';
  /** Null: wherever the names of the site lead. */
  readonly node: Node | null;
  /** It follows the change; one after a rollback follows none. */
  readonly followsChange: boolean;
}

export interface Part {
  readonly id: string;
  readonly what: string;
  readonly node: Node | null;
  /** Null: it left no verdict. */
  readonly record: RunRecord | null;
  /** What it saw, to be judged together with the others. */
  readonly journeys: readonly JourneyInput[];
  readonly interrupted: boolean;
  /** Relative to `reports/`; null: there is none. */
  readonly page: string | null;
}

export interface PartLab {
  readonly target: Target;
  /** `reports/` */
  readonly reports: string;
  /** Variables that say which target it is. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Which journeys are the smoke journeys, as `--grep` takes it. */
  readonly smoke: string;
  readonly say: (text: string) => void;
  /** Takes each line of progress. */
  readonly onProgress: (line: string) => void;
}

/** No part takes longer, in ms; the journeys have bounds of their own. */
const longestMs = { smoke: 10 * 60_000, rest: 40 * 60_000 } as const;
/** With the tail of a part, an id has to stay a name of at most 80 characters. */
const longestId = 56;

/** Folder of a gate's own runs within that of the run that they are one of. */
export const partsFolder = (reports: string, gateId: string): string => join(runFolder(reports, gateId), 'parts');

function variablesOf({ name, node, followsChange }: PartAsked, { target, overrides }: PartLab): Record<string, string> {
  return {
    ...overrides,
    RUN_ID: `${target.runId.slice(0, longestId)}-${name}`,
    CHANGE_ID: followsChange ? (target.change?.id ?? '') : '',
    CHANGE_URL: followsChange ? (target.change?.url ?? '') : '',
    // the gate tells of all parts together, and keeps them, once
    ...{ HISTORY: 'off', ALLURE: 'off', BLOB_DIR: '', GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '' },
    ...(node === null ? {} : { RESOLVER_RULES: rulesFor(node, target) }),
    // whose log it is, is not known; and the stand-in behind the nodes is up already
    ...(node === null ? {} : { LOG_FILES: '', LOG_COMMAND: '', LOG_OWN: '' }),
    ...(node !== null && target.name === 'local' ? { REHEARSAL: '1' } : {}),
  };
}

/** Attempts as the server's log, which the part's own reporter has read, knows them. */
function asJudged(journey: JourneyInput, record: RunRecord | null, prefix: string): JourneyInput {
  const known = record?.journeys.find(({ id, project }) => id === journey.id && project === journey.project);
  const attempts = journey.attempts.map((attempt) => {
    const { evidence } = attempt;
    const its = known?.attempts.find(({ index }) => index === attempt.index);
    const heard = record?.serverLog && its ? { exchanges: its.exchanges, logRecords: its.logRecords } : {};
    return {
      ...attempt,
      evidence: evidence && { ...evidence, ...heard },
      attachments: attempt.attachments.map((one) => ({ ...one, path: `${prefix}/${one.path}` })),
    };
  });
  return { ...journey, attempts };
}

const evidenceOf = (journey: JourneyRecord, attempt: AttemptRecord, runId: string): AttemptEvidence => ({
  ...nothingSeen,
  ...{ runId, journey: journey.id, project: journey.project, index: attempt.index },
  ...{ startedAt: attempt.startedAt, durationMs: attempt.durationMs, ended: attempt.status },
  ...{ exchanges: attempt.exchanges, went: attempt.went, runner: attempt.runner, logRecords: attempt.logRecords },
});

/** The look into the log, which the journal of a run does not hold. */
function logLook(record: RunRecord | null): JourneyInput[] {
  return (record?.journeys ?? []).filter(isServerLog).map((journey) => {
    const { id, project, title, file, tags, owner, surfaces } = journey;
    const attempts = journey.attempts.map((attempt) => ({
      ...{ index: attempt.index, ended: attempt.status, startedAt: attempt.startedAt, durationMs: attempt.durationMs },
      ...{ evidence: evidenceOf(journey, attempt, record?.run.id ?? ''), errors: [], attachments: [] },
    }));
    const budgetMs = Number.MAX_SAFE_INTEGER; // how long a log takes to be read is no matter of the site
    return {
      id,
      project,
      title,
      file,
      tags,
      owner,
      surfaces,
      verified: true,
      budgetMs,
      attempts,
      notRun: null,
      retries: 0,
    };
  });
}

/** What a run saw, from the journal in its folder. */
function journeysIn(folder: string, record: RunRecord | null, prefix: string): JourneyInput[] {
  const lines = readJournal(folder);
  const begin = lines.find(({ kind }) => kind === 'begin');
  if (begin?.kind !== 'begin') return [];
  const ended = lines.flatMap((line) => (line.kind === 'ended' ? [line.test] : []));
  const interrupted =
    record === null || record.troubles.some(({ kind }) => kind === 'interrupted' || kind === 'killed');
  const journeys = journeyInputs({ target: begin.run.target, planned: begin.planned, ended, interrupted });
  return [...journeys.map((journey) => asJudged(journey, record, prefix)), ...logLook(record)];
}

/** Runs it to its end. What it prints goes to a file beside it; of that, progress is passed on. */
export async function runPart(asked: PartAsked, lab: PartLab): Promise<Part> {
  const { what, name, journeys, node } = asked;
  const env = variablesOf(asked, lab);
  const target = readTarget({ overrides: env });
  const reports = partsFolder(lab.reports, lab.target.runId);
  mkdirSync(reports, { recursive: true });
  const printed = join(reports, `${name}.txt`);
  const output = openSync(printed, 'w');
  const progress = followProgress(printed, lab.onProgress);
  try {
    const { record, exitCode } = await runJourneys({
      ...{ target, env, reports, output },
      playwrightArgs: [
        journeys === 'smoke' ? '--grep' : '--grep-invert',
        lab.smoke,
        // what a node answers, it answers at any size
        ...(node === null ? [] : ['--project=desktop']),
        `--global-timeout=${String(longestMs[journeys])}`,
      ],
      recover: async (runDir) => {
        const recovered = await recoverRun(runDir, null);
        if (recovered) writeReport({ record: recovered, reportsDir: reports, runDir });
        return recovered;
      },
      say: (text) => {
        writeSync(output, `${text}\n`);
        lab.say(text);
      },
    });
    const folder = runFolder(reports, target.runId);
    const prefix = `parts/runs/${target.runId}`;
    return {
      ...{ id: target.runId, what, node, record },
      journeys: journeysIn(folder, record, prefix),
      interrupted: exitCode === interruptedExitCode,
      page: record === null ? null : `runs/${lab.target.runId}/${prefix}/index.html`,
    };
  } finally {
    progress.end();
    closeSync(output);
  }
}
