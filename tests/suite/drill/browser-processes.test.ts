import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { killBrowser } from '../../../src/drill/catalogue/browser-processes.ts';

/** A process that starts the next one of the chain as its child, and tells how that one ended. */
const starter = `
  const [next, ...rest] = process.env.CHAIN.split(' ');
  if (next) {
    const env = { ...process.env, CHAIN: rest.join(' ') };
    const child = require('node:child_process').spawn(process.execPath, ['-e', env.STARTER, '--', next], { env, stdio: 'inherit' });
    child.on('exit', (code, signal) => console.log(next + ' ' + signal));
  } else console.log('ready');
  setInterval(() => {}, 1000);
`;

/** A Playwright with a browser and its renderer, as process tables show them. */
function startTree() {
  const root = spawn(process.execPath, ['-e', starter], {
    env: { ...process.env, STARTER: starter, CHAIN: '--remote-debugging-pipe --type=renderer' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const { pid = 0 } = root;
  after(() => process.kill(-pid, 'SIGKILL'));
  return { pid, lines: createInterface({ input: root.stdout })[Symbol.asyncIterator]() };
}

test('kills the renderer, or the browser itself, of one Playwright and of no other', async () => {
  const mine = startTree();
  const other = startTree();
  for (const { lines } of [mine, other]) assert.equal((await lines.next()).value, 'ready');

  await killBrowser(mine.pid, 'renderer');
  assert.equal((await mine.lines.next()).value, '--type=renderer SIGKILL');
  await killBrowser(mine.pid, 'browser');
  assert.equal((await mine.lines.next()).value, '--remote-debugging-pipe SIGKILL');

  await assert.rejects(killBrowser(mine.pid, 'browser'), /has no browser to be killed/);
  await killBrowser(other.pid, 'renderer');
  assert.equal((await other.lines.next()).value, '--type=renderer SIGKILL', 'it was alive until now');
});
