import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { blobMetaOf, type BlobMeta } from '../report/blob-meta.ts';
import { entriesOf, isArchive } from '../report/redact-archive.ts';
import type { Shard } from './shard.ts';

/** A blob report of Playwright's that was made by this suite, and is whole. */
export interface Blob {
  readonly file: string;
  readonly path: string;
  /** Hash of its bytes: copies have the same. */
  readonly hash: string;
  /** One of one where the run was not sharded. */
  readonly shard: Shard;
  readonly meta: BlobMeta;
  readonly playwright: string;
  readonly startedAt: number;
  /** How it ended: Playwright's merging forgets all but the worst, a failed test among them. */
  readonly status: 'passed' | 'failed' | 'timedout' | 'interrupted';
}

/** A file that cannot be merged, and why: half a sentence that follows its name, and one on what to do. */
export interface Unusable {
  readonly file: string;
  readonly why: string;
  readonly advice: string;
}

/** Playwright's version of the format; it refuses those that are newer than its own. */
const knownFormat = 2;

const shardShape = z.object({ current: z.int().min(1), total: z.int().min(1) }).nullish();
const eventShapes = {
  onBlobReportMetadata: z.object({ version: z.number(), shard: shardShape }),
  onConfigure: z.object({ config: z.object({ version: z.string() }) }),
  onProject: z.object({ project: z.object({ metadata: z.record(z.string(), z.unknown()).default({}) }) }),
  onEnd: z.object({
    result: z.object({ startTime: z.number(), status: z.enum(['passed', 'failed', 'timedout', 'interrupted']) }),
  }),
} as const;

const events = (lines: string): { readonly method: string; readonly params?: unknown }[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => z.object({ method: z.string(), params: z.unknown().optional() }).parse(JSON.parse(line)));

function inShort(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)[0] ?? '';
  return error instanceof Error ? error.message : String(error);
}

/** The shard that a file says by its name, as `hand-over.ts` gives it, whatever it holds; null: none of this run. */
export function shardNamed(file: string, runId: string): Shard | null {
  const name = basename(file);
  if (!name.startsWith(`${runId}-shard-`)) return null;
  const [, current, total] = (/^(\d+)-of-(\d+)-/.exec(name.slice(`${runId}-shard-`.length)) ?? []).map(Number);
  return current === undefined || total === undefined ? null : { current, total };
}

/**
 * The whole file is unpacked and each line read: what is found out here stops no merge halfway.
 *
 * @param file what it is called by: its path below the folder that is merged
 */
export function readBlob(path: string, file = basename(path)): Blob | Unusable {
  const fetchAgain = 'Fetch it again, or run its shard again.';
  const broken = (error: unknown): Unusable => ({
    file,
    why: 'is cut off or damaged',
    advice: `Fetch it again, or run its shard again (it ends in: ${inShort(error)}).`,
  });
  let bytes: Buffer;
  let lines: string | undefined;
  try {
    bytes = readFileSync(path);
    if (bytes.length === 0) return { file, why: 'is empty', advice: fetchAgain };
    if (!isArchive(bytes)) return { file, why: 'is no ZIP archive', advice: 'Take it out of the folder.' };
    lines = entriesOf(bytes)
      .find(([name]) => name === 'report.jsonl')?.[1]
      .toString('utf8');
  } catch (error) {
    return broken(error);
  }
  if (lines === undefined)
    return {
      file,
      why: "is a ZIP archive but no blob of Playwright's",
      advice: 'Take it out of the folder, or unpack the blobs that it holds.',
    };
  try {
    const told = events(lines);
    const paramsOf = <K extends keyof typeof eventShapes>(method: K): z.infer<(typeof eventShapes)[K]> =>
      // each key's own shape
      eventShapes[method].parse(told.find((event) => event.method === method)?.params) as z.infer<
        (typeof eventShapes)[K]
      >;
    const { version, shard } = paramsOf('onBlobReportMetadata');
    const playwright = paramsOf('onConfigure').config.version;
    if (version > knownFormat)
      return {
        file,
        why: `was written by Playwright ${playwright}, whose blobs are newer than this one can read`,
        advice: 'Merge with the version that ran the shards.',
      };
    const meta = blobMetaOf(paramsOf('onProject').project);
    if (meta === null)
      return {
        file,
        why: 'does not say which run of this suite it is of',
        advice: 'Run its shard with this suite, or take it out of the folder.',
      };
    const hash = createHash('sha256').update(bytes).digest('hex');
    const { startTime, status } = paramsOf('onEnd').result;
    return {
      file,
      path,
      hash,
      shard: shard ?? { current: 1, total: 1 },
      meta,
      playwright,
      startedAt: startTime,
      status,
    };
  } catch (error) {
    return broken(error);
  }
}

export const isUsable = (looked: Blob | Unusable): looked is Blob => 'hash' in looked;
