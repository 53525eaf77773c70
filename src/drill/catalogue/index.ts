import type { Drill } from '../types.ts';
import { application } from './application.ts';
import { configuration } from './configuration.ts';
import { harmless } from './harmless.ts';
import { masked } from './masked.ts';
import { network } from './network.ts';
import { notStarting } from './not-starting.ts';
import { packetFilter } from './packet-filter.ts';
import { resources } from './resources.ts';
import { situations } from './situations.ts';
import { soft200 } from './soft-200.ts';
import { tls } from './tls.ts';

/** Every fault that is drilled, in the order of the page. */
export const catalogue: readonly Drill[] = [
  ...application,
  ...network,
  ...packetFilter,
  ...situations,
  ...notStarting,
  ...configuration,
  ...tls,
  ...soft200,
  ...resources,
  ...masked,
  ...harmless,
];
