import type { RunRecord } from '../verdict/types.ts';
import { drain } from './drain.ts';
import { asHistoryError, HistoryError } from './history-error.ts';
import type { Line } from './lines.ts';
import { Spool } from './spool.ts';
import { toStored, type RunLine } from './stored.ts';
import { instant } from './store/codes.ts';
import { inodeOf, setCorruptAside } from './store/corrupt.ts';
import { shownUrl, sqliteFile } from './store/places.ts';
import type { Store } from './store/store.ts';
import { migrate } from './store/migrate.ts';
import { readFirstSeen, readLastResults, readRun, readRuns } from './store/read.ts';
import { readDaily } from './store/daily.ts';
import { readLookBack } from './store/look-back.ts';
import { followAll, writeFollowed } from './store/follow.ts';
import { readOverview, type Overview } from './store/overview.ts';
import { retain } from './store/retain.ts';
import { writeLine } from './store/write.ts';
import { incidentHistory, type IncidentHistory } from './incidents/index.ts';
import { outboxHistory, type OutboxHistory } from './outbox/index.ts';
import { exported, imported, type Imported } from './transfer.ts';
import type { Daily, History, HistoryRules, JourneyResult, LookBack, Recorded, RunQuery, StoredRun } from './types.ts';

export interface HistoryOptions {
  /** The folder that holds what runs leave: absolute. */
  readonly reports: string;
  /** `postgres://…`; null: the SQLite file below `reports`. */
  readonly databaseUrl: string | null;
  readonly rules: HistoryRules;
  /** Default: the clock. */
  readonly now?: () => number;
  /** How long a writer waits for another, in ms. Default: 5 s. */
  readonly patienceMs?: number;
}

/** How long a writer waits for another. */
const usualPatienceMs = 5_000;

/** The history, with what its own commands ask beside the contract. */
export interface OpenedHistory extends History, IncidentHistory, OutboxHistory {
  /** Every line of an export, the oldest run first. */
  exported(): AsyncGenerator<Line>;
  imported(lines: AsyncIterable<Line>): Promise<Imported>;
  overview(): Promise<Overview>;
}

class Runs implements Omit<OpenedHistory, keyof IncidentHistory | keyof OutboxHistory> {
  readonly #options: HistoryOptions;
  readonly #now: () => number;
  readonly #spool: Spool;
  readonly #troubles: string[] = [];
  #store: Promise<Store> | null = null;
  /** What the SQLite file was before it was opened; null: there was none. */
  #inode: number | null = null;

  constructor(options: HistoryOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#spool = new Spool(options.reports);
  }

  get where(): string {
    const { databaseUrl, reports } = this.#options;
    return databaseUrl === null ? sqliteFile(reports) : shownUrl(databaseUrl);
  }

  get troubles(): readonly string[] {
    return this.#troubles;
  }

  async record(run: RunRecord): Promise<Recorded> {
    const line = toStored(run);
    const { id } = line.run;
    let spooled = true;
    try {
      this.#spool.put(line);
    } catch (error) {
      // the store may still take it
      this.#tell(error instanceof Error ? error.message : String(error));
      spooled = false;
    }
    let became: Recorded;
    try {
      if (spooled) became = (await this.#drain(id)).get(id) ?? 'known';
      else became = await this.use((store) => writeLine(store, line));
    } catch (error) {
      const why = asHistoryError(error, this.where);
      if (!spooled) throw new HistoryError(why.kind, `${why.message} The run ${id} stands in its report alone.`, error);
      this.#tellWaiting(why);
      return 'spooled';
    }
    await this.#chores();
    return became;
  }

  runs = (query: RunQuery): Promise<StoredRun[]> => this.#read(({ db }) => readRuns(db, query));
  run = (id: string): Promise<StoredRun | null> => this.#read(({ db }) => readRun(db, id));
  lastJudged = async (target: string, before: string): Promise<StoredRun | null> =>
    (await this.runs({ target, before, judged: true, limit: 1 }))[0] ?? null;
  lastResults = (
    target: string,
    before: string,
    count: number,
  ): Promise<ReadonlyMap<string, readonly JourneyResult[]>> =>
    this.#read(({ db }) => readLastResults(db, target, before, count));
  firstSeen = (target: string, signatures: readonly string[]): Promise<ReadonlyMap<string, string>> =>
    this.#read(({ db }) => readFirstSeen(db, target, signatures));

  daily = (target: string, from: string): Promise<Daily[]> => this.#read(({ db }) => readDaily(db, target, from));

  lookBack = (target: string, now: string): Promise<LookBack> =>
    this.#read(({ db }) => readLookBack(db, target, instant(now)));

  async *exported(): AsyncGenerator<Line> {
    const store = await this.#read((opened) => Promise.resolve(opened));
    yield* exported(store);
  }

  async imported(lines: AsyncIterable<Line>): Promise<Imported> {
    const count = await this.#read((store) => imported(store, lines));
    await this.#chores();
    return count;
  }

  overview = (): Promise<Overview> => this.#read((store) => readOverview(store, this.#spool.waiting().length));

  async close(): Promise<void> {
    const store = this.#store;
    this.#store = null;
    // one that could not be opened is not open
    await (await store?.catch(() => null))?.close();
  }

  /** Works on the store; a damaged file is put aside, told, and the work done again on a new one. */
  use = async <T>(work: (store: Store) => Promise<T>): Promise<T> => {
    try {
      return await work(await this.#opened());
    } catch (error) {
      const why = asHistoryError(error, this.where);
      if (why.kind !== 'corrupt' || this.#options.databaseUrl !== null) throw error;
      await this.#beginAnew();
      return work(await this.#opened());
    }
  };

  /** The same, with what other runs have left in the spool; what is wrong is said in words of ours. */
  useWhole = <T>(work: (store: Store) => Promise<T>): Promise<T> => this.#read(work);

  /** What other runs have left in the spool is part of every answer. */
  async #read<T>(work: (store: Store) => Promise<T>): Promise<T> {
    try {
      await this.use(() => Promise.resolve());
      if (this.#spool.waiting().length > 0) await this.#drain().catch((error: unknown) => this.#tellWaiting(error));
      return await this.use(work);
    } catch (error) {
      throw asHistoryError(error, this.where);
    }
  }

  /** Opened once, however many ask at once; one that cannot be opened is tried again by whoever asks next. */
  #opened(): Promise<Store> {
    this.#store ??= this.#open().catch((error: unknown) => {
      this.#store = null;
      throw error;
    });
    return this.#store;
  }

  async #open(): Promise<Store> {
    const { databaseUrl, reports, patienceMs = usualPatienceMs } = this.#options;
    const path = sqliteFile(reports);
    this.#inode = inodeOf(path);
    // loaded when it is wanted, and not at all where the run has nothing to remember; one that cannot be loaded is one that is down
    const store =
      databaseUrl === null
        ? (await import('./store/sqlite.ts')).connectSqlite(path, patienceMs)
        : (await import('./store/postgres.ts')).connectPostgres(databaseUrl, patienceMs);
    try {
      await store.patiently(() => migrate(store));
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async #beginAnew(): Promise<void> {
    const path = sqliteFile(this.#options.reports);
    await this.close();
    const aside = setCorruptAside(path, this.#inode, this.#now());
    const what = aside === null ? 'Another process has put it aside' : `It is kept as ${aside}`;
    this.#tell(
      `THE HISTORY IN ${path} IS DAMAGED. ${what}, and a new, empty one was begun: earlier runs are not in it.`,
    );
  }

  /** @throws HistoryError; what had not been taken by then waits on */
  #drain(first: string | null = null): Promise<ReadonlyMap<string, Recorded>> {
    const { rules } = this.#options;
    const take = async (line: RunLine, alone: boolean): Promise<Recorded> => {
      try {
        // several are followed once all of them are written, in the order in which they began
        return await this.use((store) =>
          alone ? writeFollowed(store, line, rules, new Date(this.#now()).toISOString()) : writeLine(store, line),
        );
      } catch (error) {
        throw asHistoryError(error, this.where);
      }
    };
    return drain(this.#spool, first, take, (trouble) => this.#tell(trouble));
  }

  /** Incidents follow every run once, those too that came late or whose process was killed; what is old is summed up. Neither costs a run. */
  async #chores(): Promise<void> {
    const { rules } = this.#options;
    try {
      await this.use((store) => followAll(store, rules, new Date(this.#now()).toISOString()));
      await this.use((store) => retain(store, rules, this.#now()));
    } catch (error) {
      const { message } = asHistoryError(error, this.where);
      this.#tell(
        `${message} Runs are in it; what follows from the last ones (incidents, daily sums) is left to the next run.`,
      );
    }
  }

  #tellWaiting(error: unknown): void {
    const waiting = this.#spool.waiting().length;
    const many = waiting > 1 ? `${String(waiting)} runs wait` : 'The run waits';
    this.#tell(
      `${asHistoryError(error, this.where).message} ${many} in ${this.#spool.folder}, and the next run takes ${waiting > 1 ? 'them' : 'it'} from there.`,
    );
  }

  #tell(trouble: string): void {
    if (!this.#troubles.includes(trouble)) this.#troubles.push(trouble);
  }
}

/**
 * The history of one folder of reports, or of a database. Nothing is opened before it is asked for, so that a store that is down, damaged or
 * too new is met where it matters: `record` never loses a run (and tells), every question rejects with HistoryError.
 */
export function openHistory(options: HistoryOptions): Promise<OpenedHistory> {
  const runs = new Runs(options);
  const { use, useWhole, where } = runs;
  const { rules, now = Date.now } = options;
  return Promise.resolve(
    Object.assign(runs, incidentHistory(use, where, rules, now), outboxHistory({ use, useWhole }, where, rules, now)),
  );
}
