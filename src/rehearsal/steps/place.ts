import { relative, sep } from 'node:path';
import { redactText } from '../redact.ts';
import type { Place, StepDetail } from '../types.ts';

/** Folders of copies: what httpd says of a file in one of them is said of the file that was handed over. */
export type Copies = readonly string[];

const relativeTo = (copies: Copies, path: string): string => {
  const copy = copies.find((folder) => path.startsWith(`${folder}${sep}`));
  return copy === undefined ? path : relative(copy, path);
};

/** Where Apache says that something stands: `on line 5 of /root/sites/www.conf:`, `(/root/httpd.conf:12)`; null: nowhere. */
export function placeIn(text: string, copies: Copies): Place | null {
  const found =
    /on line (?<line>\d+) of (?<file>\/.*?)(?=:(?:\s|$)|$)/m.exec(text) ??
    /(?<![\w:/.-])(?<file>\/(?!\/)[^\s:()"]+):(?<line>\d+)\b/.exec(text);
  const { file, line } = found?.groups ?? {};
  return file === undefined || line === undefined ? null : { file: relativeTo(copies, file), line: Number(line) };
}

export const codeIn = (text: string): string | null => /\bAH\d{5}\b/.exec(text)?.[0] ?? null;

/** Apache's words as they would be in production: without the folders of the copies, the stamp of a log, and secrets. */
export function asGiven(text: string, copies: Copies): string {
  const bare = text
    .replace(/^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [^\]]*\] \[[^\]]*\](?: \[[^\]]*\])* /, '')
    .replace(/^(?:apache2|httpd): /, '');
  const words = copies.reduce((said, folder) => said.replaceAll(`${folder}${sep}`, '').replaceAll(folder, '.'), bare);
  return redactText(words).trim();
}

/** A line of Apache's as a line of a step. */
export const detailOf = (text: string, copies: Copies): StepDetail => ({
  text: asGiven(text, copies),
  place: placeIn(text, copies),
  code: codeIn(text),
});
