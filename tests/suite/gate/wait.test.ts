import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { ask, type Answered } from '../../../src/evidence/ask.ts';
import { whyNoNode } from '../../../src/gate/reach.ts';
import { awaitRevision, bears } from '../../../src/gate/wait.ts';
import { waitingJourneys } from '../../../src/gate/waiting-evidence.ts';
import type { RevisionMarker } from '../../../src/target/environment.ts';
import { readTarget } from '../../../src/target/environment.ts';
import type { Node } from '../../../src/target/nodes.ts';
import { createRedactor } from '../../../src/target/redactor.ts';
import { createSite } from '../../../src/target/site.ts';
import { record } from './build.ts';

interface Reply {
  readonly status: number;
  readonly revision?: string;
  readonly body?: string;
}

/** Answers one after the other, and the last one for good. */
const replies: Reply[] = [];
let server: Server;
let port = 0;
let hosts: (string | undefined)[] = [];

before(async () => {
  server = createServer((request, response) => {
    hosts.push(request.headers.host);
    const reply = (replies.length > 1 ? replies.shift() : replies[0]) ?? { status: 200 };
    response.writeHead(reply.status, reply.revision === undefined ? {} : { 'X-Revision': reply.revision });
    response.end(reply.body ?? '');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  ({ port } = server.address() as AddressInfo); // of a server on a port
});
after(() => new Promise((closed) => server.close(closed)));

const signal = new AbortController().signal;
const marker = (overrides: Partial<RevisionMarker> = {}): RevisionMarker => ({
  url: `http://www.medscape.localhost:${String(port)}/`,
  header: 'x-revision',
  value: '42',
  ...overrides,
});
const asking =
  (of: RevisionMarker) =>
  (node: Node | null): Promise<Answered> =>
    ask(of.url, { node, agent: 'test', caFile: null, basic: null, timeoutMs: 5_000, signal });
const answers = (...several: readonly Reply[]): void => {
  replies.splice(0, replies.length, ...several);
  hosts = [];
};
const waitFor = (of: RevisionMarker, withinMs = 20_000, nodes: readonly Node[] = []) =>
  awaitRevision({ marker: of, nodes, withinMs, ask: asking(of), signal, pace });
const pace = { deadMs: 300, brokenMs: 600, pauseMs: 50, pauseAfterMs: 50 };
/** How what was met while waiting is judged. */
const judged = ({ places }: Awaited<ReturnType<typeof waitFor>>) => {
  const target = readTarget({ env: { STANDIN_PORT: String(port) }, cwd: import.meta.dirname });
  const lab = { runId: 'r', url: marker().url, site: createSite(target), redactor: createRedactor([]) };
  return record(waitingJourneys(places, lab));
};

describe('the marker of a revision', () => {
  const cases: readonly [
    name: string,
    of: Partial<RevisionMarker>,
    body: string,
    header: string | undefined,
    there: boolean,
  ][] = [
    ['in its header', {}, '', '42', true],
    ['another in its header', {}, '42', '41', false],
    ['in the text', { header: null }, 'revision 42.', undefined, true],
    ['within another number', { header: null }, 'revision 420', undefined, false],
    ['within a longer version', { header: null, value: '1.2' }, 'v1.2.3', undefined, false],
    ['a version after a letter', { header: null, value: 'v1.2' }, 'at v1.2', undefined, true],
    ['not in the text', { header: null }, '', '42', false],
  ];
  for (const [name, of, body, header, there] of cases)
    test(name, () => {
      const headers: Record<string, string> = header === undefined ? {} : { 'x-revision': header };
      assert.equal(bears({ headers, body }, marker(of)), there);
    });
});

describe('waiting for the new revision', () => {
  test('ends when it is there, by the names of the site', async () => {
    answers({ status: 200, revision: '41' }, { status: 200, revision: '42' });
    const waited = await waitFor(marker());

    assert.ok(waited.seen);
    assert.match(waited.text, /^revision 42 is live after/);
    assert.deepEqual(new Set(hosts), new Set([`www.medscape.localhost:${String(port)}`]));
    assert.deepEqual(judged(waited).journeys, []);
  });

  test('whatever the status that carries it; a 500 that stays is a server error', async () => {
    answers({ status: 500, revision: '42' });
    const waited = await waitFor(marker());
    const { outcome, findings, journeys } = judged(waited);

    assert.ok(waited.seen);
    assert.deepEqual([outcome, findings[0]?.status, journeys[0]?.id], ['server-error', 500, 'preflight-revision']);
  });

  test('a 500 that was met and went is an intermittent server error, a 503 is transient', async () => {
    answers({ status: 200, revision: '41' }, { status: 500 }, { status: 200, revision: '42' });
    assert.equal(judged(await waitFor(marker())).outcome, 'intermittent-server-error');

    answers({ status: 503, revision: '42' }, { status: 200, revision: '42' });
    assert.equal(judged(await waitFor(marker())).outcome, 'transient');
  });

  test('a 500 without the marker is not waited for either', async () => {
    answers({ status: 500 });
    assert.match((await waitFor(marker(), 600_000)).text, /it has answered 5xx for 600 ms \(the site: status 500\)/);
  });

  test('ends at its bound, and says what was seen instead', async () => {
    answers({ status: 404 });
    const waited = await waitFor(marker(), 600);

    assert.ok(!waited.seen);
    assert.match(waited.text, /revision 42 was not seen at .*: it was waited for 600 ms \(the site: status 404\)/);
    assert.deepEqual(judged(waited).journeys, [], 'a marker of its own that is missing is no trouble of the site');
  });

  test('every node has to show it; one that does not is named', async () => {
    answers({ status: 200, revision: '42' });
    const here = { name: 'web1', address: `127.0.0.1:${String(port)}` };
    const nowhere = { name: 'web2', address: '127.0.0.1:1' };
    const waited = await waitFor(marker(), 600, [here, nowhere]);

    assert.match(waited.text, /was not seen .* \(web2: ECONNREFUSED\)/);
    const both = await waitFor(marker(), 20_000, [here, { ...here, name: 'web3' }]);
    assert.match(both.text, /is live on 2 nodes/);
  });

  test('a server that died is not waited for', async () => {
    const waited = await waitFor(marker({ url: 'http://www.medscape.localhost:1/' }), 600_000);

    assert.match(waited.text, /nothing has answered for 300 ms \(the site: ECONNREFUSED\)/);
  });
});

test('a node that does not exist is told from one whose httpd is down', async () => {
  const origin = 'http://www.medscape.localhost:1/';
  assert.equal(await whyNoNode({ name: 'a', address: `127.0.0.1:${String(port)}` }, origin, 5_000), null);
  assert.equal(await whyNoNode({ name: 'b', address: '127.0.0.1' }, origin, 5_000), null);
  assert.notEqual(await whyNoNode({ name: 'c', address: 'no-such-host.invalid' }, origin, 5_000), null);
});
