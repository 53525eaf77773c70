import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Hono } from 'hono';
import { drawIllustration, motifs } from './art.ts';
import type { StandinEnv } from './context.ts';

const root = join(import.meta.dirname, 'assets');

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

interface Asset {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
}

function makeAsset(body: Buffer, type: string): Asset {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 20)}"`;
  return { body: new Uint8Array(body), type, etag };
}

/** Every file under `assets/`, by its path on the asset host. Read once: the stand-in is restarted to show a changed file. */
function readAssets(): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const type = contentTypes[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    assets.set(file.slice(root.length).replaceAll('\\', '/'), makeAsset(readFileSync(file), type));
  }
  return assets;
}

/** An illustration by its path, drawn when it is asked for. */
function drawAsset(path: string): Asset | null {
  const [, motifName, seed] = /^\/art\/([a-z]+)\/([a-z0-9-]+)\.svg$/.exec(path) ?? [];
  const motif = motifs.find((candidate) => candidate === motifName);
  if (!motif || seed === undefined) return null;
  return makeAsset(Buffer.from(drawIllustration(motif, seed)), 'image/svg+xml');
}

/** The asset host: styles, scripts and images, cacheable for an hour and revalidated by ETag. */
export function assetHost(): Hono<StandinEnv> {
  const assets = readAssets();
  return new Hono<StandinEnv>().get('*', (c) => {
    const asset = assets.get(c.req.path) ?? drawAsset(c.req.path);
    if (!asset) return c.text('Not found', 404);
    const headers = { ETag: asset.etag, 'Cache-Control': 'public, max-age=3600', 'Access-Control-Allow-Origin': '*' };
    if (c.req.header('if-none-match') === asset.etag) return c.body(null, 304, headers);
    return c.body(asset.body, 200, {
      ...headers,
      'Content-Type': asset.type,
      'Content-Length': String(asset.body.byteLength),
    });
  });
}
