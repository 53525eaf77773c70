import type { Rule, WrittenLine } from '../rules.ts';
import { underTree } from './paths.ts';

const isElsewhere = (value: string): boolean => value.startsWith('|') || /^syslog(:|$)/.test(value);

const elsewhereWhy = (value: string): string =>
  value.startsWith('|')
    ? 'a file takes the place of the program, which is not started: whether it would be is not shown'
    : 'a file takes the place of the system’s log';

/** One file takes what all virtual hosts say: the errors of a rehearsal are read in their order. */
export const errorLog: Rule = (line, { errorLog: path }) => {
  const [value = ''] = line.met[0].values;
  return {
    args: `"${path}"`,
    told: { to: path, why: isElsewhere(value) ? elsewhereWhy(value) : 'one error log for all, that is read here' },
  };
};

/** CustomLog, TransferLog, GlobalLog, ForensicLog: their first argument is where it goes. */
export const accessLog: Rule = (line: WrittenLine, mapping) => {
  const [value = ''] = line.met[0].values;
  if (!isElsewhere(value)) return underTree(line, mapping, 0, 'parent');
  return {
    tokens: new Map([[0, `"${mapping.pipedLog}"`]]),
    told: { to: mapping.pipedLog, why: elsewhereWhy(value) },
  };
};

export const errorLogFormat: Rule = () => ({
  line: null,
  told: { to: '(left out)', why: 'the errors of a rehearsal have one format, which names the request' },
});

const quiet = /^(?:(\w+):)?(emerg|alert|crit)$/i;

/** Errors have to be heard. */
export const logLevel: Rule = (line) => {
  const values = line.met[0].values;
  if (!values.some((value) => quiet.test(value))) return null;
  const to = values
    .map((value) => value.replace(quiet, (_, module?: string) => `${module ? `${module}:` : ''}error`))
    .join(' ');
  return { args: to, told: { to, why: 'errors have to be heard' } };
};
