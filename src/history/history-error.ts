/** Why a store cannot be used. `newer`: a later version of the suite has written it. `rejected`: it will never take this row. */
export type HistoryTrouble =
  'down' | 'refused' | 'locked' | 'full' | 'corrupt' | 'newer' | 'unwritable' | 'rejected' | 'broken';

/** The history cannot be read, or written. Its message says what, where, and what to do; it never holds a password. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
  readonly kind: HistoryTrouble;

  constructor(kind: HistoryTrouble, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** The first pattern that the code of an error matches; of SQLite, of PostgreSQL (five characters), or of the system. */
const kinds: readonly (readonly [RegExp, HistoryTrouble])[] = [
  [/^SQLITE_(?:CORRUPT|NOTADB)/, 'corrupt'],
  [/^(?:SQLITE_(?:BUSY|LOCKED)|55P03|40P01|40001|57014)/, 'locked'],
  [/^(?:SQLITE_FULL|SQLITE_IOERR_(?:WRITE|FSYNC|TRUNCATE|SHMSIZE)|53100|ENOSPC|EDQUOT)/, 'full'],
  [/^(?:SQLITE_(?:READONLY|CANTOPEN|PERM)|EACCES|EPERM|EROFS|ENOTDIR|EISDIR|EEXIST)/, 'unwritable'],
  [/^(?:SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG|RANGE)|2[23])/, 'rejected'],
  [/^(?:28|3D|42501|0A000)/, 'refused'],
  [/^(?:08|53300|57P0|ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)/, 'down'],
];

const advice: Readonly<Record<HistoryTrouble, string>> = {
  down: 'the database does not answer. See that it runs and can be reached from here.',
  refused: 'the database refuses us. See that account, password and name of the database in DATABASE_URL are right.',
  locked: 'another process keeps it locked. It is tried again by the next run.',
  full: 'the disk is full. Free some space (old runs lie in reports/runs/).',
  corrupt: 'the file is damaged.',
  newer: 'a newer version of this suite has written it. Update this checkout, or give this one a history of its own.',
  unwritable:
    'this user may not write there, or a file stands in the way. Give the folder to the user who runs the suite.',
  rejected: 'it refuses what it was given',
  broken: 'it broke',
};

/** SQLite's result codes that somebody can do something about, by the number that Node hands on; see sqlite.org/rescode.html. */
const sqliteCodes: Readonly<Record<number, string>> = {
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  18: 'SQLITE_TOOBIG',
  19: 'SQLITE_CONSTRAINT',
  20: 'SQLITE_MISMATCH',
  25: 'SQLITE_RANGE',
  26: 'SQLITE_NOTADB',
  778: 'SQLITE_IOERR_WRITE',
  1034: 'SQLITE_IOERR_FSYNC',
  1546: 'SQLITE_IOERR_TRUNCATE',
  4874: 'SQLITE_IOERR_SHMSIZE',
};

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  // an extended code holds the plain one in its lowest byte
  if ('errcode' in error && typeof error.errcode === 'number')
    return sqliteCodes[error.errcode] ?? sqliteCodes[error.errcode & 0xff] ?? `SQLITE_${String(error.errcode)}`;
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** What an error of a database means, and what to do. */
export function asHistoryError(error: unknown, where: string): HistoryError {
  if (error instanceof HistoryError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const kind =
    kinds.find(([pattern]) => pattern.test(codeOf(error)))?.[1] ??
    // `pg` has no code for these
    (/connection (?:terminated|timeout)|timeout exceeded when trying to connect/i.test(message) ? 'down' : 'broken');
  const why =
    kind === 'broken' || kind === 'rejected'
      ? `${advice[kind]}: ${message}`
      : `${advice[kind]} (${codeOf(error) || message})`;
  return new HistoryError(kind, `The history in ${where} cannot be used: ${why}`, error);
}
