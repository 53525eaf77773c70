import { figure } from '../figures.ts';
import type { Lab } from '../lab.ts';
import type { Measured } from '../measure.ts';
import { oursByPlaywright, plain } from '../sides.ts';
import type { Figure, Measurements, Side } from '../types.ts';

export const seconds = (name: string, runs: readonly Measured[]): Side => ({
  name,
  samples: runs.map(({ wallMs }) => wallMs / 1000),
});

const peaks = (name: string, runs: readonly Measured[]): Side => ({
  name,
  samples: runs.flatMap(({ peakMiB }) => (peakMiB === null ? [] : [peakMiB])),
});

const memoryNote =
  'Memory is the sum of the PSS of all processes of the command, the highest of two looks a second; the stand-in is not in it.';

/** Our fixtures and reporters against none. */
export async function overhead(lab: Lab): Promise<Measurements> {
  const port = await lab.standin();
  const sides = { ours: oursByPlaywright({ port }), plain: plain({ port }) };
  const runs = await lab.inTurns(sides);
  const memory: Figure[] =
    process.platform === 'linux'
      ? [
          figure(
            'peak memory',
            'MiB',
            [peaks('ours', runs.ours), peaks('plain', runs.plain)],
            [{ of: 'ratio', atMost: 1.1 }],
          ),
        ]
      : [];
  return {
    commands: { ours: sides.ours.shown, plain: sides.plain.shown },
    figures: [
      figure(
        'wall time',
        's',
        [seconds('ours', runs.ours), seconds('plain', runs.plain)],
        [{ of: 'ratio', atMost: 1.05 }],
      ),
      ...memory,
    ],
    notes: [
      'Plain Playwright runs the very files of the journeys, on a shim of `test`; both trace alike and log in once.',
      memory.length > 0 ? memoryNote : 'Memory is measured on Linux only.',
    ],
  };
}

/** What tracing from the first attempt on costs our own suite. */
export async function traces(lab: Lab): Promise<Measurements> {
  const port = await lab.standin();
  const sides = { traced: oursByPlaywright({ port }), untraced: oursByPlaywright({ port, more: ['--trace', 'off'] }) };
  const runs = await lab.inTurns(sides);
  return {
    commands: { traced: sides.traced.shown, untraced: sides.untraced.shown },
    figures: [
      figure(
        'wall time',
        's',
        [seconds('traced', runs.traced), seconds('untraced', runs.untraced)],
        [{ of: 'ratio', atMost: 1.1 }],
      ),
    ],
    notes: [],
  };
}
