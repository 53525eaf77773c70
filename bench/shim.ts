import { registerHooks } from 'node:module';

/** The module that every journey imports its `test`, `expect` and `journey` from. */
const journeyModule = new URL('../src/journey/index.ts', import.meta.url).href;

/**
 * Gives the journeys, unchanged, another runner's `test`: what they import from `src/journey/index.ts` comes from this module instead.
 *
 * @param module URL of a module that exports `test`, `expect` and `journey`
 * @param expectFrom package that `@playwright/test` stands for, where the runner brings an `expect` of its own
 */
export function runJourneysWith(module: string, expectFrom?: string): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === '@playwright/test' && expectFrom !== undefined) return next(expectFrom, context);
      const resolved = next(specifier, context);
      return resolved.url === journeyModule ? { ...resolved, url: module } : resolved;
    },
  });
}
