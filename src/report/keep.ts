import { constants, copyFileSync, existsSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';
import type { TestResult } from '@playwright/test/reporter';
import type { Attachment } from '../verdict/types.ts';
import { makeFolder, ReportError } from '../target/atomic.ts';

type Given = TestResult['attachments'][number];

const extensions: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'application/zip': '.zip',
  'application/json': '.json',
  'text/html': '.html',
  'video/webm': '.webm',
};

const plain = (text: string): string => text.replace(/[^a-zA-Z0-9._-]+/g, '-').replace(/^[.-]+/, '') || 'file';

/**
 * Keeps an attachment in the run's own folder, below `attachments/<of>/`, so that the report stays whole when Playwright clears
 * its output. A file that lies in the run's folder already is only named.
 *
 * @param of name of the attempt, e.g. `drug-monograph-desktop-0`
 * @returns null where Playwright names a file that is not there
 * @throws ReportError
 */
export function keepAttachment(runDir: string, of: string, given: Given, index: number): Attachment | null {
  const { name, contentType, path, body } = given;
  const named = (file: string): Attachment => ({
    name,
    contentType,
    path: relative(runDir, file).replaceAll('\\', '/'),
  });
  if (path !== undefined) {
    if (!existsSync(path)) return null;
    const real = realpathSync(path);
    if (existsSync(runDir) && real.startsWith(realpathSync(runDir) + sep))
      return named(join(runDir, relative(realpathSync(runDir), real)));
  } else if (body === undefined) return null;
  const folder = join(runDir, 'attachments', plain(of));
  const extension = path === undefined ? (extensions[contentType] ?? '.txt') : extname(path);
  const stem = basename(plain(name), extension).slice(0, 80);
  const file = join(folder, `${index + 1}-${stem}${extension}`);
  makeFolder('the attachments', folder);
  try {
    if (path !== undefined) copyFileSync(path, file, constants.COPYFILE_FICLONE);
    else writeFileSync(file, body ?? '');
  } catch (error) {
    throw new ReportError('an attachment', file, error);
  }
  return named(file);
}
