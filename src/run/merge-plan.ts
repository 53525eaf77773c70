import type { BlobMeta } from '../report/blob-meta.ts';
import type { RunMeta, RunTrouble } from '../verdict/types.ts';
import { isUsable, shardNamed, type Blob, type Unusable } from './blob.ts';
import { shardName, type Shard } from './shard.ts';

/** What is to be merged, and what is to be told of the blobs. All of it comes from the blobs. */
export interface MergePlan {
  readonly use: readonly Blob[];
  readonly run: BlobMeta['run'] & Pick<RunMeta, 'shards'>;
  readonly policy: BlobMeta['policy'];
  readonly notes: readonly string[];
  readonly troubles: readonly RunTrouble[];
}

/** What merges: blobs that other versions wrote are told. */
export interface Versions {
  readonly suite: string;
  readonly playwright: string;
}

/** Whether whoever merges names a log of that target's server. */
export type NamesLog = (target: string) => boolean;

/** The key that most have; of those that as many have, the one of the blob that began last. */
function mostCommon<K>(blobs: readonly Blob[], keyOf: (blob: Blob) => K): K | undefined {
  const groups = [...Map.groupBy(blobs, keyOf)];
  const newest = (group: readonly Blob[]): number => Math.max(...group.map(({ startedAt }) => startedAt));
  return groups.toSorted(([, a], [, b]) => b.length - a.length || newest(b) - newest(a))[0]?.[0];
}

const runOf = ({ meta }: Blob): string => `run ${meta.run.id} on ${meta.run.target}`;
const list = (blobs: readonly Blob[]): string => blobs.map(({ file }) => file).join(', ');
const sameOf = (values: readonly string[]): string => [...new Set(values)].toSorted().join(', ');

const foreign = (message: string): RunTrouble => ({ kind: 'foreign-blob', message });

/**
 * Which blobs are of one run, and what is the matter with them. A shard that stands twice is merged twice: of each journey the worst
 * is kept, since what one blob saw no other one erases.
 *
 * @returns null: there is none to merge
 */
export function planMerge(looked: readonly (Blob | Unusable)[], own: Versions, namesLog: NamesLog): MergePlan | null {
  const blobs = looked.filter(isUsable);
  const run = mostCommon(blobs, runOf);
  const ofRun = blobs
    .filter((blob) => runOf(blob) === run)
    .toSorted(
      (a, b) => a.shard.current - b.shard.current || a.startedAt - b.startedAt || a.file.localeCompare(b.file, 'en'),
    );
  const copies = ofRun.filter(({ hash }, index) => ofRun.findIndex((other) => other.hash === hash) < index);
  const use = ofRun.filter((blob) => !copies.includes(blob));
  const total = mostCommon(use, ({ shard }) => shard.total);
  const [first] = use;
  if (first === undefined || total === undefined) return null;

  const inStep = use.filter(({ shard }) => shard.total === total);
  const numbers = Array.from({ length: total }, (_, index) => index + 1);
  const blobsOf = (current: number): Blob[] => inStep.filter(({ shard }) => shard.current === current);
  const missing = numbers.filter((current) => blobsOf(current).length === 0);
  const { meta } = first;
  const unusable = looked.filter((one): one is Unusable => !isUsable(one));
  /** What is there of a missing shard after all, and cannot be read. */
  const remainsOf = (current: number): Unusable[] =>
    unusable.filter(({ file }) => {
      const named = shardNamed(file, meta.run.id);
      return named?.current === current && named.total === total;
    });
  const told = missing.flatMap(remainsOf);
  return {
    use,
    run: {
      ...meta.run,
      location: sameOf(use.map((blob) => blob.meta.run.location)),
      suiteVersion: sameOf(use.map((blob) => blob.meta.run.suiteVersion)),
      browser: sameOf(use.map((blob) => blob.meta.run.browser)),
      shards: { expected: total, seen: total - missing.length },
    },
    policy: meta.policy,
    notes: [...new Set(use.flatMap((blob) => blob.meta.notes))],
    troubles: [
      ...missing.map((current): RunTrouble => ({
        kind: 'lost-shard',
        message: lost({ current, total }, remainsOf(current)),
      })),
      ...numbers.flatMap((current) => endings(blobsOf(current))),
      ...numbers.flatMap((current): RunTrouble[] => {
        const several = blobsOf(current);
        if (several.length < 2) return [];
        const message = `Shard ${String(current)} of ${String(total)} left ${String(several.length)} blobs (${list(several)}): of each journey the worst is kept.`;
        return [{ kind: 'doubled-shard', message }];
      }),
      ...copies.map((copy): RunTrouble => {
        const of = use.find(({ hash }) => hash === copy.hash)?.file ?? '';
        return {
          kind: 'doubled-shard',
          message: `${copy.file} is a copy of ${of}: ${shardName(copy.shard)} stands twice, and counts once.`,
        };
      }),
      ...use
        .filter(({ shard }) => shard.total !== total)
        .map(({ file, shard }) =>
          foreign(
            `${file} is ${shardName(shard)}, where the run was cut into ${String(total)}: it is judged with the others, but journeys may be missing. Run all shards again with one number of them.`,
          ),
        ),
      ...blobs
        .filter((blob) => runOf(blob) !== run)
        .map((blob) =>
          foreign(
            `${blob.file} is of ${runOf(blob)} and not of ${run ?? ''}, and was left out. Merge each run in a folder of its own.`,
          ),
        ),
      ...unusable
        .filter((one) => !told.includes(one))
        .map(({ file, why, advice }) => foreign(`${file} ${why}, and was left out. ${advice}`)),
      ...otherVersions(use, own),
      ...otherRules(use, meta),
      ...unheard(use, namesLog),
    ],
  };
}

/** A 500 that only the log knows of would be lost without a word. */
function unheard(use: readonly Blob[], namesLog: NamesLog): RunTrouble[] {
  const left = use.filter(({ meta }) => meta.serverLog === true && !namesLog(meta.run.target));
  return left.length === 0
    ? []
    : [
        foreign(
          `${list(left)} left the server's log to this merge, which names none. Give it the LOG_FILES or LOG_COMMAND that the shards had, and merge again.`,
        ),
      ];
}

function lost(shard: Shard, remains: readonly Unusable[]): string {
  const [first] = remains;
  if (first === undefined) return `${capital(shardName(shard))} left no blob.`;
  const what = remains.map(({ file, why }) => `(${file}) ${why}`).join(', another one ');
  return `The blob of ${shardName(shard)} ${what}, and was left out. ${first.advice}`;
}

const capital = (text: string): string => text.replace(/^./, (letter) => letter.toUpperCase());

/** How a shard ended that did not come to its end in any of its blobs. */
function endings(ofShard: readonly Blob[]): RunTrouble[] {
  const [first] = ofShard;
  if (!first || ofShard.some(({ status }) => status === 'passed' || status === 'failed')) return [];
  const name = capital(shardName(first.shard));
  return ofShard.some(({ status }) => status === 'interrupted')
    ? [{ kind: 'interrupted', message: `${name} was interrupted.` }]
    : [
        {
          kind: 'playwright-error',
          message: `${name} ran out of Playwright's global time-out before all its journeys had run.`,
        },
      ];
}

/** Shards of several versions may have shared the journeys out in several ways, and judged them by several rules. */
function otherVersions(use: readonly Blob[], own: Versions): RunTrouble[] {
  return use
    .filter(({ meta, playwright }) => meta.run.suiteVersion !== own.suite || playwright !== own.playwright)
    .map(({ file, meta, playwright }) =>
      foreign(
        `${file} was made by version ${meta.run.suiteVersion} with Playwright ${playwright}, and this is ${own.suite} with ${own.playwright}: it is judged all the same. Run and merge all shards from one checkout.`,
      ),
    );
}

function otherRules(use: readonly Blob[], first: BlobMeta): RunTrouble[] {
  // Each shard reads the clock for itself.
  const rules = ({ policy, run }: BlobMeta): string => JSON.stringify([{ ...policy, now: null }, run.change]);
  const others = use.filter(({ meta }) => rules(meta) !== rules(first));
  return others.length === 0
    ? []
    : [
        foreign(
          `${list(others)} had another change, other budgets, signatures or suppressions than ${use[0]?.file ?? ''}, whose are taken for all. Give every shard the same configuration.`,
        ),
      ];
}
