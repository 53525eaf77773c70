import { figure, type Bound } from '../figures.ts';
import type { Lab } from '../lab.ts';
import { timeTo, type Measured } from '../measure.ts';
import { ours, plain } from '../sides.ts';
import type { Measurements, Side } from '../types.ts';

/** Our headline, as the console gives it: the line that a person reads. */
export const headline = /^\s*(?:Not healthy|Healthy)\b/;
/** Playwright's summary, the first line that says how many failed in the end. */
export const summary = /^\s*\d+ failed$/;

export const until = (name: string, runs: readonly Measured[], pattern: RegExp): Side => ({
  name,
  samples: runs.map((run) => timeTo(run, pattern) / 1000),
});

const plainLimitMs = 20 * 60_000;

async function broken(lab: Lab, fault: string, what: string, bounds: readonly Bound[]): Promise<Measurements> {
  const port = await lab.standin(fault);
  const sides = {
    ours: ours({ port, journeys: 'six', exits: 3 }),
    plain: plain({ port, journeys: 'six', exits: 1, limitMs: plainLimitMs }),
  };
  const runs = await lab.inTurns(sides, { plain: 1 });
  return {
    commands: { ours: sides.ours.shown, plain: sides.plain.shown },
    figures: [figure(what, 's', [until('ours', runs.ours, headline), until('plain', runs.plain, summary)], bounds)],
    notes: [
      `The stand-in is broken by \`--fault ${fault}\`. Plain Playwright, with \`retries: 2\` and its default time-outs, was run once.`,
    ],
  };
}

/** Every surface answers 500. */
export const outage = (lab: Lab): Promise<Measurements> =>
  broken(lab, 'd01@*', 'from the command to the headline', [
    { of: 'first', atMost: 5 },
    { of: 'ratio', atMost: 0.01 },
  ]);

/** One route answers 500, the rest is healthy. */
export const oneRoute = (lab: Lab): Promise<Measurements> =>
  broken(lab, 'd01@/drug/*', 'from the command to the final outcome', []);
