/** The word that was probably meant: one that begins alike before one that is spelt nearly so; null: none is near. */
export function nearest(words: readonly string[], typed: string): string | null {
  const lower = typed.toLowerCase();
  const near = words
    .map((word) => ({ word, far: word.startsWith(lower) || lower.startsWith(word) ? 0 : distance(word, lower) }))
    // two letters that are both wrong are no slip
    .filter(({ far }) => far <= 2 && far < lower.length)
    .toSorted((a, b) => a.far - b.far);
  return near[0]?.word ?? null;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, charA] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, charB] of [...b].entries()) {
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (charA === charB ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
