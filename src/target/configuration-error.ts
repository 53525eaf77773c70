/** One thing wrong with the configuration; holds no secret's value. */
export interface ConfigurationFault {
  readonly variable: string;
  /** What is wrong, with the value where it may be shown: `"two" is not a whole number`. */
  readonly rule: string;
  /** What would be right, with an example. */
  readonly allowed: string;
}

/** Every fault of the configuration at once. A run that meets it exits 2. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly faults: readonly ConfigurationFault[];

  /** @param of a target, or the file of settings or the options that have the faults */
  constructor(of: string, faults: readonly ConfigurationFault[]) {
    const width = Math.max(...faults.map(({ variable }) => variable.length));
    // Neighbours with one and the same remedy are told it once.
    const lines = faults.flatMap(({ variable, rule, allowed }, index) => [
      `  ${variable.padEnd(width)}  ${rule}`,
      ...(faults[index + 1]?.allowed === allowed ? [] : [`  ${' '.repeat(width)}  allowed: ${allowed}`]),
    ]);
    const things = faults.length === 1 ? 'one thing is' : `${faults.length} things are`;
    // settings of a file, and options, have nothing to do with the variables
    const isElsewhere = of.endsWith('.yaml') || of.startsWith('--');
    const whose = isElsewhere ? `in ${of}` : `for target "${of}"`;
    const hint = isElsewhere ? '' : '\n.env.example says what each variable is for.';
    super(`The configuration ${whose} cannot be used; ${things} wrong:\n${lines.join('\n')}${hint}`);
    this.faults = faults;
  }
}
