import { resolve } from 'node:path';
import { configured, type EnvironmentOptions } from '../target/environment.ts';
import { createRedactor, type Redactor } from '../target/redactor.ts';
import { readSettingsFile } from '../target/settings-file.ts';
import { channelFrom } from './settings-channels.ts';
import { checkRoutes } from './settings-routes.ts';
import { alertsShape } from './settings-shape.ts';
import type { AlertSettings, Route } from './types.ts';

const hourMs = 3_600_000;

/** For one try of one channel, in ms. */
const timeoutMs = 10_000;

const form = {
  shape: alertsShape,
  of: 'the alerts',
  allowed:
    'channels by name (slack, email, webhook, alertmanager), routes, default, remindEveryHours, digestAt, tries, keepTryingHours; docs/alerts.md has an example',
};

/** Nobody is told. */
const nobody: AlertSettings = {
  channels: [],
  routes: [],
  fallback: [],
  remindEveryMs: null,
  digestAt: null,
  tries: 1,
  keepTryingMs: 0,
};

const defaultFile = resolve(import.meta.dirname, '../../alerts.yaml');

export interface AlertSettingsOptions {
  /** Default: `alerts.yaml` in the project's folder. */
  readonly file?: string;
  /** Where variables are looked up. */
  readonly environment?: EnvironmentOptions;
  /** Learns the secrets of the channels, so that nothing that it guards shows them. */
  readonly redactor?: Redactor;
}

/**
 * Who is told what. No file: there are no channels, and nobody is.
 *
 * @throws ConfigurationError with every fault and its line, a variable that is not set among them
 */
export function readAlertSettings({
  file = defaultFile,
  environment = {},
  redactor = createRedactor(),
}: AlertSettingsOptions = {}): AlertSettings {
  const yaml = readSettingsFile(file, form);
  if (yaml === null) return nobody;
  const written = yaml.data;
  const fault = (path: readonly (string | number)[], rule: string, allowed: string): void =>
    yaml.fault(path, `${path.join('.')} ${rule}`, allowed);

  const channels = Object.entries(written.channels).flatMap(([name, settings]) => {
    const channel = channelFrom(
      settings,
      { name, redact: (text) => redactor.text(text), timeoutMs },
      {
        variable: (variable) => configured(variable, environment),
        learn: (secret) => void redactor.learn(secret),
        fault: (field, rule, allowed) => fault(['channels', name, ...field], rule, allowed),
      },
    );
    return channel === null ? [] : [channel];
  });
  const routes = (written.routes ?? []).map((route): Route => ({
    severities: route.severities ?? null,
    targets: route.targets ?? null,
    owners: route.owners ?? null,
    kinds: route.kinds ?? null,
    channels: route.channels,
    goOn: route.continue ?? false,
  }));
  const fallback = written.default ?? [];
  const declared = new Map(Object.entries(written.channels).map(([name, { kind }]) => [name, kind]));
  if (declared.size === 0) fault(['channels'], 'is empty', 'a channel, or no such file where nobody is to be told');
  else checkRoutes({ routes, fallback }, declared, fault);
  yaml.check();

  const { remindEveryHours = 4, digestAt = '0 7 * * *', tries = 30, keepTryingHours = 24 } = written;
  return {
    channels,
    routes,
    fallback,
    remindEveryMs: remindEveryHours === 0 ? null : remindEveryHours * hourMs,
    digestAt: digestAt === 'off' ? null : digestAt,
    tries,
    keepTryingMs: keepTryingHours * hourMs,
  };
}
