import { since, span } from '../history/incidents/words.ts';
import type { Incident, IncidentStep } from '../history/types.ts';
import { painter, plain } from '../report/console.ts';
import { utc } from '../report/format.ts';
import { sentence, some } from '../verdict/words.ts';

export interface TextOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Real time, ISO. */
  readonly now: string;
}

type Paint = ReturnType<typeof painter>;

/** Words over lines that fit, all but the first after an indent; a word that is too long stands alone. */
function fitted(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  for (const word of plain(text).split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${word}`);
  }
  return lines;
}

const marks: Readonly<Record<Incident['state'], readonly [string, 'red' | 'yellow' | 'cyan' | 'green']>> = {
  open: ['✖', 'red'],
  recovering: ['▲', 'yellow'],
  suspected: ['?', 'cyan'],
  resolved: ['✔', 'green'],
};

const order: readonly Incident['state'][] = ['open', 'recovering', 'suspected', 'resolved'];

/** Open first, and of each state the newest first. */
export const inOrder = (incidents: readonly Incident[]): Incident[] =>
  incidents.toSorted(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || b.firstSeenAt.localeCompare(a.firstSeenAt),
  );

function titleOf(incident: Incident, paint: Paint): string {
  const [mark, style] = marks[incident.state];
  const state = incident.state === 'open' && incident.reopened > 0 ? 'open again' : incident.state;
  const words = [state, incident.verdict, incident.target].map((word) => paint(word, 'dim'));
  return `${paint(mark, style, 'bold')} ${paint(incident.id, 'bold')} ${words.join(' · ')}`;
}

const ago = (from: string, to: string): string => span(Math.max(0, Date.parse(to) - Date.parse(from)));

/** What stands under the title, a sentence each. */
function factsOf(incident: Incident, now: string): string[] {
  const { state, firstSeenAt, lastSeenAt, resolvedAt, cleanRuns, surfaces, journeys } = incident;
  const end = resolvedAt ?? now;
  const times =
    state === 'resolved'
      ? `Resolved ${utc(end)}, ${ago(firstSeenAt, end)} after it was first seen.`
      : `For ${ago(firstSeenAt, now)}; last seen ${ago(lastSeenAt, now)} ago.`;
  const clean = state === 'recovering' ? ` Clean runs since: ${String(cleanRuns)}.` : '';
  const where = surfaces.length === 0 ? '' : `On ${some(surfaces)}; `;
  const { onlyAt, flapping, acknowledged, muted } = incident;
  return [
    `${times}${clean}`,
    sentence(`${where}in ${some(journeys)}.`),
    `${sentence(since(incident))}.`,
    ...(onlyAt === null ? [] : [`Seen from ${onlyAt} alone; other locations went the same way well.`]),
    ...(flapping ? ['It comes and goes.'] : []),
    ...(acknowledged === null ? [] : [`Acknowledged by ${acknowledged.by}, ${utc(acknowledged.at)}.`]),
    ...(muted === null || muted.until <= now ? [] : [`Muted by ${muted.by} until ${utc(muted.until)}.`]),
  ];
}

function blockOf(incident: Incident, { colour, width, now }: TextOptions): string[] {
  const paint = painter(colour);
  return [
    titleOf(incident, paint),
    ...fitted(incident.headline, width, '  ').map((line) => paint(line, 'bold')),
    ...factsOf(incident, now).flatMap((fact) => fitted(fact, width, '  ')),
  ];
}

/** Incidents one under the other, with an empty line between. */
export const listText = (incidents: readonly Incident[], options: TextOptions): string =>
  inOrder(incidents)
    .map((incident) => `${blockOf(incident, options).join('\n')}\n`)
    .join('\n');

export interface Shown {
  readonly incident: Incident;
  readonly steps: readonly Omit<IncidentStep, 'incident'>[];
  /** Runs that saw it, newest first, with the page of each; null: its report is not kept here. */
  readonly runs: readonly { readonly id: string; readonly page: string | null }[];
}

const listed = (title: string, lines: readonly string[], paint: Paint): string[] =>
  lines.length === 0 ? [] : ['', paint(title, 'bold'), ...lines];

/** One incident whole: what it is, its life, its evidence. */
export function showText({ incident, steps, runs }: Shown, options: TextOptions): string {
  const { colour, width } = options;
  const paint = painter(colour);
  const fit = (text: string): string[] => fitted(text, width, '  ');
  const life = steps.flatMap(({ at, kind, why }) => [
    `  ${paint(utc(at), 'dim')} ${paint(kind, 'bold')}`,
    ...fitted(why, width, '    '),
  ]);
  const { after, signatures, nodes } = incident;
  const change = after === null ? [] : [after.change, ...(after.url === null ? [] : [after.url])].flatMap(fit);
  return `${[
    ...blockOf(incident, options),
    ...listed('Life', life, paint),
    ...listed('Change before it', change, paint),
    ...listed('Signatures', signatures.flatMap(fit), paint),
    ...listed('Nodes', nodes.flatMap(fit), paint),
    ...listed(
      'Runs that saw it',
      runs.flatMap(({ id, page }) => fit(page ?? `${id} (its report is not here)`)),
      paint,
    ),
  ].join('\n')}\n`;
}
