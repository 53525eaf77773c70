import { configured } from '../target/environment.ts';

/** Names the file that tells Playwright's `merge-reports`, by `merge.config.ts`, what is merged. */
export const planVariable = 'JOURNEYS_MERGE_PLAN';

/** Whether this machine is told where the log of that target's server can be read. */
export const namesLog = (target: string): boolean =>
  ['LOG_FILES', 'LOG_COMMAND'].some((name) => configured(name, { overrides: { TARGET: target } }) !== undefined);
