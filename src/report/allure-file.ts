import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { extname, join } from 'node:path';
import { z } from 'zod';
import type { AttemptRecord, JourneyRecord, RunRecord } from '../verdict/types.ts';
import { allureEnvironment, allureGlobals, allureResults, asProperties, uuidOf } from './allure-results.ts';
import type { AllureAttachment, AllureResult, AllureStep } from './allure-types.ts';
import { makeFolder, ReportError } from '../target/atomic.ts';
import { insideOf } from './inside.ts';

/** Where a run's Allure report lies, relative to the run's folder. */
export const allureReport = 'allure/index.html';

export const allureResultsFolder = (runDir: string): string => join(runDir, 'allure-results');

const stepShape: z.ZodType<AllureStep> = z.lazy(() =>
  z.object({
    name: z.string(),
    // a step that was cut off has none
    status: z.enum(['passed', 'failed', 'broken', 'skipped']).catch('broken'),
    stage: z.literal('finished').catch('finished'),
    statusDetails: z.object({ message: z.string().exactOptional(), trace: z.string().exactOptional() }).catch({}),
    steps: z.array(stepShape),
    attachments: z.tuple([]).catch([]),
    parameters: z.array(z.object({ name: z.string(), value: z.string() })),
    start: z.number().catch(0),
    stop: z.number().catch(0),
  }),
);

/** What we read of a result that allure-playwright, or we ourselves, wrote. */
const writtenShape = z.object({
  uuid: z.string(),
  parameters: z.array(z.object({ name: z.string(), value: z.string() })),
  steps: z.array(stepShape),
});
type Written = z.infer<typeof writtenShape>;

/** Steps that allure-playwright makes of annotations, and the hooks where nothing went wrong in them: nobody reads for those. */
const isNoise = ({ name, status, steps }: AllureStep): boolean =>
  (/^(?:journey|owner|verified|budget|abort|no-retry): /.test(name) && steps.length === 0) ||
  (/^(?:Before|After) Hooks$/.test(name) && status === 'passed');

const parameter = ({ parameters }: Written, name: string): string | undefined =>
  parameters.find((one) => one.name === name)?.value;

/** By which a result that allure-playwright wrote is known: journey, project, and how often it had been tried before. */
function keyOf(written: Written): string {
  const journey = written.steps.find(({ name }) => name.startsWith('journey: '))?.name.slice('journey: '.length);
  return JSON.stringify([journey ?? '', parameter(written, 'Project') ?? '', parameter(written, 'Retry') ?? '0']);
}

function readWritten(folder: string): Map<string, Written> {
  const found = new Map<string, Written>();
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!name.endsWith('-result.json')) continue;
    try {
      const written = writtenShape.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      found.set(written.uuid, written);
      found.set(keyOf(written), written);
    } catch {
      // Cut off, or of another shape: the record's own steps are shown in its place.
    }
  }
  return found;
}

/** The file under another name: the same one where the file system can do that, a copy else. */
function putBeside(from: string, to: string): void {
  rmSync(to, { force: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
  }
}

/**
 * Makes a run's results for Allure in `allure-results/` of its folder: exactly the journeys of the record, filed by their verdicts,
 * with the steps that allure-playwright has left there (or an earlier call of this), and the attachments of the run. Can be done again
 * at any time; without allure-playwright's files the steps are those of the record.
 *
 * @returns the folder
 * @throws ReportError
 */
export function fileAllureResults(record: RunRecord, runDir: string): string {
  const folder = allureResultsFolder(runDir);
  try {
    fileInto(folder, record, runDir);
  } catch (error) {
    throw error instanceof ReportError ? error : new ReportError(what, folder, error);
  }
  return folder;
}

const what = "Allure's results";

function fileInto(folder: string, record: RunRecord, runDir: string): void {
  makeFolder(what, folder);
  const written = readWritten(folder);
  const stepsOf = (journey: JourneyRecord, { index }: AttemptRecord): readonly AllureStep[] | null => {
    const key = JSON.stringify([journey.id, journey.project, String(index)]);
    const steps = (written.get(uuidOf(record.run.id, journey, index)) ?? written.get(key))?.steps ?? null;
    const telling = steps?.filter((step) => !isNoise(step)) ?? [];
    return telling.length > 0 ? telling : null;
  };
  const kept = new Set<string>();
  const attachmentsOf = ({ attachments }: AttemptRecord): AllureAttachment[] =>
    attachments.flatMap(({ name, contentType, path }) => {
      const from = insideOf(runDir, path);
      if (from === null) return [];
      // Allure takes one file for one attachment
      const source = `${String(kept.size + 1).padStart(4, '0')}-attachment${extname(path)}`;
      kept.add(source);
      putBeside(from, join(folder, source));
      return [{ name, type: contentType, source }];
    });
  const write = (name: string, text: string): void => {
    kept.add(name);
    // Not flushed to the disk one by one: they can be made again.
    writeFileSync(join(folder, name), text);
  };

  for (const result of allureResults(record, { stepsOf, attachmentsOf }))
    write(`${result.uuid}-result.json`, JSON.stringify(result satisfies AllureResult));
  write('environment.properties', asProperties(allureEnvironment(record)));
  write('run-globals.json', JSON.stringify(allureGlobals(record)));
  for (const name of readdirSync(folder)) if (!kept.has(name)) rmSync(join(folder, name), { recursive: true });
}
