import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const isPattern = (text: string): boolean => /[*?[]/.test(text);

/** `*`, `?`, `[a-z]` within one name of a path; a leading dot is matched by a dot alone. */
function patternOf(name: string): RegExp {
  const source = name
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\[!/g, '[^')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${/^[*?[]/.test(name) ? '(?!\\.)' : ''}${source}$`);
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted((a, b) => (a < b ? -1 : Number(a > b)));
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function matching(pattern: string): string[] {
  if (!isPattern(pattern)) return [pattern];
  const name = pattern.slice(pattern.lastIndexOf('/') + 1);
  return matching(dirname(pattern)).flatMap((folder) => {
    if (!isPattern(name)) return [join(folder, name)];
    const wanted = patternOf(name);
    return entries(folder)
      .filter((entry) => wanted.test(entry))
      .map((entry) => join(folder, entry));
  });
}

const within = (path: string): string[] =>
  isFolder(path) ? entries(path).flatMap((entry) => within(join(path, entry))) : [path];

/**
 * The files that an `Include` names, in Apache's order: wildcards in any part of the path, and all files below where it is a folder.
 * A path without wildcards is given back also where nothing is there.
 */
export const findIncluded = (path: string): string[] => matching(path).flatMap(within);
