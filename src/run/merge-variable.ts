/** Names the file that tells Playwright's `merge-reports`, by `merge.config.ts`, what is merged. */
export const planVariable = 'JOURNEYS_MERGE_PLAN';
