/** Both databases bound how many values one statement may take; a run of ten thousand journeys is written all the same. */
const rowsAtOnce = 1_000;

export function* inPortions<T>(rows: readonly T[], size = rowsAtOnce): Generator<T[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size);
}
