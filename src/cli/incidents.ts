import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HistoryError } from '../history/history-error.ts';
import { IncidentError } from '../history/incidents/people.ts';
import { openHistory, type OpenedHistory } from '../history/open.ts';
import { readHistoryRules } from '../history/rules.ts';
import type { Incident } from '../history/types.ts';
import { shown as shownPath } from '../report/console.ts';
import { historyPlace } from '../target/environment.ts';
import { targetNames } from '../target/types.ts';
import { listText, showText, type Shown, type TextOptions } from './incidents-text.ts';
import { UsageError, say, type Verb } from './verb.ts';

const actions = ['show', 'ack', 'mute'] as const;
type Action = (typeof actions)[number];

interface Asked {
  readonly action: Action | null;
  readonly id: string;
  readonly target: string | null;
  readonly all: boolean;
  readonly json: boolean;
  readonly by: string;
  readonly until: string | null;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** @throws UsageError */
function ask(options: Readonly<Record<string, unknown>>, args: readonly string[]): Asked {
  const [word, id = '', ...more] = args;
  const action = actions.find((one) => one === word) ?? null;
  if (word !== undefined && action === null)
    throw new UsageError(
      `${JSON.stringify(word)} is nothing to do with incidents (known: ${actions.join(', ')}, or nothing for the list).`,
    );
  if (more.length > 0) throw new UsageError(`One incident at a time: ${more.join(' ')} is too much.`);
  if (action !== null && id === '') throw new UsageError(`Say which incident: npm run incidents -- ${action} INC-7.`);
  const [target, by, until] = [text(options['target']), text(options['by']), text(options['until'])];
  if (target !== null && !targetNames.some((name) => name === target))
    throw new UsageError(`--target ${JSON.stringify(target)} is no target (known: ${targetNames.join(', ')}).`);
  const changes = action === 'ack' || action === 'mute';
  if (changes && by === null) throw new UsageError(`Say who does it: npm run incidents -- ${action} ${id} --by NAME.`);
  if (!changes && by !== null) throw new UsageError('--by is for ack and mute.');
  if (action === 'mute' && until === null)
    throw new UsageError('Say until when: --until 2026-12-31T18:00Z, or from now: --until 4h (m, h, d).');
  if (action !== 'mute' && until !== null) throw new UsageError('--until is for mute.');
  if (action !== null && (target !== null || options['all'] === true))
    throw new UsageError('--target and --all are for the list.');
  return { action, id, target, all: options['all'] === true, json: options['json'] === true, by: by ?? '', until };
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `4h` from now, or what was given. */
function instantOf(until: string, now: number): string {
  const [, digits, unit = ''] = /^(\d{1,5})([mhd])$/.exec(until) ?? [];
  return digits === undefined ? until : new Date(now + Number(digits) * (units[unit] ?? 0)).toISOString();
}

const pageOf = (reports: string, id: string): string | null => {
  const page = join(reports, 'runs', id, 'index.html');
  return existsSync(page) ? shownPath(page) : null;
};

async function shown(history: OpenedHistory, incident: Incident, reports: string): Promise<Shown> {
  const runs = incident.runs.map((id) => ({ id, page: pageOf(reports, id) }));
  return { incident, steps: await history.steps(incident.id), runs };
}

async function find(history: OpenedHistory, id: string): Promise<Incident> {
  const [found] = await history.incidents({ id });
  if (!found)
    throw new UsageError(`There is no incident ${id.toUpperCase()}: "npm run incidents -- --all" lists them.`);
  return found;
}

/** Those that are not resolved, whatever their number; with `all` the newest others too. */
async function list(history: OpenedHistory, { target, all }: Asked): Promise<Incident[]> {
  const of = target === null ? {} : { target };
  const open = await history.incidents({ ...of, state: 'open', limit: 1_000 });
  return all ? [...open, ...(await history.incidents({ ...of, state: 'resolved', limit: 50 }))] : open;
}

const narrowest = 32;

export const incidents: Verb = {
  name: 'incidents',
  summary: 'list what is broken and since when, show one, acknowledge it, mute it',
  example: 'npm run incidents -- show INC-7',
  describe: (command) => {
    command
      .argument('[action]', 'show, ack or mute; without one: the list')
      .argument('[incident]', 'such as INC-7')
      .option('--target <name>', 'only of local, staging or production')
      .option('--all', 'resolved ones too')
      .option('--by <name>', 'ack, mute: who does it')
      .option('--until <instant>', 'mute: its end, such as 2026-12-31T18:00Z, or 4h from now')
      .option('--json', 'for a program');
  },
  async run(options, args) {
    const asked = ask(options, args);
    const { reports, databaseUrl } = historyPlace();
    const print = (value: unknown, words: () => string): void => {
      process.stdout.write(asked.json ? `${JSON.stringify(value, null, 2)}\n` : words());
    };
    const nothing = 'No incidents';
    // to ask makes no history
    if (databaseUrl === null && !existsSync(join(reports, 'history'))) {
      if (asked.action !== null)
        throw new UsageError(`There is no history in ${reports} yet, so no incident ${asked.id}.`);
      print([], () => `${nothing}: there is no history in ${reports} yet.\n`);
      return 0;
    }
    const now = Date.now();
    const at = new Date(now).toISOString();
    const style: TextOptions = {
      colour: process.stdout.isTTY && process.stdout.hasColors(),
      width: Math.max(narrowest, Math.min(process.stdout.columns ?? 100, 100)),
      now: at,
    };
    const history = await openHistory({ reports, databaseUrl, rules: readHistoryRules() });
    try {
      if (asked.action === null) {
        const found = await list(history, asked);
        const where = asked.target === null ? '' : ` on ${asked.target}`;
        const none = asked.all
          ? `${nothing}${where}.\n`
          : `No incident is open${where} (--all lists resolved ones too).\n`;
        print(found, () => (found.length === 0 ? none : listText(found, style)));
      } else if (asked.action === 'show') {
        const one = await shown(history, await find(history, asked.id), reports);
        print(one, () => showText(one, style));
      } else {
        const changed =
          asked.action === 'ack'
            ? await history.acknowledge(asked.id, asked.by, at)
            : await history.mute(asked.id, asked.by, instantOf(asked.until ?? '', now), at);
        print(changed, () => listText([changed], style));
      }
      return 0;
    } catch (error) {
      if (error instanceof IncidentError || error instanceof HistoryError) throw new UsageError(error.message);
      throw error;
    } finally {
      for (const trouble of history.troubles) say(`! ${trouble}`);
      await history.close();
    }
  },
};
