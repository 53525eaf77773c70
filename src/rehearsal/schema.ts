import { z } from 'zod';
import { stepIds, type RehearsalReport } from './types.ts';

const place = z.object({ file: z.string(), line: z.number() }).nullable();
const detail = z.object({ text: z.string(), place, code: z.string().nullable() });
const directive = z.object({
  name: z.string(),
  args: z.string(),
  within: z.array(z.string()),
  place: z.object({ file: z.string(), line: z.number() }),
});

/** `reports/rehearsal.json`, as it is written and read again. */
export const rehearsalShape: z.ZodType<RehearsalReport> = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string().min(1),
  startedAt: z.iso.datetime(),
  durationMs: z.number().min(0),
  candidate: z.string(),
  baseline: z.string().nullable(),
  apache: z.string(),
  outcome: z.enum(['GO', 'NO-GO', 'INCONCLUSIVE']),
  exitCode: z.number().int().min(0),
  headline: z.string().min(1),
  advice: z.string().min(1),
  steps: z.array(
    z.object({
      id: z.enum(stepIds),
      verdict: z.enum(['ok', 'no-go', 'inconclusive', 'skipped']),
      summary: z.string(),
      details: z.array(detail),
      durationMs: z.number().min(0),
    }),
  ),
  mapped: z.array(
    z.object({
      place: z.object({ file: z.string(), line: z.number() }),
      directive: z.string(),
      from: z.string(),
      to: z.string().nullable(),
      why: z.string(),
    }),
  ),
  changes: z.array(
    z.object({
      kind: z.enum(['added', 'removed']),
      directive,
      coverage: z.enum(['exercised', 'missed', 'no-request', 'unknown']),
      urls: z.array(z.string()),
      why: z.string().exactOptional(),
    }),
  ),
  diffs: z.array(z.object({ file: z.string(), text: z.string() })),
  routes: z.object({
    asked: z.number(),
    differences: z.array(
      z.object({
        url: z.string(),
        what: z.string(),
        baseline: z.string(),
        candidate: z.string(),
        weight: z.enum(['breaks', 'differs']),
      }),
    ),
  }),
  journeysPage: z.string().nullable(),
});
