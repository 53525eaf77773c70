import { verdicts, type JourneyRecord, type RunRecord } from '../verdict/types.ts';
import { hasFailed, isBadByItself, standingOf, whyOf, type Standing } from './standing.ts';
import { runbookLink } from './runbook.ts';
import { verdictWords } from './words.ts';

type Attributes = Readonly<Record<string, string | number>>;

/** An element around text, or around elements. */
interface Element {
  readonly name: string;
  readonly attributes: Attributes;
  readonly content: string | readonly Element[];
}

const element = (name: string, attributes: Attributes, content: Element['content'] = ''): Element => ({
  name,
  attributes,
  content,
});

/** XML 1.0 has no way at all to write most control characters, U+FFFE and U+FFFF. */
// oxlint-disable-next-line no-control-regex
const unspeakable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(unspeakable, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    // as it stands, a parser makes a line feed of it
    .replaceAll('\r', '&#13;');

const inAttribute = (text: string): string =>
  escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');

function render({ name, attributes, content }: Element, indent = ''): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${inAttribute(String(value))}"`);
  const opening = `${indent}<${name}${pairs.join('')}`;
  if (content.length === 0) return `${opening}/>`;
  if (typeof content === 'string') return `${opening}>${escaped(content)}</${name}>`;
  return [`${opening}>`, ...content.map((child) => render(child, `${indent}  `)), `${indent}</${name}>`].join('\n');
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

interface Case {
  readonly standing: Standing;
  readonly ms: number;
  readonly xml: Element;
}

const elementOf: Readonly<Record<Standing, string | null>> = {
  failed: 'failure',
  broken: 'error',
  skipped: 'skipped',
  passed: null,
};

/** What each attempt came to, one line for each: also of what passed in the end. */
const story = ({ attempts }: JourneyRecord): string[] =>
  attempts.map((attempt) => {
    const { index, status, cause, reasons } = attempt;
    const ended = status === 'passed' && hasFailed(attempt) ? 'failed' : status;
    const because = cause === null ? '' : ` (${cause})${reasons.length > 0 ? `: ${reasons.join(' ')}` : ''}`;
    return `Attempt ${index + 1} ${ended}${because}`;
  });

function caseOf(journey: JourneyRecord, { run }: RunRecord): Case {
  const standing = standingOf(journey);
  const { id, project, title, verdict, owner, surfaces, file, attempts, durationMs } = journey;
  const why = whyOf(journey);
  const name = elementOf[standing];
  const errors = attempts.flatMap(({ errors: texts }) => texts);
  const children: Element[] = [];
  if (why !== null && name !== null) {
    const [message = ''] = why.split('\n', 1);
    const more = [...why.split('\n').slice(1), ...story(journey), ...errors].join('\n');
    children.push(element(name, { message, type: verdict }, more));
  }
  // Surefire's word for a failure that a later attempt did not meet again; never for a server error.
  if (verdict === 'transient') {
    for (const { cause, reasons } of attempts.filter(hasFailed))
      children.push(element('flakyFailure', { message: reasons.join(' '), type: cause ?? 'unknown' }));
  }
  if (verdict !== 'passed') {
    const facts = [`verdict: ${verdict}`, `owner: ${owner}`, `surfaces: ${surfaces.join(', ')}`, `journey: ${file}`];
    const told = standing === 'passed' ? [why ?? '', ...story(journey)] : [];
    children.push(element('system-out', {}, [...facts, ...told].join('\n')));
  }
  const attributes = { classname: `${run.target}.${project}.${id}`, name: title, time: seconds(durationMs) };
  return { standing, ms: durationMs, xml: element('testcase', attributes, children) };
}

/** A run that ends badly although no journey does: what counts tests alone would call it good. */
function runCase({ run, headline, advice, outcome, troubles }: RunRecord): Case {
  const told = [...troubles.map(({ message }) => message), advice].join('\n');
  const attributes = { classname: `${run.target}.run`, name: 'The run comes to a verdict', time: '0.000' };
  const error = element('error', { message: headline, type: outcome }, told);
  return { standing: 'broken', ms: 0, xml: element('testcase', attributes, [error]) };
}

/** Journeys by verdict, where the schema knows no property of one test. */
function verdictProperties(journeys: readonly JourneyRecord[]): [name: string, value: string][] {
  return verdicts
    .filter((verdict) => verdict !== 'passed')
    .map((verdict): [string, string] => [
      verdict,
      journeys.flatMap((journey) => (journey.verdict === verdict ? [journey.id] : [])).join(', '),
    ])
    .filter(([, ids]) => ids !== '');
}

function counted(cases: readonly Case[]): Attributes {
  const count = (standing: Standing): number => cases.filter((one) => one.standing === standing).length;
  return { tests: cases.length, failures: count('failed'), errors: count('broken') };
}

function suite(record: RunRecord, name: string, id: number, journeys: readonly JourneyRecord[]): Suite {
  const { run, outcome, exitCode, headline } = record;
  const cases = [
    ...journeys.map((journey) => caseOf(journey, record)),
    ...(id === 0 && isBadByItself(record) ? [runCase(record)] : []),
  ];
  const properties: [string, string][] = [
    ['target', run.target],
    ['run', run.id],
    ['change', run.change?.id ?? ''],
    ['change-url', run.change?.url ?? ''],
    ['outcome', outcome],
    ['outcome-meaning', verdictWords[outcome].meaning],
    ['exit-code', String(exitCode)],
    ['headline', headline],
    ['runbook', runbookLink(outcome)],
    ['location', run.location],
    ['browser', run.browser],
    ...verdictProperties(journeys),
  ];
  const attributes = {
    name: `${run.target}, ${name}`,
    id,
    ...counted(cases),
    skipped: cases.filter(({ standing }) => standing === 'skipped').length,
    time: seconds(cases.reduce((sum, { ms }) => sum + ms, 0)),
    // without a zone, as the older schemas want it: it is UTC
    timestamp: run.startedAt.slice(0, 19),
    hostname: run.location,
  };
  const property = ([key, value]: [string, string]): Element => element('property', { name: key, value });
  const given = properties.filter(([, value]) => value !== '').map(property);
  return {
    cases,
    xml: element('testsuite', attributes, [element('properties', {}, given), ...cases.map(({ xml }) => xml)]),
  };
}

interface Suite {
  readonly cases: readonly Case[];
  readonly xml: Element;
}

/**
 * JUnit XML of a run, as Jenkins' junit-10.xsd has it: a suite for each project, a case for each journey. `failure` is what the site
 * did wrong, a 500 that went away included; `error` is what says nothing of the site; `skipped` was not run.
 */
export function renderJunit(record: RunRecord): string {
  const byProject = Map.groupBy(record.journeys, ({ project }) => project);
  const projects = byProject.size === 0 ? [['run', []] as const] : [...byProject];
  const suites = projects.map(([project, journeys], id) => suite(record, project, id, journeys));
  const cases = suites.flatMap((one) => one.cases);
  const attributes = { name: 'Medscape journeys', ...counted(cases), time: seconds(record.run.durationMs) };
  const whole = element(
    'testsuites',
    attributes,
    suites.map(({ xml }) => xml),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(whole)}\n`;
}
