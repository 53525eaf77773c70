import { pulseId } from '../verdict/looks.ts';
import { marks, painter, type Style } from '../report/console.ts';
import { count, duration } from '../report/format.ts';
import { verdictLabel } from '../report/words.ts';
import type { MonitorEvent } from './types.ts';

const whys = {
  schedule: 'by the schedule',
  pulse: 'because of a pulse',
  incident: 'while an incident is open',
  repeat: 'to see whether what is suspected stays',
} as const;

/** A line for each event: the instant, a mark, and what happened. Null: nothing that a reader of the log waits for (a pulse that is well). */
export function renderEvent(event: MonitorEvent, colour: boolean): string | null {
  const paint = painter(colour);
  const line = (mark: string, text: string, style: Style): string =>
    `${paint(`${event.at.slice(0, 19).replace('T', ' ')}Z`, 'dim')} ${paint(mark, style)} ${text.replaceAll(/\s+/g, ' ')}`;
  switch (event.kind) {
    case 'pulse': {
      const bad = event.pulse.answers.filter(({ suspicious }) => suspicious !== null);
      const [first] = bad;
      if (first === undefined) return null;
      const more =
        bad.length > 1 ? `, and ${String(bad.length - 1)} more of ${count(event.pulse.answers.length, 'URL')}` : '';
      return line(
        '♥',
        `pulse ${event.confirmed ? 'confirmed' : 'suspicious'}: ${first.suspicious ?? ''}${more}`,
        'yellow',
      );
    }
    case 'run': {
      const { run, why } = event;
      const [mark, style] = marks[run.outcome];
      const isPulse = run.journeys.every(({ id }) => id === pulseId);
      const what = isPulse ? 'pulse' : `journeys, ${whys[why]}, ${duration(run.durationMs)}`;
      return line(mark, `run ${run.id} (${what}): ${verdictLabel(run.outcome)}. ${run.headline}`, style);
    }
    case 'skipped':
      return line('-', `skipped: ${event.why}`, 'yellow');
    case 'alerted':
      return event.failed === null
        ? line('✉', `told ${event.channel}: ${event.headline}`, 'cyan')
        : line('✖', `NOT told ${event.channel} (${event.failed}): ${event.headline}`, 'red');
    case 'trouble':
      return line('!', event.text, 'red');
    case 'note':
      return line('·', event.text, 'dim');
  }
}
