/** The word that was probably meant; null: none is near. */
export function nearest(words: readonly string[], typed: string): string | null {
  const lower = typed.toLowerCase();
  const isNear = (word: string) => word.startsWith(lower) || lower.startsWith(word) || distance(word, lower) <= 2;
  return words.find(isNear) ?? null;
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
