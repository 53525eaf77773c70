import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { allureReport } from '../report/allure-file.ts';
import { newestGate } from '../gate/keep.ts';
import { newestRun } from '../report/writer.ts';
import { readVerdict } from '../run/files.ts';
import { isLoopback } from '../target/hosts.ts';
import { allureMode, configured, reportsFolder } from '../target/environment.ts';
import { makeAndLink } from './allure.ts';
import { UsageError, say, wholeNumber, type Verb } from './verb.ts';

/** Where no port is named and this one is taken, any free one will do. */
const usualPort = 4320;

/** Serves the reports to this machine alone, under its own names: a page elsewhere that resolves to 127.0.0.1 gets nothing. */
function application(reports: string): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    if (!isLoopback(new URL(context.req.url).hostname)) return context.text('Only for this machine.', 403);
    await next();
    context.header('Cache-Control', 'no-store');
    return undefined;
  });
  app.use(serveStatic({ root: reports }));
  return app;
}

async function listen(reports: string, port: number): Promise<ReturnType<typeof createAdaptorServer>> {
  const server = createAdaptorServer({ fetch: application(reports).fetch });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const isTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

function openInBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  // Without a desktop there is nothing to open it with; the URL has been printed.
  child.on('error', () => {});
  child.unref();
}

/** @throws UsageError */
function checkedRun(reports: string, runId: string): string {
  // what is no folder's name of ours leads nowhere
  if (/^[\w.-]+$/.test(runId) && existsSync(join(reports, 'runs', runId, 'verdict.json'))) return runId;
  throw new UsageError(`There is no run ${JSON.stringify(runId)} with a verdict in ${join(reports, 'runs')}.`);
}

/**
 * Makes the Allure report of a run that is there.
 *
 * @param runId null: the newest
 * @returns its path below the reports
 * @throws UsageError
 */
async function allureOf(reports: string, runId: string | null): Promise<string> {
  const id = runId ?? newestRun(reports);
  if (id === null) throw new UsageError(`There is no verdict in ${reports} yet: "npm start" makes one.`);
  const found = readVerdict(reports, id);
  if (found.kind !== 'record')
    throw new UsageError(found.kind === 'missing' ? `The run ${id} has no verdict.` : found.why);
  say(`Making Allure's report of the run ${id}; that takes some seconds.`);
  try {
    await makeAndLink(found.record, reports);
  } catch (error) {
    throw new UsageError(
      `The Allure report could not be made: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return `runs/${id}/${allureReport}`;
}

export const report: Verb = {
  name: 'report',
  summary: 'serve the last report, of a gate or of a run, on loopback and open it',
  example: 'npm run report -- --port 4320',
  describe: (command) => {
    command
      .option('--port <number>', `port on 127.0.0.1 (default: ${String(usualPort)}, else any free one)`)
      .option('--allure', "make Allure's report of it first, also of a run that has one already")
      .option('--run <id>', 'another run than the newest')
      .option('--no-open', 'print the URL only');
  },
  async run({ port, open, allure, run }) {
    if (allure === true) allureMode(); // a wrong one is refused, as everywhere
    const wanted = port === undefined ? usualPort : wholeNumber('--port', port, 1, 65_535);
    const reports = reportsFolder();
    if (!existsSync(join(reports, 'index.html'))) {
      throw new UsageError(`There is no report in ${reports} yet: "npm start" makes one.`);
    }
    const runId = typeof run === 'string' ? checkedRun(reports, run) : null;
    const newest = newestGate(reports) ?? '';
    const path = allure === true ? await allureOf(reports, runId) : runId === null ? newest : `runs/${runId}/`;
    const server = await listen(reports, wanted).catch(async (error: unknown) => {
      if (!isTaken(error)) throw error;
      if (port !== undefined)
        throw new UsageError(`Port ${String(wanted)} on 127.0.0.1 is in use: name another with --port.`);
      return listen(reports, 0);
    });
    // The server listens on a port, so its address is one.
    const { port: actual } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${String(actual)}/${path}`;
    process.stdout.write(`${url}\n`);
    say('Ctrl-C stops it.');
    if (open !== false && configured('CI') === undefined) openInBrowser(url);
    await Promise.race((['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => once(process, signal)));
    server.close();
    return 0;
  },
};
