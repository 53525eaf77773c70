import { median } from './figures.ts';
import type { Bench, Figure, Machine, Row, Side } from './types.ts';

const amount = (value: number, unit: string): string =>
  `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`;

/** `5.12 s (n 3, 5.02 to 5.31)` */
function side({ samples }: Side, unit: string): string {
  const spread = samples.length > 1 ? `, ${Math.min(...samples).toFixed(1)} to ${Math.max(...samples).toFixed(1)}` : '';
  return `${amount(median(samples), unit)} (n ${String(samples.length)}${spread})`;
}

/** `1.04`, or `1/54` where the first side is a small part of the second. */
export const ratioText = (ratio: number): string =>
  ratio < 0.5 ? `1/${String(Math.round(1 / ratio))}` : ratio.toFixed(2);

function line({ title }: Row, { what, unit, sides: [first, second], ratio, aims }: Figure): string[] {
  const told = aims.map(({ says, met }) => `${says}: ${met ? 'met' : '**missed**'}`).join('; ');
  return [
    `${title}: ${what}`,
    `${first.name} ${side(first, unit)}`,
    `${second.name} ${side(second, unit)}`,
    ratioText(ratio),
    told === '' ? 'none' : told,
  ];
}

const failedLine = ({ title, failed }: Row): string[] => [
  title,
  `not measured: ${(failed ?? '').split('\n')[0]?.replaceAll('|', '\\|') ?? ''}`,
  '',
  '',
  '',
];

const machineLine = ({ cores, cpu, memoryGiB, system, node, browser, playwright }: Machine): string =>
  `${String(cores)} cores (${cpu}), ${String(memoryGiB)} GiB, ${system}, Node ${node}, ${browser}, Playwright ${playwright}`;

/** The whole bench as Markdown: a table of medians, then on what machine, under what load, and what a reader must know beside. */
export function markdown({ machine, rows }: Bench): string {
  const lines = [
    ['measured', 'this', 'against', 'ratio', 'aim'],
    ['---', '---', '---', '---', '---'],
    ...rows.flatMap((row) => (row.failed === null ? row.figures.map((one) => line(row, one)) : [failedLine(row)])),
  ];
  const when = rows.map(
    ({ title, startedAt, load }) =>
      `- ${title}: ${startedAt.slice(0, 16).replace('T', ' ')} UTC, load ${load.before[0]?.toFixed(1) ?? '?'} before and ${load.after[0]?.toFixed(1) ?? '?'} after`,
  );
  const notes = [...new Set(rows.flatMap(({ notes: told }) => told))].map((note) => `- ${note}`);
  return [
    lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
    `Medians, both sides in turns. ${machineLine(machine)}.`,
    [...when, ...notes].join('\n'),
  ].join('\n\n');
}
