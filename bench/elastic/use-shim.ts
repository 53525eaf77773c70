// Given to Node by `--import`, so that Elastic Synthetics runs the very bodies of the journeys, as journeys of its own and with the
// `expect` that it brings.
import { fileURLToPath } from 'node:url';
import { runJourneysWith } from '../shim.ts';

runJourneysWith(
  new URL('journey.ts', import.meta.url).href,
  // a path, since Elastic requires what it has compiled
  fileURLToPath(import.meta.resolve('@elastic/synthetics')),
);
