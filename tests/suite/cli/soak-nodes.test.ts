import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFound, nodesExitCode, tellNodes, type Sweep } from '../../../src/cli/soak-nodes.ts';
import { soak } from '../../../src/cli/soak.ts';

const sweep = (bad: string, said: Sweep['said'], durationMs = 20_000): Sweep => ({ bad, said, durationMs });
const right = sweep('web2', { web1: 'passed', web2: 'server-error', web3: 'transient', web4: 'degraded' });

test('the bad node is found where it is named, and no other one is blamed', () => {
  assert.ok(isFound(right));
  for (const said of [
    { ...right.said, web2: 'passed' as const },
    { ...right.said, web2: null },
    { ...right.said, web1: 'server-error' as const },
    { ...right.said, web1: 'inconclusive' as const },
    { ...right.said, web1: null },
    { web1: 'passed' as const },
  ])
    assert.ok(!isFound(sweep('web2', said)), JSON.stringify(said));
});

test('what 20 sweeps came to is told in words and by the exit code', () => {
  const wrong = sweep('web1', { web1: 'passed', web2: null }, 40_000);
  const soaked = { kind: 'nodes', startedAt: '', finishedAt: '', asked: 2, interrupted: false } as const;

  assert.match(tellNodes({ ...soaked, sweeps: [right, right] }), /found, and no other one blamed, in 2 of 2 sweeps\./);
  assert.match(
    tellNodes({ ...soaked, sweeps: [right, wrong] }),
    /in 1 of 2 sweeps[^]*sweep 2, web1 was bad: web1 passed, web2 no verdict/,
  );
  assert.match(
    tellNodes({ ...soaked, interrupted: true, sweeps: [right] }),
    /1 of 1 sweeps \(2 were asked for\), interrupted/,
  );
  assert.deepEqual(
    [[right], [right, wrong], []].map((sweeps) => nodesExitCode({ interrupted: false, sweeps })),
    [0, 1, 0],
  );
  assert.equal(nodesExitCode({ interrupted: true, sweeps: [right] }), 130);
});

test('--nodes takes no other soak, and of Playwright --grep alone', async () => {
  await assert.rejects(soak.run({ nodes: true, httpd: true }, []), /takes none of: --httpd/);
  await assert.rejects(soak.run({ nodes: true }, ['--workers', '1']), /takes none of: --workers 1/);
  await assert.rejects(soak.run({ nodes: true, times: 'x' }, ['--grep', 'home']), /--times "x" is no whole number/);
});
