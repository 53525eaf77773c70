import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EditConfiguration } from '../apache/types.ts';
import { reportsFolder } from '../target/environment.ts';
import { projectFolder, runInOurPlace } from './child.ts';
import { startHttpdSite, type HttpdSite } from './httpd-site.ts';
import { say, UsageError } from './verb.ts';

interface Practice {
  readonly change: string;
  /** What goes out, for whoever practises. */
  readonly story: string;
  readonly deploy: (site: HttpdSite) => Promise<void>;
}

/** The change of 10/08/2023, as examples/incident-2023-10-08 has it: a rule that no request comes to the end of. */
export const incident: EditConfiguration = (files) => {
  files.append(
    'conf/application.conf',
    [
      '',
      '# CHG-2310-08: the mobile site is retired. Its addresses, /m/drug/..., lead to the page of the same name.',
      '<Location "/">',
      '    RewriteEngine On',
      '    RewriteRule "^(?:m/)?(.*)$" "/$1"',
      '</Location>',
      '',
    ].join('\n'),
  );
};

/** By what `--practice` calls them. */
export const practices: Readonly<Record<string, Practice>> = {
  incident: {
    change: 'CHG-2310-08',
    story: 'a rewrite rule for the retired mobile site, which loops',
    deploy: async ({ root, httpd }) => {
      root.edit(incident);
      await httpd.reload(root.ready);
    },
  },
  dies: {
    change: 'CHG-4711',
    story: 'a directive that httpd does not know, and a reload without asking httpd first',
    deploy: async ({ root, httpd }) => {
      root.edit((files) => files.append('conf/application.conf', '\nNoSuchDirective On\n'));
      process.kill(httpd.pid, 'SIGUSR1');
      await httpd.exited;
    },
  },
};

/** Everything that a change can have touched. */
const configuration = ['httpd.conf', 'conf', 'sites', 'run/generation.conf'];

const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`;

/**
 * Keeps what a change can touch.
 *
 * @param good folder that takes it
 * @returns the command that puts it back and reloads; where httpd has died of the change, that starts one
 */
export function rollbackOf({ root, binary }: Pick<HttpdSite, 'root' | 'binary'>, good: string): string {
  for (const path of configuration) cpSync(join(root.folder, path), join(good, path), { recursive: true });
  return [
    `cp -R ${quoted(`${good}/.`)} ${quoted(root.folder)}`,
    `${quoted(binary.path)} -d ${quoted(root.folder)} -f httpd.conf -k graceful`,
  ].join(' && ');
}

/**
 * A gate from beginning to end, with a stand-in behind an httpd of our own: a change goes out that breaks it, and the command that rolls it back
 * restores the configuration and reloads. In a history and reports of its own: what was broken on purpose belongs to no other.
 *
 * @param smoke which journeys are the smoke journeys, as `--grep` takes it
 * @returns the exit code of the gate
 * @throws UsageError for an unknown name; as `startHttpdSite`
 */
export async function practise(name: string, smoke: string): Promise<number> {
  const practice = Object.hasOwn(practices, name) ? practices[name] : undefined;
  if (!practice)
    throw new UsageError(`--practice knows no ${JSON.stringify(name)}: ${Object.keys(practices).join(', ')}.`);
  const good = mkdtempSync(join(tmpdir(), 'gate-practice-'));
  const site = await startHttpdSite();
  try {
    const restore = rollbackOf(site, good);
    // of a site that others look at too, not all that its log says is the run's
    const { LOG_OWN: _, ...variables } = site.env;
    const env = {
      ...variables,
      ...site.httpd.environment,
      ...{ TARGET: 'local', ALLURE: 'off', DATABASE_URL: '', CHANGE_ID: '', RUN_ID: '', NODES: '', REVISION: '' },
      REPORTS_DIR: join(reportsFolder(), 'practice'),
    };
    const main = join(projectFolder, 'src/cli/main.ts');
    say('Before the change: the smoke journeys.');
    const before = await runInOurPlace([main, 'journeys', '--grep', smoke], env);
    if (before !== 0) {
      say('The site was not well before anything was changed: there is nothing to practise.');
      return before;
    }
    say(`\nThe change ${practice.change} goes out: ${practice.story}.\n`);
    await practice.deploy(site);
    const how = ['--change', practice.change, '--rollback', restore, '--recover-within', '300', '--smoke', smoke];
    return await runInOurPlace([main, 'gate', ...how], env);
  } finally {
    await site.stop();
    rmSync(good, { recursive: true, force: true });
  }
}
