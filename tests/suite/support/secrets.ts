import { unzipSync } from 'fflate';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isArchive } from '../../../src/report/redact-archive.ts';

/** Written out here by hand, not by the redactor's own words: the forms in which a secret hides. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(offset === 0 ? 0 : 4, Math.floor(((offset + bytes.length) * 4) / 3) - 2),
  );
  const html = secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const texts = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), html, ...base64];
  // Files are searched as latin1.
  return [...new Set(texts.map((text) => Buffer.from(text, 'utf8').toString('latin1')))];
}

/** Where a secret stands in these bytes, whatever they are packed in. */
export function findIn(name: string, bytes: Buffer, forms: readonly string[]): string[] {
  if (isArchive(bytes)) {
    return Object.entries(unzipSync(bytes)).flatMap(([entry, content]) => [
      ...findIn(`${name}!${entry}`, Buffer.from(content), forms),
      ...findIn(`name of ${name}!${entry}`, Buffer.from(entry), forms),
    ]);
  }
  const text = bytes.toString('latin1');
  const packed = [...text.matchAll(/data:application\/zip;base64,([A-Za-z0-9+/=]+)/g)].flatMap(([, base64], index) =>
    findIn(`${name}!base64-${index}`, Buffer.from(base64 ?? '', 'base64'), forms),
  );
  return [...packed, ...(forms.some((form) => text.includes(form)) ? [name] : [])];
}

/** Where below a folder a secret stands, in any of these forms, archives unpacked. */
export function findBelow(folder: string, forms: readonly string[], base = folder): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory()
      ? findBelow(path, forms, base)
      : findIn(relative(base, path), readFileSync(path), forms);
  });
}
