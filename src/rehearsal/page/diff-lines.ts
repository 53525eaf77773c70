/** One line of a unified diff. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'gap';
  /** Its number in the candidate's file; null: it is not there. */
  readonly line: number | null;
  readonly text: string;
}

/** Reads a unified diff of one file; its head is left out, since the page says which file it is. */
export function diffLines(diff: string): DiffLine[] {
  let at = 0;
  let first = true;
  return diff.split('\n').flatMap((line): DiffLine[] => {
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (hunk) {
      at = Number(hunk[1]);
      const gap: DiffLine[] = first && at <= 1 ? [] : [{ kind: 'gap', line: null, text: `from line ${String(at)}` }];
      first = false;
      return gap;
    }
    if (at === 0 || line === '' || line.startsWith('\\')) return [];
    const text = line.slice(1);
    if (line.startsWith('-')) return [{ kind: 'removed', line: null, text }];
    at += 1;
    return [{ kind: line.startsWith('+') ? 'added' : 'same', line: at - 1, text }];
  });
}
