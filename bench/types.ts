export const rowIds = [
  'overhead',
  'traces',
  'outage',
  'one-route',
  'elastic',
  'scale',
  'history',
  'incidents',
  'status',
  'pulse',
  'watch',
  'alert',
] as const;
export type RowId = (typeof rowIds)[number];

/** One thing measured again and again. */
export interface Side {
  readonly name: string;
  /** In the unit of the figure, in the order in which they were measured. */
  readonly samples: readonly number[];
}

export interface Aim {
  /** In words: `at most 1.05`. */
  readonly says: string;
  readonly met: boolean;
}

/** Two sides, measured in turns so that whatever else the machine does hits both alike. */
export interface Figure {
  readonly what: string;
  readonly unit: 's' | 'ms' | 'MiB' | 'MB';
  /** The first is the one that the aim speaks of. */
  readonly sides: readonly [Side, Side];
  /** Median of the first side over median of the second. */
  readonly ratio: number;
  readonly aims: readonly Aim[];
}

/** Load averages over 1, 5 and 15 minutes. */
export type Load = readonly number[];

export interface Row {
  readonly id: RowId;
  readonly title: string;
  readonly startedAt: string;
  readonly load: { readonly before: Load; readonly after: Load };
  /** What was run, as a person would type it, by side. */
  readonly commands: Readonly<Record<string, string>>;
  readonly figures: readonly Figure[];
  /** What a reader must know beside the figures, one sentence each. */
  readonly notes: readonly string[];
  /** Why there are no figures; null: there are. */
  readonly failed: string | null;
}

export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly browser: string;
  readonly playwright: string;
}

/** What `reports/bench.json` holds. Rows that were not asked for are those of an earlier bench; each says when it was measured. */
export interface Bench {
  readonly schemaVersion: 1;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

/** What a row gives; the rest is known before. */
export type Measurements = Pick<Row, 'commands' | 'figures' | 'notes'>;
