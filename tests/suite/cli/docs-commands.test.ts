import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Command } from 'commander';
import { catalogue } from '../../../src/drill/catalogue/index.ts';
import { chosen } from '../../../src/cli/drill.ts';
import type { Verb } from '../../../src/cli/verb.ts';
import { projectFolder } from './support.ts';

const read = (name: string): string => readFileSync(join(projectFolder, name), 'utf8');

/** The lines of the shell blocks. */
const commandsOf = (text: string): string[] =>
  [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));

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

for (const name of ['docs/change-checklist.md', 'docs/training.md', 'examples/README.md']) {
  describe(`the commands of ${name}`, () => {
    const commands = commandsOf(read(name));

    test('are there', () => assert.ok(commands.length > 0));
    for (const command of commands) test(command, () => check(command));
  });
}

test('the links between the pages lead somewhere', () => {
  for (const name of ['docs/change-checklist.md', 'docs/training.md'])
    for (const [, path = ''] of read(name).matchAll(/\]\(([^):#]+)\)/g))
      assert.ok(existsSync(join(projectFolder, 'docs', path)), `${name}: ${path}`);
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
