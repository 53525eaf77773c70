import { verdictLabel } from '../report/words.ts';
import { verdicts, type Verdict } from '../verdict/types.ts';
import type { DrillResult } from './result.ts';

/** What a run can come to in a matrix: a verdict, or none at all. */
export type Column = Verdict | 'no verdict';

/** As a reader is told it, in the page and on the console. */
export const labelOf = (column: Column): string => (column === 'no verdict' ? 'No verdict' : verdictLabel(column));

export interface Cell {
  readonly given: Column;
  readonly results: readonly DrillResult[];
  /** Of these, how many are called by their right name: same verdict, cause, layer and reason, and nothing false beside. */
  readonly right: number;
}

export interface Row {
  readonly expected: Verdict;
  /** One for each column. */
  readonly cells: readonly Cell[];
}

/** Expected verdict against given verdict. */
export interface Matrix {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** Rows and columns in the order of verdicts, only those that occur; what was expected has its column too, so that there is a diagonal. */
export function confusion(results: readonly DrillResult[]): Matrix {
  const givenOf = ({ given }: DrillResult): Column => given?.verdict ?? 'no verdict';
  const expected = verdicts.filter((verdict) => results.some((result) => result.expected.verdict === verdict));
  const given = new Set<Column>([...expected, ...results.map(givenOf)]);
  const columns = ([...verdicts, 'no verdict'] as const).filter((column) => given.has(column));
  return {
    columns,
    rows: expected.map((verdict) => ({
      expected: verdict,
      cells: columns.map((column): Cell => {
        const met = results.filter((result) => result.expected.verdict === verdict && givenOf(result) === column);
        return { given: column, results: met, right: met.filter(({ outcome }) => outcome === 'right').length };
      }),
    })),
  };
}
