import type { AlertSettings, Message, Route } from './types.ts';

/** What a route looks at. */
export type Routed = Pick<Message, 'kind' | 'severity' | 'target'> & {
  readonly incident: Pick<NonNullable<Message['incident']>, 'owners'> | null;
};

const allows = <T>(allowed: readonly T[] | null, asked: readonly T[]): boolean =>
  allowed === null || asked.some((one) => allowed.includes(one));

const matches = (route: Route, { kind, severity, target, incident }: Routed): boolean =>
  allows(route.kinds, [kind]) &&
  allows(route.severities, [severity]) &&
  allows(route.targets, [target]) &&
  allows(route.owners, incident?.owners ?? []);

/** Names of the channels that a message goes to, each once; none: a route that says so. Pure. */
export function channelsFor(message: Routed, settings: Pick<AlertSettings, 'routes' | 'fallback'>): readonly string[] {
  const taken: Route[] = [];
  for (const route of settings.routes) {
    if (!matches(route, message)) continue;
    taken.push(route);
    if (!route.goOn) break;
  }
  const names = taken.length === 0 ? settings.fallback : taken.flatMap(({ channels }) => channels);
  return [...new Set(names)];
}
