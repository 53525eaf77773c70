import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readDeployed, readTarget } from '../../../src/target/environment.ts';
import { parseNodes, rulesFor, splitAddress } from '../../../src/target/nodes.ts';

const cwd = import.meta.dirname; // holds no .env

describe('the list of nodes', () => {
  test('names with addresses, and ports where they are others', () => {
    assert.deepEqual(parseNodes('web1=10.0.0.11, web2=10.0.0.12:8443,web3=[fd00::2]:8443,web4=web4.example.org'), {
      nodes: [
        { name: 'web1', address: '10.0.0.11' },
        { name: 'web2', address: '10.0.0.12:8443' },
        { name: 'web3', address: '[fd00::2]:8443' },
        { name: 'web4', address: 'web4.example.org' },
      ],
      faults: [],
    });
    assert.deepEqual(splitAddress('[fd00::2]:8443'), { host: '[fd00::2]', port: 8443 });
    assert.deepEqual(splitAddress('10.0.0.11'), { host: '10.0.0.11', port: null });
  });

  const wrong: readonly [list: string, fault: RegExp][] = [
    ['', /entry 1 is empty/],
    ['web1=10.0.0.11,', /entry 2 is empty/],
    ['10.0.0.11', /is no name=address/],
    ['=10.0.0.11', /has no name/],
    ['web 1=10.0.0.11', /has no name/],
    ['web1=', /has no address/],
    ['web1=10.0.0.256', /has no address/],
    ['web1=10.0.0', /has no address/],
    ['web1=http://10.0.0.11', /has no address/],
    ['web1=10.0.0.11:0', /has no port/],
    ['web1=10.0.0.11:70000', /has no port/],
    ['web1=10.0.0.11,web1=10.0.0.12', /has the name of web1/],
    ['web1=10.0.0.11,web2=10.0.0.11', /has the address of web1/],
    [Array.from({ length: 33 }, (_, i) => `w${String(i)}=10.0.1.${String(i)}`).join(), /names 33 nodes, more than 32/],
  ];
  for (const [list, fault] of wrong)
    test(`${JSON.stringify(list.slice(0, 40))} is refused`, () => {
      assert.match(parseNodes(list).faults.join('; '), fault);
    });

  test('all faults are told at once', () => {
    assert.equal(parseNodes('web1=,10.0.0.12,web3=10.0.0.13:x,,web1=10.0.0.14').faults.length, 5);
    assert.throws(
      () => readTarget({ env: { TARGET: 'production', NODES: 'web1=,10.0.0.12' }, cwd }),
      /entry 1, "web1=", has no address; entry 2, "10\.0\.0\.12", is no name=address/,
    );
  });
});

describe('rules that pin a browser to a node', () => {
  const production = readTarget({ env: { TARGET: 'production' }, cwd });
  const local = readTarget({ env: { STANDIN_PORT: '4310' }, cwd });

  test('every surface leads there, and what is none goes its usual way', () => {
    const rules = rulesFor({ name: 'web1', address: '10.0.0.11' }, production).split(', ');
    assert.equal(rules.length, 6);
    assert.ok(rules.includes('MAP www.medscape.com 10.0.0.11'));
    assert.ok(rules.includes('MAP www.medscape.org 10.0.0.11'));
  });

  test("a port is mapped from the surface's own", () => {
    const rules = rulesFor({ name: 'web2', address: '10.0.0.12:8443' }, production).split(', ');
    assert.ok(rules.includes('MAP login.medscape.com:443 10.0.0.12:8443'));
  });

  test('on this machine nothing else can be reached, assets included', () => {
    const rules = rulesFor({ name: 'web1', address: '127.0.0.1:8081' }, local).split(', ');
    assert.ok(rules.includes('MAP img.medscape.localhost:4310 127.0.0.1:8081'));
    assert.equal(rules.at(-1), 'MAP * ~NOTFOUND');
  });

  test('the guard of each target lets them pass', () => {
    const pairs = [
      [{ TARGET: 'production', NODES: 'web1=10.0.0.11,web2=10.0.0.12:8443,web3=[fd00::2]' }, production],
      [{ STANDIN_PORT: '4310', NODES: 'web1=127.0.0.1:8081,web2=127.0.0.2' }, local],
    ] as const;
    for (const [env, target] of pairs)
      for (const node of readDeployed(target, { env, cwd }).nodes) {
        const RESOLVER_RULES = rulesFor(node, target);
        assert.equal(readTarget({ env: { ...env, RESOLVER_RULES }, cwd }).resolverRules, RESOLVER_RULES);
      }
  });
});

test('the marker of a revision: where, in what, and which', () => {
  const read = (env: Record<string, string>) => readDeployed(readTarget({ env, cwd }), { env, cwd });
  const production = { TARGET: 'production' };
  assert.deepEqual(read(production), { nodes: [], marker: null, isRevisionMissing: false });
  assert.deepEqual(read({ ...production, REVISION: '42', REVISION_HEADER: 'X-Revision' }).marker, {
    url: 'https://www.medscape.com/',
    header: 'x-revision',
    value: '42',
  });
  const declared = read({ ...production, REVISION_URL: 'https://www.medscape.com/version.txt' });
  assert.deepEqual([declared.marker, declared.isRevisionMissing], [null, true]);
});
