import type { History } from '../history/types.ts';
import { count, duration } from '../report/format.ts';
import { readBefore, type Before } from './before.ts';
import type { GateSetting } from './setting.ts';
import { openWindows } from './windows.ts';

/** What a gate would do, in lines; it looks at history, and at nothing else. */
export async function tellPlan(
  { target, deployed, windows, waitMs, since, rollback }: GateSetting,
  history: Pick<History, 'runs' | 'troubles'>,
  now: number,
): Promise<string[]> {
  const change = target.change?.id ?? null;
  const before = await readBefore(history, { target: target.name, change, since, now });
  const { baseline } = before;
  const { marker, nodes } = deployed;
  const open = openWindows(windows, now, before.recent);
  return [
    `${change ?? 'A change without an id'} on ${target.name}: nothing is run, since this is --dry-run.`,
    ...before.notes,
    baseline
      ? `It would be compared with the run ${baseline.id}: ${baseline.headline}`
      : 'There is no judged run with journeys before it, so everything would be new.',
    marker
      ? `Wait at most ${duration(waitMs)} for revision ${marker.value} ${marker.header === null ? 'in the text of' : `in the header ${marker.header} of`} ${marker.url}.`
      : `Wait for no revision${deployed.isRevisionMissing ? ': the target says where it can be read, and nobody said which one is to come (--revision)' : ''}.`,
    'Run the smoke journeys.',
    nodes.length === 0
      ? 'Sweep no nodes: NODES names none.'
      : `Run them on each of ${count(nodes.length, 'node')}: ${nodes.map(({ name, address }) => `${name} (${address})`).join(', ')}.`,
    'Run the rest of the journeys.',
    ...open.map(
      ({ expects, to }) =>
        `Until ${to} expect ${expects.map(({ status, pattern }) => `${String(status)}@${pattern}`).join(', ')}.`,
    ),
    ...rollbackLines(rollback, before),
  ];
}

function rollbackLines(rollback: GateSetting['rollback'], { isUnknown }: Before): string[] {
  if (rollback === null) return ['Roll nothing back.'];
  if (isUnknown) return ['Roll nothing back, whatever is met: nobody can tell what was there before.'];
  return [
    `Roll back on a new ${rollback.on.join(', ')} with: ${rollback.command}`,
    `Give it ${duration(rollback.timeoutMs)}, then the site ${duration(rollback.recoverMs)} for three smoke runs in a row.`,
  ];
}
