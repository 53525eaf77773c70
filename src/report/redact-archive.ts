import { unzipSync, zipSync, type Zippable } from 'fflate';

export const isArchive = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/**
 * The entries of an archive.
 *
 * @throws Error where it is no archive, or a broken one
 */
export const entriesOf = (archive: Uint8Array): [name: string, content: Buffer][] =>
  Object.entries(unzipSync(archive)).map(([name, content]) => [
    name,
    Buffer.from(content.buffer, content.byteOffset, content.byteLength),
  ]);

/** An archive of these entries. */
export function archiveOf(entries: readonly (readonly [name: string, content: Buffer])[]): Buffer {
  const zippable: Zippable = {};
  for (const [name, content] of entries) {
    // What is compressed already is only stored. fflate writes lengths and checksums anew.
    const stored = isArchive(content) || /\.(?:png|jpe?g|webp|webm|woff2?)$/.test(name);
    zippable[name] = [content, { level: stored ? 0 : 6 }];
  }
  return Buffer.from(zipSync(zippable));
}
