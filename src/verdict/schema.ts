import { z } from 'zod';
import { layers } from '../evidence/types.ts';
import { surfaces } from '../target/types.ts';
import { causes, verdicts, type RunRecord, type Verdict } from './types.ts';

const instant = z.iso.datetime().meta({ description: 'ISO 8601, UTC' });
const ms = z.number().min(0).meta({ description: 'milliseconds' });
const status = z.number().int().min(0).max(999).nullable();
const text = z.string();
const orNull = text.nullable();
const ordinal = z.number().int().min(0);
const layer = z.enum(layers).meta({ description: 'who spoke' });
const surface = z.enum(surfaces);
const verdict = z.enum(verdicts);
const cause = z.enum(causes);
const headers = z.record(text, text).meta({ description: 'names in lower case' });

const resourceType = z.enum([
  'document',
  'stylesheet',
  'script',
  'xhr',
  'fetch',
  'eventsource',
  'websocket',
  'image',
  'font',
  'media',
  'manifest',
  'texttrack',
  'beacon',
  'other',
]);

const exchange = z.object({
  n: ordinal.meta({ description: 'ordinal within the attempt' }),
  startedAt: instant,
  method: text,
  url: text,
  host: text,
  surface: surface.nullable().meta({ description: 'null: an asset host' }),
  path: text.meta({ description: 'template, e.g. /drug/:slug' }),
  resourceType,
  frame: z.enum(['main', 'child', 'worker']),
  documentOf: ordinal.nullable(),
  status,
  errorText: orNull,
  broken: z.boolean().meta({ description: 'the answer began and broke off' }),
  layer,
  server: orNull,
  requestId: orNull,
  contentType: orNull,
  headers,
  redirects: z.array(z.object({ url: text, status: z.number().int() })),
  title: orNull,
  heading: orNull,
  bodyExcerpt: orNull,
  timing: z.object({ waitMs: z.number().nullable(), totalMs: z.number().nullable() }),
  expected: z.boolean().meta({ description: 'the journey declared this answer before it asked for it' }),
});

const probe = z.object({
  at: instant,
  url: text,
  surface: surface.nullable(),
  path: text,
  purpose: z.enum(['confirm', 'came-back']),
  status,
  errorText: orNull,
  layer,
  requestId: orNull,
  title: orNull,
  heading: orNull,
  bodyExcerpt: orNull,
  headers,
  durationMs: ms,
  redirected: z.exactOptional(z.boolean()),
  retryAfterMs: z.number().nullable(),
});

const logRecord = z.object({
  kind: z.enum(['access', 'error']),
  joined: z.literal(true),
  by: z.exactOptional(z.enum(['id', 'agent', 'thread', 'window'])),
  means: z.exactOptional(z.enum(['explains', 'failed', 'hop', 'lost', 'good'])),
  from: z.exactOptional(orNull),
  at: instant,
  exchange: ordinal.nullable(),
  requestId: orNull,
  resourceType: z.exactOptional(resourceType),
  host: z.exactOptional(text),
  layer: z.exactOptional(layer),
  method: orNull,
  surface: surface.nullable(),
  path: orNull,
  firstStatus: status,
  finalStatus: status,
  level: orNull,
  code: orNull,
  text,
});

const runnerTrouble = z.object({
  kind: z.enum([
    'browser-missing',
    'session-expired',
    'log-silent',
    'log-incomplete',
    'browser-crashed',
    'page-crashed',
    'configuration',
    'production-guard',
    'disk-full',
    'no-network',
  ]),
  message: text,
  at: instant,
});

const attempt = z.object({
  index: ordinal,
  status: z.enum(['passed', 'failed', 'timed-out', 'interrupted']).meta({ description: "Playwright's word" }),
  cause: cause.nullable().meta({ description: 'null: nothing failed it' }),
  rule: text,
  reasons: z.array(text),
  signature: orNull,
  durationMs: ms,
  startedAt: instant,
  exchanges: z.array(exchange).meta({ description: 'failing and notable ones, by ordinal' }),
  probes: z.array(probe),
  steps: z.array(z.object({ title: text, startedAt: instant, durationMs: ms, failed: z.boolean() })),
  errors: z.array(text),
  console: z.array(z.object({ type: text, text, url: orNull })),
  pageErrors: z.array(text),
  runner: z.array(runnerTrouble),
  went: z.array(text).meta({ description: 'METHOD surface path of each good first-party exchange' }),
  logRecords: z.array(logRecord),
  attachments: z.array(z.object({ name: text, contentType: text, path: text })),
});

const journey = z.object({
  id: text.min(1).meta({ description: 'stable across runs; with the project the identity of a journey' }),
  project: text,
  title: text,
  file: text,
  tags: z.array(text),
  owner: text,
  surfaces: z.array(surface),
  verdict,
  rule: text,
  reasons: z.array(text),
  notRun: z
    .object({
      kind: z.enum([
        'confirmed-server-error',
        'blocked',
        'outage',
        'dead-surface',
        'login-refused',
        'non-idempotent-sent',
        'retry-pointless',
        'interrupted',
      ]),
      reason: text,
    })
    .nullable(),
  suppressedBy: orNull.meta({ description: 'signature of the known issue that made it degraded' }),
  durationMs: ms,
  attempts: z.array(attempt),
});

const finding = z.object({
  verdict,
  cause: cause.nullable(),
  layer,
  status,
  errorText: orNull,
  signatures: z.array(text),
  paths: z.array(text),
  journeys: z.array(text),
  surfaces: z.array(surface),
  nodes: z.array(text),
  firstSeenAt: instant,
  lastSeenAt: instant,
  headline: text.min(1),
  advice: text.min(1),
  suppressed: z.object({ owner: text, expires: text, reason: orNull }).nullable(),
});

const counts = z.object(
  Object.fromEntries(verdicts.map((name) => [name, ordinal])) as Record<Verdict, typeof ordinal>, // every verdict is a key
);

const serverLog = z.object({
  source: text.meta({ description: 'files, or that a command printed it' }),
  own: z.boolean().meta({ description: "the httpd behind it was the run's alone" }),
  lines: z.object({ access: ordinal, error: ordinal }),
  unread: z.object({ count: ordinal, examples: z.array(text) }),
  beside: z
    .array(z.object({ at: instant, level: orNull, code: orNull, text, count: ordinal }))
    .meta({ description: 'what belongs to nobody whom we know, and is evidence of nothing' }),
  besideLeftOut: ordinal,
});

export const runRecordSchema = z
  .object({
    schemaVersion: z.literal(1),
    run: z.object({
      id: text.min(1),
      target: text,
      startedAt: instant,
      finishedAt: instant,
      durationMs: ms,
      change: z.object({ id: text, url: orNull }).nullable(),
      location: text,
      suiteVersion: text,
      browser: text,
      shards: z.object({ expected: ordinal, seen: ordinal }),
      workers: ordinal,
    }),
    outcome: verdict,
    exitCode: z.number().int().min(0).max(255),
    headline: text.min(1),
    advice: text.min(1),
    counts,
    troubles: z.array(
      z.object({
        kind: z.enum([
          'ran-nothing',
          'lost-shard',
          'one-shard',
          'doubled-shard',
          'foreign-blob',
          'report-failed',
          'playwright-error',
          'interrupted',
          'killed',
          'note',
        ]),
        message: text,
      }),
    ),
    findings: z.array(finding).meta({ description: 'worst first' }),
    journeys: z.array(journey).meta({ description: 'by id and project' }),
    suppressionNotes: z.array(text),
    serverLog: z.exactOptional(serverLog),
  })
  .meta({ title: 'verdict.json', description: 'The record of one run of the suite: verdicts, findings and evidence.' });

type ReadonlyDeep<T> = T extends object ? { readonly [K in keyof T]: ReadonlyDeep<T[K]> } : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Fails to compile where the schema and the types of the contract part ways. */
export const schemaAgrees: Same<ReadonlyDeep<z.infer<typeof runRecordSchema>>, RunRecord> = true;

/** The JSON Schema (2020-12) kept beside this file as verdict.schema.json. Keys may be added to a record, so it allows them. */
export function runRecordJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(runRecordSchema, { target: 'draft-2020-12', io: 'input' });
  return { ...schema };
}

/**
 * A run record from parsed JSON, known to be whole.
 *
 * @throws Error that names each fault with its place
 */
export function parseRunRecord(json: unknown): RunRecord {
  const result = runRecordSchema.safeParse(json);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    ({ path, message }) => `  ${path.map(String).join('.') || '(whole)'}: ${message}`,
  );
  throw new Error(`not a run record (verdict.json, schema version 1):\n${faults.join('\n')}`);
}
