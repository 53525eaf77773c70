import type { Drill } from '../types.ts';
import { application } from './application.ts';
import { configuration } from './configuration.ts';
import { network } from './network.ts';
import { notStarting } from './not-starting.ts';
import { situations } from './situations.ts';

/** Every fault that is drilled, in the order of the page. */
export const catalogue: readonly Drill[] = [
  ...application,
  ...network,
  ...situations,
  ...notStarting,
  ...configuration,
];
