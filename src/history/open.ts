import type { RunRecord } from '../verdict/types.ts';
import { asHistoryError, HistoryError } from './history-error.ts';
import { LineError } from './lines.ts';
import { Spool } from './spool.ts';
import { toStored } from './stored.ts';
import { inodeOf, setCorruptAside } from './store/corrupt.ts';
import { shownUrl, sqliteFile } from './store/places.ts';
import type { Store } from './store/store.ts';
import { migrate } from './store/migrate.ts';
import { readFirstSeen, readLastResults, readRun, readRuns } from './store/read.ts';
import { writeRuns } from './store/write.ts';
import type { History, HistoryRules, JourneyResult, Recorded, RunQuery, StoredRun } from './types.ts';

export interface HistoryOptions {
  /** The folder that holds what runs leave: absolute. */
  readonly reports: string;
  /** `postgres://…`; null: the SQLite file below `reports`. */
  readonly databaseUrl: string | null;
  readonly rules: HistoryRules;
  /** Default: the clock. */
  readonly now?: () => number;
}

/** What incidents are given of the store: one that is open, whatever happened to the one before. */
export type UseStore = <T>(work: (store: Store) => Promise<T>) => Promise<T>;

/** The part of the history that knows runs. */
export type RunHistory = Omit<History, 'incidents' | 'follow' | 'acknowledge' | 'mute'>;

/** Files of the spool that are written in one transaction. */
const drainedAtOnce = 50;

class OpenHistory implements RunHistory {
  readonly #options: HistoryOptions;
  readonly #now: () => number;
  readonly #spool: Spool;
  readonly #troubles: string[] = [];
  #store: Store | null = null;
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
    try {
      if (spooled) return (await this.#drain()).get(id) ?? 'known';
      return (await this.use((store) => writeRuns(store, [line])))[0] ?? 'known';
    } catch (error) {
      const why = asHistoryError(error, this.where);
      if (!spooled) throw new HistoryError(why.kind, `${why.message} The run ${id} stands in its report alone.`, error);
      const waiting = this.#spool.waiting().length;
      const many = waiting > 1 ? `${String(waiting)} runs wait` : 'The run waits';
      this.#tell(`${why.message} ${many} in ${this.#spool.folder}, and the next run takes it from there.`);
      return 'spooled';
    }
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

  async close(): Promise<void> {
    const store = this.#store;
    this.#store = null;
    await store?.close();
  }

  /** Works on the store; a damaged file is put aside, told, and the work done again on a new one. */
  use: UseStore = async (work) => {
    try {
      return await work(await this.#opened());
    } catch (error) {
      const why = asHistoryError(error, this.where);
      if (why.kind !== 'corrupt' || this.#options.databaseUrl !== null) throw error;
      await this.#beginAnew();
      return work(await this.#opened());
    }
  };

  async #read<T>(work: (store: Store) => Promise<T>): Promise<T> {
    try {
      return await this.use(work);
    } catch (error) {
      throw asHistoryError(error, this.where);
    }
  }

  async #opened(): Promise<Store> {
    if (this.#store) return this.#store;
    const { databaseUrl, reports } = this.#options;
    const path = sqliteFile(reports);
    this.#inode = inodeOf(path);
    // loaded when it is wanted, and not at all where the run has nothing to remember; one that cannot be loaded is one that is down
    const store =
      databaseUrl === null
        ? (await import('./store/sqlite.ts')).connectSqlite(path)
        : (await import('./store/postgres.ts')).connectPostgres(databaseUrl);
    try {
      await migrate(store);
    } catch (error) {
      await store.close();
      throw error;
    }
    this.#store = store;
    return store;
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

  /**
   * Takes all that waits into the store; what became of each run. A file that holds no run is put aside and told.
   *
   * @throws the store's error; what had not been taken by then waits on
   */
  async #drain(): Promise<ReadonlyMap<string, Recorded>> {
    const became = new Map<string, Recorded>();
    const waiting = this.#spool.waiting();
    for (let from = 0; from < waiting.length; from += drainedAtOnce) {
      const lines = waiting.slice(from, from + drainedAtOnce).flatMap((id) => this.#readSpooled(id) ?? []);
      const told = await this.use((store) => writeRuns(store, lines));
      for (const [index, { run }] of lines.entries()) {
        became.set(run.id, told[index] ?? 'known');
        this.#spool.drop(run.id);
      }
    }
    return became;
  }

  #readSpooled(id: string): ReturnType<Spool['read']> {
    try {
      return this.#spool.read(id);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      this.#tell(
        `A run that waited for the history cannot be read: it ${error.message}. It lies in ${this.#spool.setAside(id)}.`,
      );
      return null;
    }
  }

  #tell(trouble: string): void {
    if (!this.#troubles.includes(trouble)) this.#troubles.push(trouble);
  }
}

/**
 * The history of one folder of reports, or of a database. Nothing is opened before it is asked for, so that a store that is down, damaged or
 * too new is met where it matters: `record` never loses a run (and tells), every question rejects with HistoryError.
 */
export function openHistory(options: HistoryOptions): Promise<OpenHistory> {
  return Promise.resolve(new OpenHistory(options));
}
