import { readFileSync } from 'node:fs';

/** The cookies of a storage state; null: the file holds none, whatever else it is. Its content is told to nobody. */
function cookiesOf(path: string): readonly unknown[] | null {
  try {
    const state: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof state === 'object' && state !== null && 'cookies' in state && Array.isArray(state.cookies)
      ? state.cookies
      : null;
  } catch {
    return null;
  }
}

export const isStorageState = (path: string): boolean => cookiesOf(path) !== null;

/** Values of its cookies that look like a session's: 16 characters or more, digits among them, no blanks. */
export function sessionValues(path: string): string[] {
  return (cookiesOf(path) ?? []).flatMap((cookie) =>
    typeof cookie === 'object' &&
    cookie !== null &&
    'value' in cookie &&
    typeof cookie.value === 'string' &&
    /^(?=.*\d)\S{16,}$/.test(cookie.value)
      ? [cookie.value]
      : [],
  );
}
