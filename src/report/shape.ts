import { z } from 'zod';
import { layers } from '../evidence/types.ts';
import { surfaces } from '../target/types.ts';

/**
 * As much of the shape of evidence as judging and showing rely on. Whatever else a newer version adds may come along, and where a word
 * from a list only is shown the list is not asked for: evidence that is left out is a server error that nobody hears of.
 */

const text = z.string();
const orNull = text.nullable();
const instant = text.refine((value) => !Number.isNaN(Date.parse(value)));
const status = z.number().int().nullable();
const headers = z.record(text, text);
const layer = z.enum(layers);
const surface = z.enum(surfaces).nullable();
const ms = z.number();

const answer = z.looseObject({
  url: text,
  surface,
  path: text,
  status,
  errorText: orNull,
  layer,
  requestId: orNull,
  headers,
  title: orNull,
  heading: orNull,
  bodyExcerpt: orNull,
});

const exchange = answer.extend({
  n: z.number().int(),
  startedAt: instant,
  method: text,
  host: text,
  resourceType: text,
  frame: text,
  documentOf: z.number().nullable(),
  broken: z.boolean(),
  server: orNull,
  contentType: orNull,
  redirects: z.array(z.looseObject({ url: text, status: z.number() })),
  timing: z.looseObject({ waitMs: ms.nullable(), totalMs: ms.nullable() }),
  expected: z.boolean(),
});

const probe = answer.extend({
  at: instant,
  purpose: z.enum(['confirm', 'came-back']),
  durationMs: ms,
  retryAfterMs: ms.nullable(),
});

const logRecord = z.looseObject({
  at: instant,
  exchange: z.number().nullable(),
  firstStatus: status,
  finalStatus: status,
  path: orNull,
  surface,
  text,
});

const whose = { schemaVersion: z.literal(1), journey: text.min(1), project: text, index: z.number().int().min(0) };

export const evidenceShape = z.looseObject({
  ...whose,
  startedAt: instant,
  durationMs: ms,
  ended: z.enum(['passed', 'failed', 'timed-out', 'interrupted']),
  failures: z.array(z.looseObject({ kind: text, message: text, step: orNull })),
  exchanges: z.array(exchange),
  assets: z.array(z.looseObject({ documentOf: z.number(), host: text, asked: z.number(), serverErrors: z.number() })),
  went: z.array(text),
  console: z.array(z.looseObject({ type: text, text, url: orNull })),
  pageErrors: z.array(text),
  runner: z.array(z.looseObject({ kind: text, message: text, at: instant })),
  steps: z.array(z.looseObject({ title: text, startedAt: instant, durationMs: ms, failed: z.boolean() })),
  probes: z.array(probe),
  logRecords: z.array(logRecord).optional(),
  sentNonIdempotent: z.boolean(),
  control: orNull,
});

export const notRunShape = z.looseObject({ ...whose, kind: text, reason: text });
