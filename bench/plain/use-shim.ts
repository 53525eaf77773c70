// Given to Node by `--import`, so that plain Playwright runs the very files of the journeys.
import { runJourneysWith } from '../shim.ts';

runJourneysWith(new URL('journey.ts', import.meta.url).href);
