import { checks, runChecks } from './checks.ts';
import type { Verb } from './verb.ts';

export const lint: Verb = {
  name: 'lint',
  summary: 'check types, lint rules and formatting, side by side',
  example: 'npm run lint',
  run: async () => ((await runChecks(checks)) === 0 ? 0 : 1),
};
