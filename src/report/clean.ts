import { lstatSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redactor } from '../target/redactor.ts';
import { cleanJson, cleanJsonLines, sessionsIn } from './clean-json.ts';
import { archiveOf, entriesOf, isArchive } from './redact-archive.ts';

/** What is known of bytes besides themselves. */
export interface Labels {
  readonly contentType?: string;
  /** Its ending tells what it is, where no content type does. */
  readonly name?: string;
}

/**
 * What becomes of an archive within the bytes: it stays as it is (a blob's are copies of attachments that were cleaned before), or is
 * cleaned by a redactor of its own, or (null) by the same one.
 */
export type Inner = 'keep' | null | ((archive: Buffer) => Redactor);

/** How Playwright's HTML report carries its data. */
const embeddedArchive = /(?<=data:application\/zip;base64,)[A-Za-z0-9+/]+=*/g;

/** JSON of one value; our own types too (`application/vnd.medscape.evidence+json`). */
const isJson = ({ contentType = '', name = '' }: Labels): boolean =>
  /[/+]json\s*(?:;|$)/i.test(contentType) || /\.json$/i.test(name);

/** JSON of one value a line, as traces and blobs have it. */
const isLines = ({ contentType = '', name = '' }: Labels): boolean =>
  /[/+-](?:ndjson|jsonl|jsonlines)\s*(?:;|$)/i.test(contentType) ||
  /\.(?:trace|network|stacks|jsonl|ndjson)$/i.test(name);

/**
 * The bytes without secrets, as what they are: JSON value by value, so that it stays JSON whatever its texts hold; archives entry by
 * entry, the one within an HTML report too; all else as text. Bytes without a secret come back as they were.
 *
 * @throws Error where they are a broken archive
 */
export function cleanBytes(bytes: Buffer, redactor: Redactor, labels: Labels = {}, inner: Inner = null): Buffer {
  if (isArchive(bytes)) return cleanArchive(bytes, redactor, inner);
  const packed = (content: Buffer, contentType: string): Buffer =>
    cleanBytes(content, redactor, { contentType }, inner);
  const text = (clean: (text: string) => string): Buffer => {
    const before = bytes.toString('utf8');
    const after = clean(before);
    return after === before ? bytes : Buffer.from(after, 'utf8');
  };
  if (isJson(labels) && !isLines(labels))
    return text((json) => cleanJson(json, redactor, packed) ?? cleanJsonLines(json, redactor, packed));
  if (isLines(labels)) return text((lines) => cleanJsonLines(lines, redactor, packed));
  return cleanReport(bytes, redactor, inner) ?? redactor.bytes(bytes);
}

/**
 * Session values that bytes hold in the headers and cookies of traces and storage states, archives unpacked.
 *
 * @throws Error where they are a broken archive
 */
export function sessionsInBytes(bytes: Buffer, labels: Labels = {}): string[] {
  const found = isArchive(bytes)
    ? entriesOf(bytes).flatMap(([name, content]) => sessionsInBytes(content, { name }))
    : isJson(labels) || isLines(labels)
      ? sessionsIn(bytes.toString('utf8'))
      : embeddedIn(bytes).flatMap((archive) => sessionsInBytes(archive));
  return [...new Set(found)];
}

/**
 * Cleans a file in place: written beside and renamed, so that a run that is killed here leaves the file as it was, or clean.
 *
 * @throws Error where it cannot be read, cleaned or written
 */
export function cleanFile(path: string, redactor: Redactor, labels: Labels = {}, inner: Inner = null): void {
  const before = readFileSync(path);
  const after = cleanBytes(before, redactor, { name: path, ...labels }, inner);
  if (after.equals(before)) return;
  const part = `${path}.part`;
  writeFileSync(part, after);
  renameSync(part, path);
}

/** What could not be cleaned goes, and that is said: a missing trace is better than one that holds a password. */
export function removeUnclean(name: string, path: string | undefined, error: unknown, redactor: Redactor): void {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(redactor.text(`${name} could not be cleaned of secrets and was removed: ${why}\n`));
  if (path !== undefined) rmSync(path, { force: true });
}

/** The file itself, or every file of a folder; links are not followed, and what is not there has none. */
export function filesBelow(path: string): string[] {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry?.isFile()) return [path];
  return entry?.isDirectory() ? readdirSync(path).flatMap((name) => filesBelow(join(path, name))) : [];
}

function cleanArchive(archive: Buffer, redactor: Redactor, inner: Inner): Buffer {
  const before = entriesOf(archive);
  const after = before.map(
    ([name, content]) => [redactor.text(name), cleanEntry(name, content, redactor, inner)] as const,
  );
  const same = after.every(([name, content], index) => {
    const [wasName, was] = before[index] ?? [];
    return name === wasName && was?.equals(content) === true;
  });
  return same ? archive : archiveOf(after);
}

function cleanEntry(name: string, content: Buffer, redactor: Redactor, inner: Inner): Buffer {
  if (!isArchive(content) || inner === null) return cleanBytes(content, redactor, { name }, inner);
  return inner === 'keep' ? content : cleanArchive(content, inner(content), inner);
}

const embeddedIn = (bytes: Buffer): Buffer[] =>
  (bytes.toString('latin1').match(embeddedArchive) ?? []).map((base64) => Buffer.from(base64, 'base64'));

/** Playwright's HTML report: its data are in an archive; the rest is its own code, which must stay whole. Null: it is none. */
function cleanReport(bytes: Buffer, redactor: Redactor, inner: Inner): Buffer | null {
  if (!bytes.includes('data:application/zip;base64,')) return null;
  // latin1 is one character a byte, and gives every byte back as it was
  const before = bytes.toString('latin1');
  let at = 0;
  let after = '';
  for (const match of before.matchAll(embeddedArchive)) {
    const archive = Buffer.from(match[0], 'base64');
    const clean = cleanBytes(archive, redactor, {}, inner);
    after += redactor.known(before.slice(at, match.index));
    after += clean.equals(archive) ? match[0] : clean.toString('base64');
    at = match.index + match[0].length;
  }
  after += redactor.known(before.slice(at));
  return after === before ? bytes : Buffer.from(after, 'latin1');
}
