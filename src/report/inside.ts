import { existsSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';

/** The real path of a file below a folder; null where it is missing, or would lead out of the folder. */
export function insideOf(folder: string, path: string): string | null {
  try {
    const file = join(folder, path);
    if (!existsSync(file)) return null;
    const real = realpathSync(file);
    return real.startsWith(realpathSync(folder) + sep) ? real : null;
  } catch {
    return null;
  }
}
