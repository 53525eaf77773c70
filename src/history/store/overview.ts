import { sql } from 'kysely';
import { iso } from './codes.ts';
import type { Store } from './store.ts';

/** What there is, for a person. */
export interface Overview {
  readonly targets: readonly {
    readonly target: string;
    readonly runs: number;
    readonly first: string;
    readonly last: string;
    /** Runs of which only daily sums are left are not among these. */
    readonly judged: number;
  }[];
  /** Runs of which only daily sums are left. */
  readonly summed: number;
  /** Runs that wait in the spool. */
  readonly waiting: number;
  readonly bytes: number;
}

export async function readOverview({ db, kind }: Store, waiting: number): Promise<Overview> {
  const targets = await db
    .selectFrom('run')
    .select(({ fn }) => [
      'target',
      fn.countAll<number>().as('runs'),
      fn.min('started_at').as('first'),
      fn.max('started_at').as('last'),
      fn.sum<number>('judged').as('judged'),
    ])
    .groupBy('target')
    .orderBy('target')
    .execute();
  const { summed } = await db
    .selectFrom('summed')
    .select(({ fn }) => fn.countAll<number>().as('summed'))
    .executeTakeFirstOrThrow();
  const size =
    kind === 'sqlite'
      ? sql<{ bytes: number }>`select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`
      : sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`;
  return {
    targets: targets.map(({ first, last, ...one }) => ({ ...one, first: iso(first), last: iso(last) })),
    ...{ summed, waiting },
    bytes: (await size.execute(db)).rows[0]?.bytes ?? 0,
  };
}
