import type { Fault } from './types.ts';

/** Short disturbances of a healthy site, for the soak. */
export const noiseFaults: readonly Fault[] = [];
