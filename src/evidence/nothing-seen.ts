import type { AttemptEvidence } from './types.ts';

/** What an attempt's evidence holds where nothing of a kind was seen: whoever looks without a browser begins with it. */
export const nothingSeen = {
  ...{ schemaVersion: 1, failures: [], exchanges: [], exchangeCount: 0, exchangesLeftOut: 0, assets: [], went: [] },
  ...{ console: [], pageErrors: [], runner: [], steps: [], probes: [], sentNonIdempotent: false, control: null },
} as const satisfies Partial<AttemptEvidence>;
