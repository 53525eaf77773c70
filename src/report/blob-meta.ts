import { z } from 'zod';
import { runIdShape } from '../target/variables.ts';
import type { Policy, RunMeta } from '../verdict/types.ts';

/**
 * What a run says of itself within its blob, so that whoever merges needs to know nothing of the target. It stands in the metadata
 * of each project: those of the configuration itself are overlaid when blobs are merged, and shown in Playwright's HTML report.
 */
export interface BlobMeta {
  /** Another one for each start of Playwright: a shard that ran twice left two parts. */
  readonly part: string;
  readonly run: Pick<RunMeta, 'id' | 'target' | 'change' | 'location' | 'suiteVersion' | 'browser'>;
  readonly policy: Policy;
  readonly notes: readonly string[];
  /** The server's log can be read, and is left to whoever merges; absent in blobs of earlier versions. */
  readonly serverLog?: boolean;
}

const key = 'medscapeJourneys';
const text = z.string();

const shape = z.object({
  part: text,
  run: z.object({
    // the merged report goes to a folder of that name: a blob from anywhere leads nowhere else
    id: runIdShape,
    target: text,
    change: z.object({ id: text, url: text.nullable() }).nullable(),
    location: text,
    suiteVersion: text,
    browser: text,
  }),
  policy: z.looseObject({
    signatures: z.array(z.unknown()),
    budgets: z.looseObject({ exchangeMs: z.number(), journeyMs: z.number() }),
    suppressions: z.array(z.unknown()),
    now: text,
  }),
  notes: z.array(text),
  serverLog: z.boolean().optional(),
});

export const withBlobMeta = (meta: BlobMeta): { readonly metadata: Record<string, unknown> } => ({
  metadata: { [key]: meta },
});

/** Null: it was not written by this suite. */
export function blobMetaOf(
  project: { readonly metadata?: Readonly<Record<string, unknown>> } | undefined,
): BlobMeta | null {
  const { data } = shape.safeParse(project?.metadata?.[key]);
  // The shape of the policy's parts is this suite's own, whose version stands beside them.
  return data === undefined ? null : (data as BlobMeta);
}
