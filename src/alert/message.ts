import { isServerError } from '../history/incidents/observe.ts';
import { since } from '../history/incidents/words.ts';
import type { Incident } from '../history/types.ts';
import { idOf } from '../report/format.ts';
import { surfaces as allSurfaces } from '../target/types.ts';
import { shortCode } from '../verdict/error-codes.ts';
import { isLook } from '../verdict/looks.ts';
import type { Cause, Verdict } from '../verdict/types.ts';
import { plural, some } from '../verdict/words.ts';
import { toDo, type ToDo } from './todo.ts';
import type { Message, MessageKind, Severity } from './types.ts';
import { clipped, clock, lasting, plainLine, published } from './words.ts';

/** What is told of an incident. */
export interface Tidings {
  readonly kind: Exclude<MessageKind, 'digest' | 'test'>;
  /** As it is now, which may be further than what is told. */
  readonly incident: Incident;
  readonly at: string;
  /** What has happened to it, in a sentence; null: nothing (a reminder). */
  readonly why: string | null;
  /** The run that it followed from; null: none, and the newest that saw it is linked. */
  readonly run: string | null;
  /** Of what is back: the change that the site is under now, where it is not the one that it first followed. Default: none is known. */
  readonly under?: string | null;
}

/** What a message says beside the incident. */
export interface Surroundings {
  /** The team of each journey, by journey id. */
  readonly owners: ReadonlyMap<string, string>;
  /** From where it is told. */
  readonly location: string;
  /** Where the folder of reports is published; null: nowhere. */
  readonly reportsUrl: string | null;
  /** The section of the team's own runbook; null: it has none, and the one beside the reports is linked. */
  readonly runbook: (verdict: Verdict) => string | null;
}

const longestHeadline = 200;

/** Somebody is woken where users may be met by it now; where one location alone cannot reach the site, its own network may be at fault. */
export function severityOf({ verdict, onlyAt }: Pick<Incident, 'verdict' | 'onlyAt'>): Severity {
  if (isServerError(verdict)) return 'critical';
  if (verdict === 'unreachable') return onlyAt === null ? 'critical' : 'warning';
  return 'warning';
}

const code = (what: string | null): string => (what === null ? '' : ` (${shortCode(what)})`);
const answered = (what: string | null): boolean => what !== null && /^\d{3}$/.test(what);

/** What is broken, in as few words as can be read at night. */
const troubles: Readonly<Record<Cause, (what: string | null) => string>> = {
  'server-error': (what) =>
    answered(what) && (what ?? '') >= '500' ? (what ?? '') : `hidden server error${code(what)}`,
  unavailable: (what) =>
    !answered(what)
      ? `answers break off${code(what)}`
      : (what ?? '') >= '500'
        ? (what ?? '')
        : `maintenance page${code(what)}`,
  blocked: (what) => `blocked${code(what)}`,
  runner: () => 'our own side is broken',
  'client-error': (what) => (answered(what) ? (what ?? '') : `wrong redirect${code(what)}`),
  network: (what) => `no answer${code(what)}`,
  slow: () => 'no answer in time',
  content: () => 'wrong page',
  unknown: () => 'journey fails',
};

const sureness: Readonly<Partial<Record<Verdict, string>>> = {
  'server-error': 'every try',
  'intermittent-server-error': 'not every try',
  unreachable: 'every try',
};

function where({ surfaces }: Incident): string {
  if (surfaces.length === 0) return '';
  return surfaces.length === allSurfaces.length ? ' on every surface' : ` on ${some(surfaces)}`;
}

function whom({ journeys }: Incident): string {
  const [first, ...others] = journeys.filter((name) => !isLook(idOf(name)));
  if (first === undefined) return '';
  return others.length === 0 ? `, ${clipped(first, 40)}` : `, ${plural(others.length + 1, 'journey')}`;
}

const after = ({ incident, under = null }: Tidings): string => {
  if (under !== null) return `, under ${clipped(under, 40)}`;
  if (incident.after === null) return '';
  const { change, sinceMs } = incident.after;
  return `, ${sinceMs < 60_000 ? 'right' : lasting(sinceMs)} after ${clipped(change, 40)}`;
};

/** How sure it is, the surest first. */
function sure({ verdict, onlyAt, flapping, state, cleanRuns, runs }: Incident, kind: Tidings['kind']): string[] {
  // of what is over: how sure that is
  if (kind === 'resolved')
    return [
      ...(state === 'resolved' && cleanRuns > 0 ? [`${plural(cleanRuns, 'clean run')} since`] : []),
      ...(flapping ? ['comes and goes'] : []),
    ];
  const seen = sureness[verdict];
  return [
    ...(seen === undefined ? [] : [seen]),
    ...(onlyAt === null ? [] : [`from ${clipped(onlyAt, 24)} alone`]),
    ...(flapping ? ['comes and goes'] : []),
    ...(state === 'recovering' ? [`${plural(cleanRuns, 'clean run')} since`] : []),
    ...(runs.length > 1 ? [`${plural(runs.length, 'run')}`] : []),
  ];
}

const marks: Readonly<Record<Tidings['kind'], string>> = {
  opened: ':',
  reminded: ' STILL:',
  escalated: ' WORSE:',
  reopened: ' AGAIN:',
  resolved: '',
};

const endOf = ({ incident, at }: Tidings): string => (incident.lastSeenAt < at ? incident.lastSeenAt : at);

function times(tidings: Tidings): string {
  const { kind, incident, at } = tidings;
  const { firstSeenAt } = incident;
  if (kind === 'resolved') {
    const end = endOf(tidings);
    const lasted = lasting(Date.parse(end) - Date.parse(firstSeenAt));
    return end === firstSeenAt
      ? `, seen once at ${clock(firstSeenAt, at)}`
      : `, for ${lasted} since ${clock(firstSeenAt, at)}`;
  }
  const still = kind === 'reminded' ? `, for ${lasting(Date.parse(at) - Date.parse(firstSeenAt))}` : '';
  return kind === 'reopened' ? `, again at ${clock(at, at)}` : `${still}, since ${clock(firstSeenAt, at)}`;
}

/** What it first followed may have been rolled back long ago, where it is back under another change. */
function toDoNow({ incident, under = null }: Tidings): ToDo {
  if (under === null) return toDo(incident);
  const { brief, whole } = toDo({ ...incident, after: null });
  return { brief, whole: `${whole} It is back under ${under}: roll that back unless something else explains it.` };
}

/** What is broken, for whom, since when, after which change, how sure, and what to do. */
function headlineOf(tidings: Tidings): string {
  const { kind, incident } = tidings;
  const { target, origin } = incident;
  const name = target.toUpperCase();
  const mark = kind === 'resolved' ? `RESOLVED ${name}:` : `${name}${marks[kind]}`;
  const trouble = `${mark} ${troubles[origin.cause](origin.what)}${where(incident)}`;
  const end = kind === 'resolved' ? '' : `: ${toDoNow(tidings).brief}`;
  const [surest, ...others] = sure(incident, kind);
  const inBrackets = (words: readonly (string | undefined)[]): string => {
    const said = words.filter((word) => word !== undefined);
    return said.length === 0 ? '' : ` (${said.join(', ')})`;
  };
  const wholes = [
    [whom(incident), after(tidings), inBrackets([surest, ...others])],
    [whom(incident), after(tidings), inBrackets([surest])],
    ['', after(tidings), inBrackets([surest])],
    ['', after(tidings), ''],
  ].map(([who = '', change = '', how = '']) => plainLine(`${trouble}${who}${times(tidings)}${change}${how}${end}`));
  return wholes.find((line) => line.length <= longestHeadline) ?? clipped(wholes.at(-1) ?? '', longestHeadline);
}

/** `home, search and 3 more, on desktop and phone`: a journey that fails in several projects is named once. */
function named(journeys: readonly string[]): string {
  const ids = [...new Set(journeys.map((name) => idOf(name).id))];
  if (ids.length === journeys.length) return some(journeys);
  const projects = new Set(journeys.map((name) => name.slice(idOf(name).id.length).replace(/^ \((.*)\)$/, '$1')));
  return `${some(ids)}, on ${some([...projects].filter((project) => project !== ''))}`;
}

function factsOf({ kind, incident, why, under = null }: Tidings, owners: readonly string[]): Message['facts'] {
  const { id, headline, journeys, paths, nodes, lastSeenAt, acknowledged, muted, runs } = incident;
  const facts: readonly (readonly [string, string])[] = [
    ['What has changed', kind === 'opened' ? '' : (why ?? '')],
    ['Seen', `${headline}.`],
    ['Journeys', named(journeys)],
    ['Paths', some(paths)],
    ['Nodes', some(nodes)],
    ['Since', `${since(incident)}; last seen ${clock(lastSeenAt, '')}, by ${plural(runs.length, 'run')}.`],
    ['Change now', under === null ? '' : `${under}, and not the one that it first followed`],
    ['Owners', some(owners)],
    ['Acknowledged', acknowledged === null ? '' : `by ${acknowledged.by}, ${clock(acknowledged.at, '')}`],
    ['Muted', muted === null ? '' : `by ${muted.by} until ${clock(muted.until, '')}: no reminders`],
    ['Incident', kind === 'resolved' ? id : `${id}; npm run incidents -- ack ${id} --by NAME ends its reminders`],
  ];
  return facts
    .map(([name, value]) => ({ name, value: clipped(plainLine(value), 500) }))
    .filter(({ value }) => value !== '');
}

function linksOf({ incident, run }: Tidings, { reportsUrl, runbook }: Surroundings): Message['links'] {
  const shown = run ?? incident.runs[0];
  const links = [
    {
      name: 'report',
      url: shown === undefined ? null : published(reportsUrl, `runs/${encodeURIComponent(shown)}/index.html`),
    },
    { name: 'runbook', url: runbook(incident.verdict) ?? published(reportsUrl, `runbook.html#${incident.verdict}`) },
    { name: 'change', url: incident.after?.url ?? null },
    { name: 'status', url: published(reportsUrl, 'status.html') },
  ] as const;
  return links.flatMap(({ name, url }) => (url !== null && /^https?:\/\//i.test(url) ? [{ name, url }] : []));
}

/** What everybody is told of one moment in an incident's life, the same for every channel. Pure. */
export function incidentMessage(tidings: Tidings, around: Surroundings): Message {
  const { kind, incident, at } = tidings;
  const { id, target, verdict, origin, journeys, surfaces, firstSeenAt, lastSeenAt } = incident;
  const owners = [...new Set(journeys.flatMap((name) => around.owners.get(idOf(name).id) ?? []))].toSorted();
  return {
    ...{ kind, target, at },
    severity: severityOf(incident),
    location: incident.onlyAt ?? around.location,
    headline: headlineOf(tidings),
    advice: plainLine(
      kind === 'resolved'
        ? 'Nothing to do now; see that its reason is known before it comes again.'
        : toDoNow(tidings).whole,
    ),
    facts: factsOf(tidings, owners),
    links: linksOf(tidings, around),
    incident: {
      ...{ id, verdict, journeys, surfaces, owners, firstSeenAt, lastSeenAt },
      ...{ cause: origin.cause, what: origin.what, layer: origin.layer },
      change: incident.after?.change ?? null,
      // of the moment that is told
      resolvedAt: kind === 'resolved' ? (incident.resolvedAt ?? at) : null,
    },
  };
}
