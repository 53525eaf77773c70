import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { recoverRun } from '../../../src/report/recover.ts';
import type { JourneyRecord } from '../../../src/verdict/types.ts';
import { configWith, makeSandbox, playwright, specHead, type Sandbox } from './playwright.ts';

/** Real Playwright, without a browser: the journeys of these specs say what they met. */
describe('the reporter', () => {
  let sandbox: Sandbox;
  const alone = '[[reporter, own]]';
  const spec = (text: string, config = 'retries: 2,', reporters = alone): void => {
    sandbox.write('playwright.config.ts', configWith(reporters, config));
    sandbox.write('journeys.spec.ts', specHead + text);
  };
  const journey = (id: string): JourneyRecord => {
    const found = sandbox.verdict()?.journeys.find((one) => one.id === id);
    assert.ok(found, `the verdict has a journey ${id}`);
    return found;
  };

  beforeEach(() => {
    sandbox = makeSandbox();
  });

  afterEach(() => sandbox.remove());

  test('exits 0 and writes verdict and page where all journeys passed, with what its options note', async () => {
    spec(`
      test('The monograph opens', details('monograph'), async () => {
        await test.step('open it', async () => {});
        await meets('monograph', 200);
      });
      test('It is measured afterwards', details('late'), async () => {
        const evidence = evidenceOf('late', 0, { durationMs: 120 });
        await test.step('open it', () => new Promise((done) => setTimeout(done, 600)));
        await attach(evidence);
      });
    `);
    const noting = configWith(alone, 'retries: 2,').replace(
      'policy: {',
      `notes: ['Member journeys were not asked for.'], policy: {`,
    );
    sandbox.write('playwright.config.ts', noting);

    const { code, stdout, stderr } = await playwright(sandbox);

    assert.equal(code, 0, stdout + stderr);
    const verdict = sandbox.verdict();
    assert.equal(verdict?.outcome, 'passed');
    assert.deepEqual(
      {
        title: journey('monograph').title,
        file: journey('monograph').file,
        owner: journey('monograph').owner,
        tags: journey('monograph').tags,
        surfaces: journey('monograph').surfaces,
        steps: journey('monograph').attempts[0]?.steps.map(({ title }) => title),
      },
      {
        title: 'The monograph opens',
        file: 'journeys.spec.ts',
        owner: 'sample-team',
        tags: ['@anonymous', '@read', '@surface-reference'],
        surfaces: ['reference'],
        steps: ['open it'],
      },
    );
    assert.match(stdout, /✔ Passed {2}local, 2 journeys/);
    assert.match(stdout, /Report: reports\/index\.html/);
    assert.match(readFileSync(join(sandbox.reportsDir, 'index.html'), 'utf8'), /The monograph opens/);
    const selection: unknown = JSON.parse(readFileSync(join(sandbox.runDir, 'state/selection.json'), 'utf8'));
    assert.deepEqual(selection, { surfaces: ['reference'], member: false });
    // a note costs the outcome nothing
    assert.equal(verdict?.headline, 'Healthy: 2 journeys passed on local; member journeys were not asked for.');
    assert.deepEqual(
      verdict?.troubles.map(({ kind }) => kind),
      ['note'],
    );
    // an attempt has one duration everywhere, which no step of it outlasts
    const { durationMs, attempts } = journey('late');
    const [step] = attempts[0]?.steps ?? [];
    assert.ok(step && step.durationMs <= 120, JSON.stringify(step));
    assert.deepEqual([durationMs, attempts[0]?.durationMs], [120, 120]);
    assert.match(stdout, /✔ late {2}120 ms/);
  });

  test('fails a run that Playwright calls flaky where a 500 went away, and ends retries that must not run', async () => {
    spec(`
      test('goes', details('goes'), async () => meets('goes', test.info().retry ? 200 : 500));
      test('stays', details('stays'), async () => {
        test.info().annotations.push({ type: 'no-retry', description: 'confirmed by three probes' });
        await meets('stays', 500);
      });
      test('refused', details('refused'), async () => {
        if (test.info().retry === 0) return meets('refused', 500);
        await notRun('refused', 1, 'confirmed-server-error', 'The 500 is confirmed.');
        throw new Error('Not run');
      });
    `);

    const { code, stdout } = await playwright(sandbox);

    assert.equal(code, 1, stdout);
    assert.equal(journey('goes').verdict, 'intermittent-server-error');
    assert.deepEqual(
      journey('goes').attempts.map(({ status }) => status),
      ['failed', 'passed'],
    );
    // One attempt of three: the field of Playwright that the reporter writes still ends its retries.
    assert.deepEqual([journey('stays').verdict, journey('stays').attempts.length], ['server-error', 1]);
    assert.deepEqual(journey('refused').notRun, { kind: 'confirmed-server-error', reason: 'The 500 is confirmed.' });
    assert.equal(journey('refused').attempts.length, 1);
    assert.equal(sandbox.verdict()?.exitCode, 3);
  });

  test('fails a run of which only a retry of an intermittent passed', async () => {
    spec(`test('goes', details('goes'), async () => meets('goes', test.info().retry ? 200 : 500));`);

    const { code } = await playwright(sandbox);

    assert.equal(code, 1);
    assert.equal(sandbox.verdict()?.outcome, 'intermittent-server-error');
  });

  test('makes a journey of each look of the set-up, and tells what did not run after it', async () => {
    spec(
      `test('The monograph opens', details('monograph'), async () => meets('monograph', 200));`,
      `projects: [
        { name: 'set-up', testMatch: 'site.setup.ts' },
        { name: 'desktop', testMatch: '*.spec.ts', dependencies: ['set-up'] },
      ],`,
    );
    sandbox.write(
      'site.setup.ts',
      `${specHead}
      test('Every surface gives a page', async () => {
        for (const [surface, status] of [['www', 500], ['reference', 503]]) {
          await attach(evidenceOf('preflight-' + surface, 0, {
            ended: 'failed', exchanges: [exchange(status, { surface })], probes: probes(status),
          }));
        }
        throw new Error('No surface gives a page, so the journeys are not run.\\nwww: 500');
      });`,
    );

    const { code } = await playwright(sandbox);

    assert.equal(code, 1);
    assert.deepEqual(
      sandbox.verdict()?.journeys.map(({ id, title, verdict, surfaces }) => [id, title, verdict, surfaces]),
      [
        ['monograph', 'The monograph opens', 'inconclusive', ['reference']],
        ['preflight-reference', 'Preflight of reference', 'server-error', ['reference']],
        ['preflight-www', 'Preflight of www', 'server-error', ['www']],
      ],
    );
    assert.deepEqual(journey('monograph').notRun, {
      kind: 'outage',
      reason: 'No surface gives a page, so the journeys are not run.',
    });
  });

  test('lets no failure of Playwright pass that good evidence does not explain', async () => {
    spec(
      `
      test('fine', details('fine'), async () => meets('fine', 200));
      test.afterEach(() => { throw new Error('the teardown broke'); });
    `,
      '',
    );

    const { code } = await playwright(sandbox);

    assert.equal(code, 1);
    assert.equal(sandbox.verdict()?.outcome, 'inconclusive');
    assert.match(sandbox.verdict()?.headline ?? '', /the teardown broke/);
  });

  test('calls a run that matches nothing inconclusive', async () => {
    spec(`test('fine', details('fine'), async () => meets('fine', 200));`);

    const { code } = await playwright(sandbox, ['--grep', 'no-such-journey']);

    assert.equal(code, 1);
    assert.deepEqual([sandbox.verdict()?.outcome, sandbox.verdict()?.exitCode], ['inconclusive', 2]);
    assert.match(sandbox.verdict()?.headline ?? '', /no test ran/i);
    assert.deepEqual(
      sandbox.verdict()?.troubles.map(({ kind }) => kind),
      ['ran-nothing'],
    );
  });

  test('tells of two journeys with one id, since one of them would vanish', async () => {
    spec(
      ['one', 'another']
        .map((title) => `test('${title}', details('same'), async () => meets('same', 200));`)
        .join('\n'),
    );

    await playwright(sandbox);

    assert.deepEqual([sandbox.verdict()?.outcome, sandbox.verdict()?.exitCode], ['inconclusive', 2]);
    assert.match(sandbox.verdict()?.headline ?? '', /share the id same/);
  });

  test('tells what kept Playwright from starting anything, and nothing else', async () => {
    spec(
      `test('fine', details('fine'), async () => meets('fine', 200));`,
      `webServer: { command: 'node -e "process.exit(7)"', url: 'http://127.0.0.1:9/' },`,
    );

    const { code } = await playwright(sandbox);

    assert.equal(code, 1);
    assert.equal(sandbox.verdict()?.outcome, 'inconclusive');
    assert.deepEqual(
      sandbox.verdict()?.troubles.map(({ kind }) => kind),
      ['playwright-error'],
    );
    assert.match(sandbox.verdict()?.headline ?? '', /webServer/);
  });

  test('says on stderr that the report could not be written, and does not exit 0', async () => {
    spec(`test('fine', details('fine'), async () => meets('fine', 200));`);
    writeFileSync(sandbox.reportsDir, 'in the way');

    const { code, stderr, stdout } = await playwright(sandbox);

    assert.equal(code, 1);
    assert.match(stderr, /The report failed: .* could not be written to .*: a file stands where a folder is needed/);
    assert.match(stdout, /\? Inconclusive/);
  });

  test('keeps a worse outcome where its page cannot be written', async () => {
    spec(`test('stays', details('stays'), async () => meets('stays', 500));`, '');
    mkdirSync(join(sandbox.reportsDir, 'index.html', 'x'), { recursive: true });

    const { code, stderr } = await playwright(sandbox);

    assert.equal(code, 1);
    assert.match(stderr, /The report failed: the page could not be written/);
    assert.equal(sandbox.verdict()?.outcome, 'server-error');
    assert.equal(sandbox.verdict()?.troubles[0]?.kind, 'report-failed');
  });

  test('keeps a worse outcome, and says so, where judging itself breaks', async () => {
    spec(`
      test('fine', details('fine'), async () => meets('fine', 200));
      test('stays', details('stays'), async () => meets('stays', 500));
    `);
    const broken = `signatures: [{ id: 'x', kind: 'soft-500', why: 'no pattern', title: '(' }]`;
    const config = configWith(alone).replace('signatures: []', broken);
    sandbox.write('playwright.config.ts', config);

    const { code, stderr } = await playwright(sandbox);

    assert.equal(code, 1);
    assert.match(stderr, /The report failed: our own reporter broke: SyntaxError/);
    assert.equal(sandbox.verdict()?.outcome, 'server-error');
    assert.equal(journey('stays').verdict, 'server-error');
    assert.equal(journey('fine').verdict, 'inconclusive');
    assert.ok(sandbox.verdict()?.troubles.some(({ kind }) => kind === 'report-failed'));
  });

  test('uses no evidence of another shape, says so, and is not healthy then', async () => {
    spec(`
      test('odd', details('odd'), async () => attach({ ...evidenceOf('odd', 0), exchanges: [{ status: '500' }] }));
    `);

    const { code } = await playwright(sandbox);

    assert.equal(code, 1);
    assert.equal(sandbox.verdict()?.outcome, 'inconclusive');
    assert.match(
      sandbox
        .verdict()
        ?.troubles.map(({ message }) => message)
        .join() ?? '',
      /evidence cannot be used: exchanges\.0/,
    );
  });

  test('tells of each attempt that failed where it did, what it left, and that it died where it left nothing', async () => {
    const fails = (id: string, body: string): string => `
      test('${id}', details('${id}'), async () => {
        const message = 'Error: ${id} is wrong';
        await attach(evidenceOf('${id}', 0, { ended: 'failed', failures: [{ kind: 'expectation', message, step: null }] }));
        ${body}
      });`;
    spec(
      fails(
        'nested',
        `await test.step('caught', async () => { throw new Error('another'); }).catch(() => {});
        await test.step('outer', async () => {
          await test.step('inner', async () => { throw new Error('nested is wrong'); });
        });`,
      ) +
        fails('bare', `await test.step('well', async () => {}); throw new Error('bare is wrong');`) +
        fails(
          'soft',
          `await test.step('gently', async () => { expect.soft(1, 'soft is wrong').toBe(2); }); await test.step('on', async () => {});`,
        ) +
        fails('open', `await test.step('waits', async () => { await new Promise(() => {}); });`) +
        `
      test('shows', details('shows'), async () => {
        await test.info().attach('page: 1/2', { contentType: 'image/png', body: Buffer.from('a picture') });
        await meets('shows', 404);
      });
      test('dies', details('dies'), async () => process.exit(3));`,
      'timeout: 1_000,',
    );

    const { code } = await playwright(sandbox);

    assert.equal(code, 1);
    // the innermost step, also where an earlier error was caught
    const steps = ['nested', 'bare', 'soft', 'open'].map(
      (id) => JSON.parse(journey(id).attempts[0]?.signature?.split(' ')[4] ?? '"?"') as string,
    );
    assert.deepEqual(steps, ['inner', '-', 'gently', 'waits']);
    // an attachment lies in the folder of the run, and is linked from there
    const kept = journey('shows').attempts[0]?.attachments.find(({ contentType }) => contentType === 'image/png');
    assert.equal(kept?.name, 'page: 1/2');
    assert.equal(readFileSync(join(sandbox.runDir, kept?.path ?? ''), 'utf8'), 'a picture');
    assert.match(
      readFileSync(join(sandbox.runDir, 'index.html'), 'utf8'),
      new RegExp(`data:image/png;base64,${Buffer.from('a picture').toString('base64')}`),
    );
    // without evidence it is one of our own
    assert.equal(journey('dies').verdict, 'inconclusive');
    assert.match(journey('dies').attempts[0]?.errors.join() ?? '', /worker process exited unexpectedly/);
  });

  test('is no verdict of the whole run where it saw one shard', async () => {
    spec(
      `for (const n of [1, 2]) test('journey ' + n, details('journey-' + n), async () => meets('journey-' + n, 200));`,
      'fullyParallel: true,',
    );

    const { code } = await playwright(sandbox, ['--shard=1/2']);

    assert.equal(code, 1);
    assert.equal(sandbox.verdict()?.outcome, 'inconclusive');
    assert.deepEqual(sandbox.verdict()?.run.shards, { expected: 2, seen: 1 });
    assert.match(
      sandbox.verdict()?.headline ?? '',
      /this is shard 1 of 2: merge the blobs for the verdict of the whole run/,
    );
  });

  test('tells an attempt by its own failure where the next one is withheld', async () => {
    spec(`
      test('stays', details('stays'), async () => {
        await notRun('stays', 1, 'confirmed-server-error', 'The 500 is confirmed.');
        await meets('stays', 500);
      });
    `);

    const { stdout } = await playwright(sandbox);

    assert.deepEqual([journey('stays').verdict, journey('stays').attempts.length], ['server-error', 1]);
    assert.deepEqual(journey('stays').notRun, { kind: 'confirmed-server-error', reason: 'The 500 is confirmed.' });
    assert.match(stdout, /✖ stays .*GET \/drug\/:slug answered 500/);
  });

  test('stops a run whose journeys all end alike', async () => {
    spec(
      `for (const n of [1, 2, 3, 4]) test('journey ' + n, details('journey-' + n), async () => meets('journey-' + n, 500));`,
      '',
    );

    await playwright(sandbox);

    const halt: unknown = JSON.parse(readFileSync(join(sandbox.runDir, 'state/halt.json'), 'utf8'));
    assert.match(JSON.stringify(halt), /The last 3 journeys ended alike \(server-error, 500\)/);
  });

  test('keeps 130 and what was seen when interrupted', async () => {
    spec(
      `
      test('fine', details('fine'), async () => meets('fine', 200));
      test('hangs', details('hangs'), async () => {
        console.log('HANGING');
        await new Promise((done) => setTimeout(done, 60_000));
      });
      test('never', details('never'), async () => meets('never', 200));
    `,
      'timeout: 60_000,',
    );

    const { code } = await playwright(sandbox, [], {}, (kill) => onceJournalHas(sandbox, 2, () => kill('SIGINT')));

    assert.equal(code, 130);
    assert.equal(journey('fine').verdict, 'passed');
    assert.equal(journey('never').notRun?.kind, 'interrupted');
    assert.equal(sandbox.verdict()?.exitCode, 130);
  });

  test('can be recovered from its journal after Playwright was killed', async () => {
    spec(
      `
      test('stays', details('stays'), async () => meets('stays', 500));
      test('hangs', details('hangs'), async () => { await new Promise((done) => setTimeout(done, 4_000)); });
    `,
      '',
    );
    const noting = configWith(alone).replace('policy: {', `notes: ['Member journeys were not asked for.'], policy: {`);
    sandbox.write('playwright.config.ts', noting);

    const { signal } = await playwright(sandbox, [], {}, (kill) => onceJournalHas(sandbox, 2, () => kill('SIGKILL')));

    assert.equal(signal, 'SIGKILL');
    assert.equal(existsSync(join(sandbox.runDir, 'verdict.json')), false);
    const record = await recoverRun(sandbox.runDir, null);
    assert.equal(record?.outcome, 'server-error');
    assert.equal(record.run.id, 'run-1');
    assert.deepEqual(
      record.troubles.map(({ kind }) => kind),
      ['killed', 'note'],
    );
    assert.equal(record.journeys.find(({ id }) => id === 'hangs')?.verdict, 'inconclusive');
  });

  test('recovers nothing where there is no journal', async () => {
    assert.equal(await recoverRun(sandbox.runDir, null), null);
  });

  test('judges merged shards as it judges them live', async () => {
    spec(
      `
      test('goes', details('goes'), async () => meets('goes', test.info().retry ? 200 : 500));
      test('fine', details('fine'), async () => meets('fine', 200));
    `,
      'retries: 1, fullyParallel: true,',
      `process.env.MERGE ? [[reporter, own]] : [['blob', { outputDir: 'blobs', fileName: process.env.BLOB }]]`,
    );
    await playwright(sandbox, ['--shard=1/2'], { BLOB: '1.zip', PWTEST_BLOB_DO_NOT_REMOVE: '1' });
    await playwright(sandbox, ['--shard=2/2'], { BLOB: '2.zip', PWTEST_BLOB_DO_NOT_REMOVE: '1' });
    assert.deepEqual(readdirSync(join(sandbox.folder, 'blobs')).sort(), ['1.zip', '2.zip']);

    await playwright(sandbox, ['-c', 'playwright.config.ts', 'blobs'], { MERGE: '1' }, undefined, 'merge-reports');

    assert.equal(sandbox.verdict()?.outcome, 'intermittent-server-error');
    assert.equal(journey('fine').verdict, 'passed');
  });
});

/** Waits until the journal of a running sandbox has this many lines. */
function onceJournalHas(sandbox: Sandbox, lines: number, act: () => void): void {
  const file = join(sandbox.runDir, 'journal.ndjson');
  const timer = setInterval(() => {
    if (!existsSync(file) || readFileSync(file, 'utf8').split('\n').length <= lines) return;
    clearInterval(timer);
    act();
  }, 50);
}
