import { checks, runChecks } from './checks.ts';
import { UsageError, type Verb } from './verb.ts';

const names = checks.map(({ name }) => name);

export const lint: Verb = {
  name: 'lint',
  summary: 'check types, lint rules, formatting, workflows, manifests and alert rules, side by side',
  example: 'npm run lint -- types lint',
  describe: (command) => {
    command.argument('[checks...]', `which of ${names.join(', ')} (default: all)`);
  },
  async run(_options, asked) {
    const unknown = asked.filter((name) => !names.includes(name));
    if (unknown.length > 0)
      throw new UsageError(`There is no check ${unknown.join(', ')}: there are ${names.join(', ')}`);
    const chosen = checks.filter(({ name }) => asked.length === 0 || asked.includes(name));
    return (await runChecks(chosen)) === 0 ? 0 : 1;
  },
};
