import { surfaces as allSurfaces } from '../target/types.ts';
import { shortCode } from './error-codes.ts';
import type { Telling, Told } from './findings.ts';
import { isLogin } from './looks.ts';
import type { Cause } from './types.ts';
import { failingSpeaker, plural, sentence, some, speaker } from './words.ts';

/** Whether it is over: what has gone is told in the past. */
const isOver = (telling: Telling): boolean =>
  telling.verdict === 'transient' || telling.verdict === 'intermittent-server-error' || comesAndGoes(telling);

/** No attempt passed, and yet it does not stay: everywhere it was seen good as well. */
const comesAndGoes = ({ verdict, waversEverywhere }: Telling): boolean =>
  verdict === 'server-error' && waversEverywhere;

/** `answers`, `answer` or `answered`, as the number of surfaces and the time ask for it. */
const verb = (telling: Telling, one: string, many: string, past: string): string =>
  isOver(telling) ? past : telling.surfaces.length === 1 || isEverySurface(telling) ? one : many;

const isEverySurface = ({ surfaces }: Telling): boolean => surfaces.length === allSurfaces.length;

const subject = (telling: Telling): string =>
  isEverySurface(telling) ? 'every surface' : some(telling.surfaces) || 'the site';

const code = ({ told: [first] }: Telling): string => shortCode(first.errorText ?? 'no code');

const status = ({ told: [first] }: Telling): string => String(first.status ?? '5xx');

type Predicate = (telling: Telling) => string;

const answers: Predicate = (telling) => `${verb(telling, 'answers', 'answer', 'answered')} ${status(telling)}`;

/** What a surface does wrong, by cause rule; every other rule of that cause is told by its status. */
const predicates: Readonly<Record<string, Predicate>> = {
  'soft-500': (telling) => `${verb(telling, 'hides', 'hide', 'hid')} a server error behind ${status(telling)}`,
  'soft-503': (telling) => `${verb(telling, 'shows', 'show', 'showed')} a maintenance page under ${status(telling)}`,
  'logged-5xx': (telling) => `logged ${status(telling)} where the browser saw another answer`,
  'logged-unavailable': (telling) => `logged ${status(telling)} where the browser saw another answer`,
  'logged-error': () => 'logged an error where the browser saw a good answer',
  'child-ended': () => 'lost a child of httpd before its time',
  'logged-hop': () => 'could not have a back end at the first try',
  'broken-off': (telling) =>
    `${verb(telling, 'breaks', 'break', 'broke')} off answers that had begun (${code(telling)})`,
  challenge: (telling) => `${verb(telling, 'puts', 'put', 'put')} a bot check before us under ${status(telling)}`,
  'redirect-loop': (telling) => `${verb(telling, 'sends', 'send', 'sent')} users round in a redirect loop`,
  'another-host-or-scheme': (telling) =>
    `${verb(telling, 'redirects', 'redirect', 'redirected')} to another host or scheme than was asked for`,
  certificate: (telling) =>
    `${verb(telling, 'presents', 'present', 'presented')} a certificate that the browser refuses (${code(telling)})`,
  'no-answer': (telling) => `${verb(telling, 'gives', 'give', 'gave')} no HTTP answer (${code(telling)})`,
  'still-waiting': (telling) => `${verb(telling, 'does', 'do', 'did')} not answer in time`,
  'late-answers': (telling) => `${verb(telling, 'answers', 'answer', 'answered')} too late`,
};

function where({ paths, everyPage }: Telling): string {
  if (everyPage) return ' on every page asked for';
  if (paths.length === 0) return '';
  return paths.length <= 3 ? ` on ${some(paths)}` : ` on ${String(paths.length)} paths`;
}

/** Longer lines of a log stand in the reasons. */
const longestLine = 120;

/** Who spoke, where an answer that failed shows it, and what the server's error log says of it. */
function by({ told }: Telling): string {
  const logged = told.find((one) => one.logged !== null)?.logged ?? null;
  const line = logged !== null && logged.length > longestLine ? `${logged.slice(0, longestLine - 1)}…` : logged;
  const parts = [bySpeaker(told[0]), line].filter((part) => part !== null);
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function bySpeaker({ rule, layer, status: answered, speaker: recognised, logged }: Told): string | null {
  if (rule === 'soft-500' || rule === 'soft-503')
    return recognised?.replace(/; its log says .*$/, '') ?? 'as its text shows';
  if (layer === 'unknown' || answered === null || answered < 400) return null;
  // of what the browser did not see there is no page
  if (rule.startsWith('logged-')) return logged === null ? 'as the access log has it' : null;
  return answered >= 500 ? failingSpeaker(layer) : speaker(layer);
}

function radius({ journeys, ofJourneys, isOfLogAlone }: Telling): string {
  if (isOfLogAlone) return "seen in the server's log alone";
  if (journeys === 0) return 'seen before the journeys';
  if (journeys < ofJourneys) return `${String(journeys)} of ${plural(ofJourneys, 'journey')}`;
  return ofJourneys === 1 ? '1 journey' : `all ${plural(ofJourneys, 'journey')}`;
}

const how = (telling: Telling): string => {
  const { suppressed, verdict, told } = telling;
  if (suppressed) return `; a known issue of ${suppressed.owner} until ${suppressed.expires}`;
  if (verdict === 'transient') return '; it went away and stayed away';
  if (verdict === 'intermittent-server-error') return '; not every time, and no retry erases it';
  if (verdict === 'server-error' && telling.wavering.length > 0 && !telling.waversEverywhere)
    return `; not every time on ${some(telling.wavering)}`;
  if (verdict === 'inconclusive' && told.some(({ journey }) => journey.judgement.rule === 'not-verified'))
    return '; nobody has seen it pass on this target yet';
  return '';
};

const firstReason = ({ told: [first] }: Telling): string => first.reason ?? 'no reason was recorded';

const aboutPages: Predicate = (telling) =>
  `${subject(telling)} ${(predicates[telling.told[0].rule] ?? answers)(telling)}${where(telling)}${comesAndGoes(telling) ? ', not every time' : ''}${by(telling)}, ${radius(telling)}`;

const aboutJourneys: Predicate = (telling) => sentence(`${radius(telling)}${where(telling)}: ${firstReason(telling)}`);

/** Findings without a cause, by what they are instead. */
const causeless: Readonly<Record<string, Predicate>> = {
  'over-budget': (telling) =>
    telling.journeys === 1
      ? `Over a budget in ${telling.told[0].journey.input.id}: ${firstReason(telling)}`
      : `Over a budget in ${radius(telling)}, first: ${firstReason(telling)}`,
  'unfelt-failure': (telling) => `${firstReason(telling)}, ${radius(telling)}`,
};

const notRun: Predicate = (telling) => `${plural(telling.told.length, 'journey')} not run: ${firstReason(telling)}`;

const byCause: Readonly<Record<Cause, Predicate>> = {
  'server-error': aboutPages,
  unavailable: aboutPages,
  blocked: aboutPages,
  'client-error': aboutPages,
  network: aboutPages,
  slow: aboutPages,
  runner: (telling) =>
    telling.told.every(({ errorText }) => errorText === 'log-incomplete')
      ? firstReason(telling)
      : telling.isOfLogAlone
        ? `The server's log cannot testify: ${firstReason(telling)}`
        : `Our own side was in the way of ${radius(telling)}: ${firstReason(telling)}`,
  content: aboutJourneys,
  unknown: aboutJourneys,
};

/** One finding in one sentence, without its full stop. */
export function headlineFor(telling: Telling): string {
  const [{ cause, rule }] = telling.told;
  const told = cause === null ? (causeless[rule] ?? notRun) : byCause[cause];
  return `${told(telling).replace(/[.\s]+$/, '')}${how(telling)}`;
}

const time = (at: string): string => `${at.slice(11, 19)} UTC`;

/** Where the answer to "why" lies, by who spoke. */
function lookAt(telling: Telling): string {
  const { told, firstSeenAt, paths } = telling;
  if (told[0].cause === 'content' || told[0].cause === 'unknown')
    return `compare ${some(paths) || 'the page'} with the screenshots in the report`;
  const id = told.find(({ requestId }) => requestId !== null)?.requestId ?? null;
  const at = `${subject(telling)} at ${time(firstSeenAt)}${id === null ? '' : ` (request id ${id})`}`;
  switch (told[0].layer) {
    case 'httpd':
      return `look at Apache's error log and newest configuration of ${at}`;
    case 'proxy':
      return `look at the backend that Apache could not reach or understand behind ${at}`;
    case 'application':
      return `look at the application's log of ${at}`;
    case 'edge':
      return `look at the edge in front of ${at}, and at the origin behind it`;
    case 'unknown':
      return `look at the server logs of ${at}`;
  }
}

/** Good answers in between have one usual reason. */
const orOneNode = (telling: Telling): string =>
  comesAndGoes(telling) ? '; as good answers came between, see whether one of several nodes is at fault' : '';

const rollBack = (change: string, telling: Telling): string =>
  `Roll back ${change}; then ${lookAt(telling)}${orOneNode(telling)}.`;

function whenSilent(telling: Telling): string {
  const { told, change } = telling;
  if (told[0].rule === 'certificate')
    return `Renew or correct the certificate of ${subject(telling)}${change ? `, or roll back ${change.id} if it came with it` : ''}.`;
  return `See that httpd, DNS and the network of ${subject(telling)} are up${
    change
      ? `; roll back ${change.id} if it cannot be had from another network either`
      : ', and look from another network too'
  }.`;
}

const ourOwnSide: Readonly<Record<string, string>> = {
  'browser-missing': 'Install a browser on the machine that runs this suite, or name one in BROWSER_PATH.',
  configuration: 'Correct the configuration of this run.',
  'production-guard': 'Keep the journey from writing, or list what it may write; nothing was sent.',
  'disk-full': 'Make room on the disk of the machine that runs this suite, and run again.',
  'session-expired':
    'Look at how long the site keeps a session, and at the account: it ended in the middle of the run.',
  'log-silent':
    'Look at the disk and the log configuration of the server, and at how its log is read here: until then, only the browser can testify.',
  'log-incomplete':
    'Look at how the log of the server is read here, and at how it is rotated: of what is missing, only the browser can testify.',
  'no-network': 'Look at the network of the machine that runs this suite, and run again.',
  interrupted: 'Run again.',
};

const renewAccount =
  "Renew the monitor's account, unless the journey that logs in shows that the login itself is broken.";

const notRunAdvice: Readonly<Record<string, string>> = {
  'login-refused': renewAccount,
  outage: 'See to the outage first, then run again.',
  'dead-surface': 'See to the surface that gives no page first, then run again.',
  blocked: 'Have this monitor let through, then run again.',
};

/** What to do now, in one sentence. A rollback only where a change may have done it and undoing it may help. */
export function adviceFor(telling: Telling): string {
  const { verdict, suppressed, change, told } = telling;
  const [first] = told;
  if (suppressed) return `Nothing new to do: ${suppressed.owner} has known of it, until ${suppressed.expires}.`;
  if (first.cause === 'runner')
    return ourOwnSide[first.errorText ?? ''] ?? 'Look at the machine that runs this suite, and run again.';

  // a login that is refused leaves the word to the journey that logs in
  if (first.cause === 'content' && isLogin(first.journey.input)) return renewAccount;

  switch (verdict) {
    case 'transient':
      return 'Nothing to do now: it went away; watch whether it comes again.';
    case 'passed':
      return 'Nothing to do.';
    case 'degraded':
      return `Nobody need be woken; in working hours ${first.rule === 'over-budget' ? 'find out which step is slow' : lookAt(telling)}.`;
    case 'blocked':
      return `Have this monitor let through by what stands before ${subject(telling)}, or let it ask less often; the site behind was not seen.`;
    case 'inconclusive':
      if (first.cause === null) return notRunAdvice[first.rule] ?? 'Run again.';
      if (first.cause === 'network' || first.cause === 'slow')
        return 'Find out whether what was sent has arrived before it is sent again, then run again.';
      return 'Look at the page with your own eyes: where it is right, mend the journey; where it is wrong, treat this as a regression.';
    case 'unreachable':
      return whenSilent(telling);
    case 'server-error':
    case 'intermittent-server-error':
    case 'regression':
      // nobody knows whether the site or the journey is at fault
      if (change && first.cause === 'unknown')
        return `${sentence(lookAt(telling))}; roll back ${change.id} if the page is wrong.`;
      return change ? rollBack(change.id, telling) : `${sentence(lookAt(telling))}${orOneNode(telling)}.`;
  }
}
