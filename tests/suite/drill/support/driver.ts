import { runDrills } from '../../../../src/cli/drill.ts';
import { startDrillSite } from '../../../../src/cli/drill-site.ts';
import { catalogue } from '../../../../src/drill/catalogue/index.ts';
import { NotHere } from '../../../../src/drill/not-here.ts';
import type { Drill, StartSite } from '../../../../src/drill/types.ts';
import { makeDrill } from './build.ts';

/** Drills that no catalogue holds, through the command itself. */
const sample = catalogue.find(({ id }) => id === 'd18') ?? makeDrill();
const drills: Readonly<Record<string, Drill>> = {
  misnamed: { ...sample, id: 'misnamed', expected: { ...sample.expected, verdict: 'transient' } },
  lost: makeDrill({ id: 'lost', journey: 'no-such-journey' }),
  unput: {
    ...sample,
    id: 'unput',
    putIn: {
      meanwhile: async ({ asked }) => {
        await asked(/^\/no-such-page$/);
      },
    },
  },
  unmet: { ...sample, id: 'unmet', putIn: { faults: ['d16@/no-such-page'] } },
  hanging: makeDrill({ id: 'hanging', putIn: { faults: ['e06@*'] }, journey: 'home-opens' }),
  next: makeDrill({ id: 'next', journey: 'home-opens' }),
  elsewhere: makeDrill({ id: 'elsewhere', putIn: { httpd: {} } }),
};
/** A machine on which no httpd can be had. */
const startSite: StartSite = (putIn) =>
  putIn.httpd ? Promise.reject(new NotHere('this machine has no Apache.')) : startDrillSite(putIn);

const asked = process.argv.slice(2);
const chosen = asked.flatMap((id) => drills[id] ?? []);
process.exit(await runDrills(chosen, asked, { sideBySide: 1, startSite }));
