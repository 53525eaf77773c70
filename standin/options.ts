import { parseArgs } from 'node:util';
import { chapters, layFault } from './faults/index.ts';
import { defaultSwitches, type Switches } from './switches.ts';

/** What the command line of the stand-in says. */
export interface CommandLine {
  readonly port: number;
  readonly switches: Switches;
  readonly faults: readonly string[];
  /** File of the access log; null: stdout. */
  readonly log: string | null;
  readonly help: boolean;
}

/** A command line that cannot be understood; the message says what is wrong and what is allowed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const settings = {
  port: { type: 'string', default: '4310' },
  fault: { type: 'string', multiple: true },
  log: { type: 'string' },
  consent: { type: 'string', default: 'on' },
  wall: { type: 'string', default: defaultSwitches.wall },
  'adhesive-footer': { type: 'boolean', default: defaultSwitches.adhesiveFooter },
  popup: { type: 'boolean', default: defaultSwitches.popup },
  'slow-lookup': { type: 'string', default: String(defaultSwitches.slowLookup) },
  'empty-types': { type: 'boolean', default: defaultSwitches.emptyTypes },
  'no-interaction-code': { type: 'string', default: String(defaultSwitches.noInteractionCode) },
  'session-minutes': { type: 'string', default: String(defaultSwitches.sessionMinutes) },
  missing: { type: 'string', default: defaultSwitches.missing },
  hydration: { type: 'string', default: String(defaultSwitches.hydration) },
  help: { type: 'boolean', default: false, short: 'h' },
} as const;

/** One line a fault, under its chapter. */
function listFaults(): string {
  const width = Math.max(...chapters.flatMap(([, faults]) => faults.map(({ id }) => id.length)));
  return chapters
    .filter(([, faults]) => faults.length > 0)
    .map(([title, faults]) =>
      [`  ${title}`, ...faults.map(({ id, story }) => `    ${id.padEnd(width)}  ${story}`)].join('\n'),
    )
    .join('\n');
}

export const help = `The local Medscape: all surfaces by host name on one port of 127.0.0.1.

  npm run standin -- --port 4310
  npm run standin -- --port 4310 --wall redirect --fault 'd01@/drug/*'

  --apache [http|https]    behind the system's Apache httpd, without TLS (http) or with (npm run standin alone knows it)
  --port N                 port to listen on, 0 for any free one (4310)
  --log FILE               append the access log (combined format) to FILE instead of stdout
  --consent on|off         ask visitors for their cookie consent (on)
  --wall MODE              what an anonymous reader of an article meets: cover, redirect or none (cover)
  --adhesive-footer        an advertisement at the foot of the window, a moment after load
  --popup                  a layer over the page, a moment after load
  --slow-lookup MS         the drug lookup takes MS longer (0)
  --empty-types            the drug lookup finds nothing
  --no-interaction-code N  errorCode where no interaction was found (0)
  --session-minutes N      a session expires after N minutes (120)
  --missing soft|hard      a missing page answers 200 or 404 (hard)
  --hydration MS           the calculators' form appears after MS (300)
  --fault ID[@PATH-GLOB]   misbehave; may be repeated, the first that matches a request wins.
                           The glob is over the path ("/drug/*", "*"), or over surface and path ("login/*").
                           Those that break connections stand in front, and so win over all others.
  --help                   this text

Faults:
${listFaults()}
`;

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new UsageError(`--${option} is "${value}"; allowed are ${allowed.join(', ')}`);
  return found;
}

function numberWithin(option: string, value: string, rule: { min: number; max: number; whole: boolean }): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  const fits = number >= rule.min && number <= rule.max && (!rule.whole || Number.isInteger(number));
  if (!fits) {
    const kind = rule.whole ? 'a whole number' : 'a number';
    throw new UsageError(`--${option} is "${value}"; it must be ${kind} from ${rule.min} to ${rule.max}`);
  }
  return number;
}

/** @throws {UsageError} */
export function readCommandLine(args: readonly string[]): CommandLine {
  const values = parse(args);
  const faultTexts = values.fault ?? [];
  const milliseconds = { min: 0, max: 600_000, whole: true };
  for (const text of faultTexts) {
    try {
      layFault(text);
    } catch (error) {
      throw new UsageError(`--fault: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    port: numberWithin('port', values.port, { min: 0, max: 65_535, whole: true }),
    faults: faultTexts,
    log: values.log ?? null,
    help: values.help,
    switches: {
      consent: oneOf('consent', values.consent, ['on', 'off']) === 'on',
      wall: oneOf('wall', values.wall, ['cover', 'redirect', 'none']),
      adhesiveFooter: values['adhesive-footer'],
      popup: values.popup,
      slowLookup: numberWithin('slow-lookup', values['slow-lookup'], milliseconds),
      emptyTypes: values['empty-types'],
      noInteractionCode: numberWithin('no-interaction-code', values['no-interaction-code'], {
        min: -9_999,
        max: 9_999,
        whole: true,
      }),
      sessionMinutes: numberWithin('session-minutes', values['session-minutes'], {
        min: 0.001,
        max: 100_000,
        whole: false,
      }),
      missing: oneOf('missing', values.missing, ['soft', 'hard']),
      hydration: numberWithin('hydration', values.hydration, milliseconds),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: settings, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // parseArgs names the option and what is wrong with it in its first sentence; the rest is advice on escaping.
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error);
    throw new UsageError(message);
  }
}
