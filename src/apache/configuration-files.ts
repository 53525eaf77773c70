import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { ConfigurationFiles } from './types.ts';

/** The files below a folder, to be changed there and nowhere else. What is made can be read by the account as which httpd serves. */
export function configurationFiles(folder: string): ConfigurationFiles {
  const at = (path: string): string => {
    const full = resolve(folder, path);
    if (path === '' || full === folder || relative(folder, full).startsWith('..'))
      throw new Error(`${JSON.stringify(path)} is not a file of the configuration`);
    return full;
  };
  const read = (path: string): string => readFileSync(at(path), 'utf8');
  const write = (path: string, text: string, mode?: number): void => {
    const full = at(path);
    const isNew = statSync(full, { throwIfNoEntry: false }) === undefined;
    const made = mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
    // whatever the umask says
    if (isNew || mode !== undefined) chmodSync(full, mode ?? 0o644);
    for (let path = dirname(full); made !== undefined && path.length >= made.length; path = dirname(path))
      chmodSync(path, 0o755);
  };
  return {
    read,
    write,
    replace: (path, from, to) => {
      const before = read(path);
      const places = before.split(from).length - 1;
      if (from === '' || places !== 1)
        throw new Error(`${JSON.stringify(from)} stands ${String(places)} times in ${path}, not once`);
      write(
        path,
        before.replace(from, () => to),
      );
    },
    append: (path, text) => write(path, `${read(path)}${text}`),
    remove: (path) => rmSync(at(path), { recursive: true }),
    chmod: (path, mode) => chmodSync(at(path), mode),
  };
}
