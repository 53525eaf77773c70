import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { configured, type EnvironmentOptions } from '../target/environment.ts';
import { packageFile } from './child.ts';

/** Where the set-up unpacks Debian's packages for `npm test` and `npm run lint`: nothing of them is installed, and no service started. */
export const unpacked = packageFile('.cache', 'prometheus');

/** Debian calls Alertmanager by a longer name. */
const programs = {
  prometheus: ['prometheus'],
  promtool: ['promtool'],
  alertmanager: ['alertmanager', 'prometheus-alertmanager'],
} as const;

const howToInstall = `The set-up of \`npm test\` and \`npm run lint\` unpacks it where apt-get is. By hand, one of:
  apt-get install prometheus prometheus-alertmanager   (Debian, Ubuntu; starts both as services)
  brew install prometheus alertmanager                 (macOS)
  https://prometheus.io/download/                      (a folder of each, named in PATH)`;

/**
 * A program of Prometheus' family: from PATH, else what the set-up has unpacked.
 *
 * @throws Error with what to install
 */
export function findProgram(
  name: keyof typeof programs,
  { cache = unpacked, ...environment }: EnvironmentOptions & { readonly cache?: string } = {},
): string {
  const folders = [...(configured('PATH', environment) ?? '').split(delimiter), join(cache, 'usr', 'bin')];
  for (const path of folders.flatMap((folder) => programs[name].map((program) => join(folder, program)))) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // The next place may have it.
    }
  }
  throw new Error(`There is no ${name} on this machine. ${howToInstall}`);
}

// The set-up asks in this way.
if (import.meta.main) {
  try {
    const found = [findProgram('promtool'), findProgram('prometheus'), findProgram('alertmanager')];
    process.stdout.write(`${found.join('\n')}\n`);
  } catch {
    process.exitCode = 1; // what to do about it says the set-up
  }
}
