import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { figure } from '../figures.ts';
import { root, type Lab } from '../lab.ts';
import { measure } from '../measure.ts';
import { elastic, ours } from '../sides.ts';
import type { Measurements } from '../types.ts';
import { headline, until } from './outage.ts';
import { seconds } from './overhead.ts';

const folder = join(root, 'bench');

/** Elastic's summary: ` 6 passed (9876 ms)`, ` 6 failed (…)`. */
const summary = /^\s*\d+ (?:passed|failed)/;

const installed = (): boolean => {
  const lock = join(folder, 'node_modules', '.package-lock.json');
  const wanted = /"node_modules\/@elastic\/synthetics": \{\s+"version": "([^"]+)"/;
  const versions = [join(folder, 'package-lock.json'), lock].map((file) =>
    existsSync(file) ? wanted.exec(readFileSync(file, 'utf8'))?.[1] : undefined,
  );
  return versions[0] !== undefined && versions[0] === versions[1];
};

/** Its browser is ours, so its packages' own scripts, which would fetch one, do not run. */
async function install(lab: Lab): Promise<void> {
  if (installed()) return;
  lab.say('  installing Elastic Synthetics into bench/node_modules (takes a minute)');
  const args = ['ci', '--ignore-scripts', '--include=optional', '--loglevel=error'];
  await measure({
    command: 'npm',
    args,
    cwd: folder,
    exits: 0,
    limitMs: 600_000,
    signal: lab.signal,
  });
}

/** The same six bodies on the other synthetic monitor that is written in Playwright's language. */
export async function againstElastic(lab: Lab): Promise<Measurements> {
  await install(lab);
  const healthy = await lab.standin();
  const broken = await lab.standin('d01@*');
  const well = {
    ours: ours({ port: healthy, journeys: 'six' }),
    elastic: elastic({ port: healthy, browser: lab.browser }),
  };
  const ill = {
    ours: ours({ port: broken, journeys: 'six', exits: 3 }),
    elastic: elastic({ port: broken, browser: lab.browser, exits: 1 }),
  };
  const good = await lab.inTurns(well);
  const bad = await lab.inTurns(ill, { elastic: 1 });
  return {
    commands: { ours: well.ours.shown, elastic: well.elastic.shown },
    figures: [
      figure(
        'healthy, wall time',
        's',
        [seconds('ours', good.ours), seconds('elastic', good.elastic)],
        [{ of: 'ratio', atMost: 1 }],
      ),
      figure('outage, from the command to the headline', 's', [
        until('ours', bad.ours, headline),
        until('elastic', bad.elastic, summary),
      ]),
    ],
    notes: [
      'Elastic Synthetics runs the very bodies of the six journeys, on the same Chromium, one after the other, without retries and without a look at the surfaces beforehand; in the outage it was run once.',
    ],
  };
}
