/** Most bytes of one embedded picture, and of all together: a page that does not open helps nobody. */
const oneBound = 400_000;
const pageBound = 12_000_000;

/** Embeds pictures until the page is full; what does not fit stays in the report of its run. */
export function embedder(read: (path: string) => Uint8Array | null): (path: string) => string | null {
  let embedded = 0;
  return (path) => {
    const bytes = read(path);
    if (!bytes || bytes.byteLength > oneBound || embedded + bytes.byteLength > pageBound) return null;
    embedded += bytes.byteLength;
    return `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
  };
}
