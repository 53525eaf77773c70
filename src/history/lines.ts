import { z } from 'zod';
import { layers } from '../evidence/types.ts';
import { runIdShape } from '../target/variables.ts';
import { surfaces } from '../target/types.ts';
import { causes, verdicts } from '../verdict/types.ts';
import type { RunLine } from './stored.ts';

const instant = z.iso.datetime({ error: 'is not an instant such as 2026-12-31T23:59:59.000Z' });
const count = z.int().min(0);
const texts = z.array(z.string());
const journey = { id: z.string().min(1), project: z.string() };
const verdict = z.enum(verdicts);
const surface = z.enum(surfaces);
const signature = z.string();

const runShape = z.object({
  kind: z.literal('run'),
  schemaVersion: z.literal(1, { error: 'is not 1, the only version that this suite knows' }),
  run: z.object({
    id: runIdShape,
    target: z.string().min(1),
    location: z.string(),
    startedAt: instant,
    finishedAt: instant,
    durationMs: count,
    change: z.object({ id: z.string().min(1), url: z.string().nullable() }).nullable(),
    outcome: verdict,
    exitCode: z.int(),
    headline: z.string(),
    suiteVersion: z.string(),
    judged: z.boolean(),
    journeys: z.array(
      z.object({
        ...journey,
        runId: z.string(),
        startedAt: instant,
        verdict,
        durationMs: count,
        attempts: count,
        failed: count,
        signatures: z.array(signature),
      }),
    ),
    findings: z.array(
      z.object({
        verdict,
        cause: z.enum(causes).nullable(),
        layer: z.enum(layers),
        status: z.int().nullable(),
        errorText: z.string().nullable(),
        signatures: z.array(signature),
        journeys: texts,
        surfaces: z.array(surface),
        paths: texts,
        nodes: texts,
        firstSeenAt: instant,
        lastSeenAt: instant,
        headline: z.string(),
        suppressed: z.boolean(),
      }),
    ),
    went: texts,
  }),
  attempts: z.array(
    z.object({
      ...journey,
      index: count,
      status: z.enum(['passed', 'failed', 'timed-out', 'interrupted']),
      cause: z.enum(causes).nullable(),
      signature: signature.nullable(),
      startedAt: instant,
      durationMs: count,
    }),
  ),
  surfaces: z.record(z.string(), z.array(surface)),
  owners: z.record(z.string(), z.string()).optional(),
  steps: z.array(z.object({ ...journey, step: z.string().min(1), durationMs: count })).optional(),
  followed: z.boolean().optional(),
});

const runLine = runShape.superRefine(({ run, attempts, steps = [] }, context) => {
  const names = new Set(run.journeys.map(({ id, project }) => JSON.stringify([id, project])));
  for (const [index, { id, project }] of attempts.entries())
    if (!names.has(JSON.stringify([id, project])))
      context.addIssue({ code: 'custom', path: ['attempts', index, 'id'], message: 'is none of its journeys' });
  for (const [index, { id, project }] of steps.entries())
    if (!names.has(JSON.stringify([id, project])))
      context.addIssue({ code: 'custom', path: ['steps', index, 'id'], message: 'is none of its journeys' });
}) satisfies z.ZodType<RunLine>;

const id = z.string().min(1);
const ms = z.int();

/** What an export holds beside runs: what is left where runs are gone, and what people have said. */
const otherLines = [
  z.object({ kind: z.literal('sighting'), target: id, signature, firstAt: instant, lastAt: instant }),
  z.object({ kind: z.literal('change'), target: id, id, url: z.string().nullable(), firstAt: instant }),
  z.object({
    kind: z.literal('daily'),
    target: id,
    location: z.string(),
    day: z.iso.date('is not a day such as 2026-12-31'),
    ...journey,
    surfaces: z.array(surface),
    ...{
      runs: count,
      good: count,
      transient: count,
      unknown: count,
      attempts: count,
      failed: count,
      durationMs: count,
    },
    // of an export from before they were kept there are none
    down: count.default(0),
    serverErrors: count.default(0),
    worst: verdict.nullable().default(null),
  }),
  z.object({
    kind: z.literal('steps'),
    target: id,
    location: z.string(),
    day: z.iso.date('is not a day such as 2026-12-31'),
    ...journey,
    step: z.string().min(1),
    // see store/buckets.ts
    counts: z.array(z.tuple([z.int().min(0).max(300), z.int().min(1)])),
  }),
  z.object({ kind: z.literal('summed'), id, day: z.int() }),
  z.object({
    kind: z.literal('incident'),
    ...{ no: count, target: id, state: id, first_seen_at: ms, resolved_at: ms.nullable(), body: id, memory: id },
  }),
  z.object({
    kind: z.literal('incident-step'),
    ...{ run_id: id, idx: count, incident_no: count, step: id, at: ms, why: z.string() },
  }),
] as const;

const lines = z.discriminatedUnion('kind', [runLine, ...otherLines], { error: 'is no line of an exported history' });
export type Line = z.infer<typeof lines>;

/** A line holds nothing of a history. Its message says each fault, and not where the line stands. */
export class LineError extends Error {
  override readonly name = 'LineError';
}

/**
 * One line of an export, or what a file of the spool holds.
 *
 * @throws LineError
 */
export function readLine(text: string): Line {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new LineError('is not JSON; maybe it was cut off');
  }
  const result = lines.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
  throw new LineError(faults.join('; '));
}
