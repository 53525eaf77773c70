import { z } from 'zod';
import { layers } from '../evidence/types.ts';
import { surfaces } from '../target/types.ts';
import { causes, verdicts } from '../verdict/types.ts';
import type { GateReport } from './types.ts';

const verdict = z.enum(verdicts);
const finding = z.object({
  verdict,
  cause: z.enum(causes).nullable(),
  layer: z.enum(layers),
  status: z.number().nullable(),
  errorText: z.string().nullable(),
  signatures: z.array(z.string()),
  journeys: z.array(z.string()),
  surfaces: z.array(z.enum(surfaces)),
  paths: z.array(z.string()),
  nodes: z.array(z.string()),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  headline: z.string(),
  suppressed: z.boolean(),
});
const page = z.string().nullable();
const node = z.object({ name: z.string(), address: z.string() });

/** `reports/gate.json`, as it is written and read again. */
export const gateShape: z.ZodType<GateReport> = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string().min(1),
  target: z.string().min(1),
  change: z.object({ id: z.string(), url: z.string().nullable() }).nullable(),
  startedAt: z.iso.datetime(),
  durationMs: z.number().min(0),
  since: z.iso.datetime().nullable(),
  result: z.enum(['PASS', 'FAIL', 'INCONCLUSIVE']),
  exitCode: z.number().int().min(0),
  headline: z.string().min(1),
  advice: z.string().min(1),
  baseline: z
    .object({ run: z.string(), startedAt: z.string(), outcome: verdict, headline: z.string(), page })
    .nullable(),
  compared: z.array(
    z.object({ standing: z.enum(['new', 'already-there', 'gone']), finding, signatures: z.array(z.string()) }),
  ),
  expected: z.array(z.string()),
  windows: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      expects: z.array(z.object({ status: z.number(), pattern: z.string() })),
    }),
  ),
  runs: z.array(
    z.object({
      id: z.string(),
      what: z.string(),
      outcome: verdict,
      headline: z.string(),
      startedAt: z.string(),
      durationMs: z.number().min(0),
      phase: z.enum(['after', 'recovery']),
      page,
    }),
  ),
  nodes: z.array(z.object({ node, outcome: verdict, headline: z.string(), run: z.string().nullable() })),
  chance: z.string().nullable(),
  rollback: z
    .object({
      command: z.string(),
      because: z.string(),
      exitCode: z.number().nullable(),
      timedOut: z.boolean(),
      ended: z.string().nullable(),
      output: z.string(),
      detectedAfterMs: z.number().min(0),
      tookMs: z.number().min(0),
      recoveredAfterMs: z.number().min(0).nullable(),
    })
    .nullable(),
  events: z.array(
    z.object({
      at: z.string(),
      kind: z.enum([
        'began',
        'waited',
        'marker',
        'met',
        'run',
        'judged',
        'detected',
        'rollback',
        'recovered',
        'gave-up',
      ]),
      text: z.string(),
      tone: z.enum(['plain', 'good', 'bad']),
      run: z.string().nullable(),
    }),
  ),
  troubles: z.array(z.string()),
});
