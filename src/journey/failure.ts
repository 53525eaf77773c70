import type { TestInfoError } from '@playwright/test';
import type { Failure } from '../evidence/types.ts';

const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
const longest = 2_000;

/** Prefix of the error by which the suite itself ends an attempt; Playwright puts its own words before it. */
export const endedByUs = 'Ended at once: ';

const kinds: readonly { readonly kind: Failure['kind']; readonly why: string; readonly pattern: RegExp }[] = [
  { kind: 'aborted', why: 'the suite ended the attempt itself', pattern: new RegExp(endedByUs) },
  {
    kind: 'expectation',
    why: "an assertion's error begins with its call; to wait in vain for what a page should show is no less one",
    pattern: /^(?:Error: )?expect\(|Expected|toPass|locator\.waitFor: Timeout/,
  },
  { kind: 'timeout', why: "the test's own time", pattern: /^(?:Error: )?Test timeout of|Fixture ".*" timeout/ },
  {
    kind: 'action',
    why: 'a call on a page, frame or locator',
    pattern: /(?:^|\n|\s)(?:page|locator|frame|elementHandle|keyboard|mouse|context|browserContext)\.\w+:|net::ERR_/,
  },
];

/** Playwright's errors of one attempt as failures. The innermost step is not known here; the reporter adds it. */
export function failuresOf(errors: readonly TestInfoError[], redact: (text: string) => string): Failure[] {
  return errors.map((error) => {
    const message = redact((error.message ?? error.value ?? '').replace(colours, '').slice(0, longest));
    return { kind: kinds.find(({ pattern }) => pattern.test(message))?.kind ?? 'code', message, step: null };
  });
}
