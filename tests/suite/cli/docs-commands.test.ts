import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Command } from 'commander';
import { parse } from 'yaml';
import { catalogue } from '../../../src/drill/catalogue/index.ts';
import { chosen } from '../../../src/cli/drill.ts';
import type { Verb } from '../../../src/cli/verb.ts';
import { projectFolder } from './support.ts';

const read = (name: string): string => readFileSync(join(projectFolder, name), 'utf8');

/** The lines of the shell blocks. */
const commandsOf = (text: string): string[] =>
  [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .trim()
      .split('\n')
      .map((line) => line.trim()),
  );

/** What a file for a pipeline runs of ours, wherever it stands in it. */
const npmCommandsOf = (text: string): string[] =>
  [...text.matchAll(/npm run [^'\n;]*(?:'[^'\n]*'[^'\n;]*)*/g)].map(([command]) => command.trim());

const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts); // its shape is npm's

/** The options of a verb, as its file declares them. */
async function optionsOf(verb: string): Promise<string[]> {
  const module = (await import(`../../../src/cli/${verb}.ts`)) as Record<string, Verb | undefined>; // one file a verb, under its own name
  const command = new Command();
  module[verb]?.describe?.(command);
  return command.options.flatMap(({ long }) => (typeof long === 'string' ? [long] : []));
}

/** Options that a verb hands on to Playwright. */
const playwrights = ['--grep', '--project'];

/** What a command names has to be there: its script, its options, its folders, its drills. Whole rehearsals are run in tests/suite/rehearsal. */
async function check(command: string): Promise<void> {
  const [, , script = '', rest = ''] = /^(?:(\w+=\S+) )?npm run (\S+)(?: -- (.*))?$/.exec(command) ?? [];
  if (command.startsWith('git ')) {
    const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: projectFolder, encoding: 'utf8' });
    assert.ok(status === 0 || status === 1, stderr);
    return;
  }
  assert.ok(scripts.includes(script), `${command}: there is no script "${script}"`);
  const words = rest.split(' ').filter((word) => word !== '');
  const known = [...(await optionsOf(script)), ...playwrights];
  for (const option of words.filter((word) => word.startsWith('--')))
    assert.ok(known.includes(option), `${command}: npm run ${script} knows no ${option}`);
  for (const path of words.filter((word) => word.startsWith('examples/')))
    assert.ok(existsSync(join(projectFolder, path)), `${command}: there is no ${path}`);
  if (script === 'drill')
    chosen(
      catalogue,
      words.filter((word) => !word.startsWith('--')),
    );
}

const documents = [
  'docs/change-checklist.md',
  'docs/training.md',
  'docs/runbook.md',
  'docs/pipelines.md',
  'docs/alerts.md',
  'examples/README.md',
] as const;

for (const name of documents) {
  describe(`the commands of ${name}`, () => {
    const commands = commandsOf(read(name));

    test('are there', () => assert.ok(commands.length > 0));
    for (const command of commands) test(command, () => check(command));
  });
}

describe('a pipeline', () => {
  const blocks = (language: string): string[] =>
    [...read('docs/pipelines.md').matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(
      ([, block = '']) => block,
    );
  const [, gitlab = ''] = blocks('yaml');
  const [jenkins = ''] = blocks('groovy');
  const files = { github: read('.github/workflows/gate.yml'), gitlab, jenkins };

  for (const [name, file] of Object.entries(files))
    test(`of ${name} restores the history, judges the change and keeps the history, with commands that are there`, async () => {
      const commands = npmCommandsOf(file);
      for (const command of commands) await check(command);
      const kinds = commands.map((command) => /--import|--export|run gate/.exec(command)?.[0]);
      assert.deepEqual([...new Set(kinds)], ['--import', 'run gate', '--export']);
    });

  test('of GitLab keeps history and report of a gate that failed', () => {
    const { gate } = parse(gitlab) as { gate: Record<'cache' | 'artifacts', { when: string }> }; // as it stands in the page
    assert.deepEqual([gate.cache.when, gate.artifacts.when], ['always', 'always']);
  });

  test('of GitHub that deploys calls the gate with inputs that it has', () => {
    const [caller = ''] = blocks('yaml');
    const called = parse(files.github) as { on: { workflow_call: { inputs: Record<string, { required: boolean }> } } };
    const { jobs } = parse(caller) as { jobs: { gate: { uses: string; with: Record<string, string> } } };
    const { inputs } = called.on.workflow_call;
    assert.equal(jobs.gate.uses, './.github/workflows/gate.yml');
    assert.deepEqual(Object.keys(jobs.gate.with).sort(), Object.keys(inputs).sort());
  });
});

test('the links between the pages lead somewhere', () => {
  const headings = (text: string): string[] =>
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replaceAll(' ', '-'));
  for (const name of documents.filter((one) => one.startsWith('docs/')))
    for (const [, path = '', hash] of read(name).matchAll(/\]\(([^):#]*)(?:#([^)]+))?\)/g)) {
      const file = join('docs', path === '' ? name.replace('docs/', '') : path);
      assert.ok(existsSync(join(projectFolder, file)), `${name}: ${path}`);
      if (hash !== undefined) assert.ok(headings(read(file)).includes(hash), `${name}: ${path}#${hash}`);
    }
});

test('the examples differ in the one file that the incident is about', () => {
  const changed = (twin: string): string =>
    spawnSync('git', ['diff', '--no-index', '--name-only', 'examples/medscape', `examples/${twin}`], {
      cwd: projectFolder,
      encoding: 'utf8',
    }).stdout.trim();
  for (const twin of ['incident-2023-10-08', 'incident-2023-10-08-repaired'])
    assert.equal(changed(twin), `examples/${twin}/sites/application.inc`);
});
