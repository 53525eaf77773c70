/** Words of queries and documents: cut, compared, and shown. */

export interface Piece {
  readonly text: string;
  readonly match: boolean;
}

export function slugOf(label: string): string {
  return label
    .toLowerCase()
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

const wordPattern = /[a-z0-9]+(?:['’][a-z]+)?/g;

export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(wordPattern) ?? [];
}

/** One form for one and many: "patients" finds a patient. Endings that only look like a plural (virus, arthritis) stay. */
export function stemOf(word: string): string {
  return /^.{3,}[^sui]s$/.test(word) ? word.slice(0, -1) : word;
}

/** The beginning of a word finds it too, from four letters on: "warf" means warfarin, "as" does not mean aspirin. */
export function meets(term: string, word: string): boolean {
  const [wanted, found] = [stemOf(term), stemOf(word)];
  return found === wanted || (wanted.length >= 4 && found.startsWith(wanted));
}

/** Restricted Damerau-Levenshtein distance, given up beyond `limit`. */
export function editDistance(from: string, to: string, limit = 2): number {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return Math.min(last[to.length] ?? limit + 1, limit + 1);
}

/** About 180 characters around the first match, from a word's beginning to a word's end. */
export function teaserOf(text: string, terms: readonly string[], length = 180): readonly Piece[] {
  const matches = [...text.matchAll(new RegExp(wordPattern.source, 'gi'))].filter((found) =>
    terms.some((term) => meets(term, found[0].toLowerCase())),
  );
  const firstMatch = matches[0]?.index ?? 0;
  let start = firstMatch <= length / 2 ? 0 : text.indexOf(' ', firstMatch - length / 2) + 1;
  if (start > firstMatch) start = firstMatch;
  let end = start + length >= text.length ? text.length : text.lastIndexOf(' ', start + length);
  if (end <= start) end = Math.min(text.length, start + length);

  const pieces: Piece[] = [];
  let cursor = start;
  const push = (piece: Piece): void => {
    if (piece.text !== '') pieces.push(piece);
  };
  for (const found of matches) {
    const to = found.index + found[0].length;
    if (found.index < cursor || to > end) continue;
    push({ text: text.slice(cursor, found.index), match: false });
    push({ text: found[0], match: true });
    cursor = to;
  }
  push({ text: text.slice(cursor, end), match: false });
  const first = pieces[0];
  if (start > 0 && first) pieces[0] = first.match ? first : { ...first, text: `… ${first.text}` };
  if (end < text.length) push({ text: ' …', match: false });
  return pieces;
}
