import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** A file or a folder of a configuration at one moment. */
interface State {
  /** Null: a folder, or a file that may not be read. */
  readonly text: string | null;
  /** Permission bits. */
  readonly mode: number;
}

/** By path relative to the root; folders end in a slash. */
export type States = ReadonlyMap<string, State>;

/** Null: it may not be read, by us either. */
function whereAllowed<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') return null;
    throw error;
  }
}

/** @param names files and folders at the top of the root; what is not there is left out */
export function statesOf(root: string, names: readonly string[]): States {
  const states = new Map<string, State>();
  const look = (path: string): void => {
    const stat = whereAllowed(() => lstatSync(join(root, path), { throwIfNoEntry: false }));
    if (!stat) return;
    const mode = stat.mode & 0o777;
    if (!stat.isDirectory()) {
      states.set(path, { text: whereAllowed(() => readFileSync(join(root, path), 'utf8')), mode });
      return;
    }
    states.set(`${path}/`, { text: null, mode });
    const entries = whereAllowed(() => readdirSync(join(root, path)));
    for (const entry of (entries ?? []).toSorted()) look(`${path}/${entry}`);
  };
  for (const name of names) look(name);
  return states;
}

const octal = (mode: number): string => mode.toString(8).padStart(3, '0');

function diffOfOne(path: string, before: State | undefined, after: State | undefined): string {
  const isMode = before !== undefined && after !== undefined && before.mode !== after.mode;
  // Of a new file that is to be run, too: whether it may be is half of it.
  const header = isMode
    ? [before, after].map(({ mode }) => `mode ${octal(mode)}`)
    : before === undefined && after !== undefined && !path.endsWith('/')
      ? [undefined, `mode ${octal(after.mode)}`]
      : [];
  const [from, to] = [before ? path : '/dev/null', after ? path : '/dev/null'];
  const [old, now] = [before?.text ?? '', after?.text ?? before?.text ?? ''];
  const text = after === undefined ? '' : now;
  if (old === text && before !== undefined && after !== undefined)
    return isMode ? [`--- ${path}\t${header[0] ?? ''}`, `+++ ${path}\t${header[1] ?? ''}`, ''].join('\n') : '';
  return createTwoFilesPatch(from, to, old, text, header[0], header[1], {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

/** What changed, as one unified diff that a reviewer would see, permissions too; null: nothing. */
export function diffOf(before: States, after: States): string | null {
  // What lies in a folder that may not be read is not known to have gone.
  const hidden = [...after].filter(([path, { mode }]) => path.endsWith('/') && (mode & 0o500) !== 0o500);
  const isHidden = (path: string): boolean => hidden.some(([folder]) => path !== folder && path.startsWith(folder));
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => !isHidden(path)).toSorted();
  const text = paths.map((path) => diffOfOne(path, before.get(path), after.get(path))).join('');
  return text === '' ? null : text;
}
