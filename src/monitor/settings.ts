import { resolve } from 'node:path';
import { Cron } from 'croner';
import { z } from 'zod';
import { readSettingsFile } from '../target/settings-file.ts';
import { surfaces, targetNames, type Surface, type TargetName } from '../target/types.ts';
import type { MonitorSettings } from './types.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

export const defaultSettings: MonitorSettings = {
  journeysAt: '0 * * * *',
  jitterMs: 5 * minuteMs,
  pulseEveryMs: minuteMs,
  pulseUrls: [],
  journeysWhileOpenMs: 10 * minuteMs,
  requestsPerHour: 10_000,
  requestsPerRun: 1_000,
  // a run that is due each hour, an hour of patience, and what a run takes
  staleAfterMs: 130 * minuteMs,
};

/** The most requests that a suspicious answer costs beside the one that met it: two attempts more, each with three probes. */
export const confirmingPrice = 8;

const wholeNumber = (min: number, max: number, unit: string) =>
  z
    .int(`is no whole number (${unit})`)
    .min(min, `is less than ${String(min)} (${unit})`)
    .max(max, `is more than ${String(max)} (${unit})`);

/** Why it is no cron expression; null: it is one. */
function whyNoCron(text: string): string | null {
  try {
    return new Cron(text, { timezone: 'UTC', paused: true }).nextRun() === null ? 'is never due again' : null;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
  }
}

const cron = z.string('is no cron expression').superRefine((value, context) => {
  const why = whyNoCron(value);
  if (why !== null)
    context.addIssue({ code: 'custom', message: `${JSON.stringify(value)} is no cron expression: ${why}` });
});

const place = z.string('is no surface with a path').superRefine((value, context) => {
  const [surface = '', path = '', ...more] = value.split(' ');
  const why = !surfaces.some((known) => known === surface)
    ? `${JSON.stringify(surface)} is no surface (${surfaces.join(', ')})`
    : !/^\/[^\s#]*$/.test(path) || path.startsWith('//') || more.length > 0
      ? `${JSON.stringify(value)} names no path, such as "${surface} /drugs"`
      : null;
  if (why !== null) context.addIssue({ code: 'custom', message: why });
});

const perTarget = z
  .strictObject({
    journeysAt: cron,
    jitterSeconds: wholeNumber(0, 3_600, 'seconds'),
    pulseEverySeconds: wholeNumber(1, 3_600, 'seconds'),
    pulseUrls: z.array(place, 'is no list').max(50, 'has more than 50 entries'),
    journeysWhileOpenMinutes: wholeNumber(1, 1_440, 'minutes'),
    requestsPerHour: wholeNumber(1, 1_000_000, 'requests'),
    requestsPerRun: wholeNumber(1, 100_000, 'requests'),
    staleAfterMinutes: wholeNumber(1, 43_200, 'minutes'),
  })
  .partial();
type Declared = z.infer<typeof perTarget>;

const sections = ['default', ...targetNames] as const;
const shape = z.partialRecord(
  z.enum(sections, { error: `is neither default nor a target (${targetNames.join(', ')})` }),
  perTarget.nullable(),
);

const allowed =
  'default or a target, and below it: journeysAt (cron, UTC), jitterSeconds, pulseEverySeconds, pulseUrls ("reference /drugs"), journeysWhileOpenMinutes, requestsPerHour, requestsPerRun, staleAfterMinutes';

export const monitorFile = resolve(import.meta.dirname, '../../monitor.yaml');

function toPlace(text: string): { readonly surface: Surface; readonly path: string } {
  const [name, path = '/'] = text.split(' ');
  return { surface: surfaces.find((known) => known === name) ?? 'www', path };
}

const times = (value: number | undefined, unit: number, otherwise: number): number =>
  value === undefined ? otherwise : value * unit;

function settingsOf(declared: Declared): MonitorSettings {
  const usual = defaultSettings;
  return {
    journeysAt: declared.journeysAt ?? usual.journeysAt,
    jitterMs: times(declared.jitterSeconds, secondMs, usual.jitterMs),
    pulseEveryMs: times(declared.pulseEverySeconds, secondMs, usual.pulseEveryMs),
    pulseUrls: declared.pulseUrls?.map(toPlace) ?? usual.pulseUrls,
    journeysWhileOpenMs: times(declared.journeysWhileOpenMinutes, minuteMs, usual.journeysWhileOpenMs),
    requestsPerHour: declared.requestsPerHour ?? usual.requestsPerHour,
    requestsPerRun: declared.requestsPerRun ?? usual.requestsPerRun,
    staleAfterMs: times(declared.staleAfterMinutes, minuteMs, usual.staleAfterMs),
  };
}

/** Requests that an hour of pulses takes, with room to confirm one of them. */
export function pulsesPerHour({ pulseEveryMs, pulseUrls }: MonitorSettings): number {
  const urls = surfaces.length + pulseUrls.length;
  return Math.ceil(hourMs / pulseEveryMs) * urls + urls * confirmingPrice;
}

/**
 * What `monitor.yaml` in the project's folder declares for a target, over what it declares for all of them; what neither names, or no file,
 * has the default.
 *
 * @throws ConfigurationError with every fault of the file and its line
 */
export function readMonitorSettings(target: TargetName, file = monitorFile): MonitorSettings {
  const read = readSettingsFile(file, { shape, allowed, of: 'the monitor' });
  if (read === null) return defaultSettings;
  const { data, fault, check } = read;
  const of = (name: TargetName): MonitorSettings => settingsOf({ ...data.default, ...data[name] });
  for (const name of targetNames) {
    const settings = of(name);
    const least = pulsesPerHour(settings) + settings.requestsPerRun;
    if (settings.requestsPerHour < least) {
      const section = data[name] ? name : 'default';
      const own = data[section]?.requestsPerHour === undefined ? [section] : [section, 'requestsPerHour'];
      const rule = `requestsPerHour ${String(settings.requestsPerHour)} is less than an hour of pulses and one run of the journeys take on ${name}: ${String(least)}`;
      fault(own, rule, 'more requests, fewer pulseUrls, or a longer pulseEverySeconds');
      if (section === 'default') break;
    }
  }
  check();
  return of(target);
}
