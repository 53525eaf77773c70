import { targetNames } from '../target/types.ts';
import { channelsFor, type Routed } from './route.ts';
import { routedKinds } from './settings-shape.ts';
import { severities, type AlertSettings, type Route } from './types.ts';

type Fault = (path: readonly (string | number)[], rule: string, allowed: string) => void;

const within = <T>(inner: readonly T[] | null, outer: readonly T[] | null): boolean =>
  outer === null || (inner !== null && inner.every((one) => outer.includes(one)));

/** Whatever the second takes, the first has taken. */
const shadows = (first: Route, second: Route): boolean =>
  !first.goOn &&
  within(second.severities, first.severities) &&
  within(second.targets, first.targets) &&
  within(second.owners, first.owners) &&
  within(second.kinds, first.kinds);

/** A critical incident that somebody owns, and one that nobody does, on each target and at each step. */
function* critical(owners: readonly string[]): Generator<Routed> {
  for (const target of targetNames)
    for (const kind of routedKinds.filter((one) => one !== 'digest'))
      for (const owner of ['', ...owners])
        yield { kind, severity: 'critical', target, incident: { owners: owner === '' ? [] : [owner] } };
}

/** What only shows when the routes are looked at together: names of no channel, routes that nothing reaches, and what nobody would be told. */
export function checkRoutes(
  { routes, fallback }: Pick<AlertSettings, 'routes' | 'fallback'>,
  channels: ReadonlyMap<string, string>,
  fault: Fault,
): void {
  const declared = `the name of a declared channel (${[...channels.keys()].join(', ') || 'none is declared'})`;
  const lists = [
    ...routes.map((route, index) => ({ path: ['routes', index, 'channels'], named: route.channels })),
    { path: ['default'], named: fallback },
  ];
  for (const { path, named } of lists)
    for (const [index, name] of named.entries())
      if (!channels.has(name)) fault([...path, index], `${JSON.stringify(name)} is no channel`, declared);

  for (const [index, route] of routes.entries()) {
    const before = routes.slice(0, index).findIndex((earlier) => shadows(earlier, route));
    if (before !== -1)
      fault(
        ['routes', index],
        `is never reached: routes.${String(before)} takes all that it would`,
        'the narrower route first, or "continue: true" in the earlier one',
      );
    if (route.kinds?.every((kind) => kind === 'digest') === true)
      for (const [at, name] of route.channels.entries())
        if (channels.get(name) === 'alertmanager')
          fault(
            ['routes', index, 'channels', at],
            `${JSON.stringify(name)} is an Alertmanager, and a digest is no alert`,
            'a channel that people read',
          );
  }

  const named = new Set(lists.flatMap((list) => list.named));
  for (const name of channels.keys())
    if (!named.has(name))
      fault(['channels', name], 'is told nothing: no route names it', 'its name in a route or in default');

  const owners = [...new Set(routes.flatMap((route) => route.owners ?? []))];
  for (const message of critical(owners)) {
    if (channelsFor(message, { routes, fallback }).length > 0) continue;
    const [owner] = message.incident?.owners ?? [];
    const whose = owner === undefined ? '' : ` of ${owner}`;
    // the first tells the gap; the others are its neighbours
    fault(
      ['default'],
      `leaves nobody who is told when a ${severities[0]} incident${whose} on ${message.target} is ${message.kind}`,
      'a channel in default, or in the route that takes it',
    );
    break;
  }
}
