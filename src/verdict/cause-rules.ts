import type { AttemptEvidence, Exchange, Failure, Layer } from '../evidence/types.ts';
import type { Surface } from '../target/types.ts';
import { readCode, shortCode, type CodeMeaning } from './error-codes.ts';
import { recognise } from './signature.ts';
import { call, way, type Sighting } from './sighting.ts';
import { isStream } from './sightings.ts';
import type { Cause, Policy } from './types.ts';
import { duration, firstLine, speaker } from './words.ts';

/** One attempt with what every rule asks for, worked out once. */
export interface Scene {
  readonly evidence: AttemptEvidence;
  readonly policy: Policy;
  /** Critical exchanges, most telling first. */
  readonly critical: readonly Exchange[];
  readonly sightings: readonly Sighting[];
  /** Newest main document: where the attempt stood when it ended. */
  readonly page: Exchange | null;
}

/** What a rule found. */
export interface Found {
  readonly reasons: readonly string[];
  readonly status: number | null;
  readonly errorText: string | null;
  readonly layer: Layer;
  readonly surface: Surface | null;
  readonly method: string | null;
  readonly path: string | null;
  readonly exchanges: readonly number[];
}

export interface CauseRule {
  readonly cause: Cause;
  readonly name: string;
  /** What is seen, as the table of causes prints it. */
  readonly evidence: string;
  readonly why: string;
  readonly find: (scene: Scene) => Found | null;
}

const found = (exchange: Exchange, reasons: readonly string[], others: readonly Exchange[] = [exchange]): Found => {
  const { status, errorText, layer, surface, method, path } = exchange;
  return { reasons, status, errorText, layer, surface, method, path, exchanges: others.map(({ n }) => n) };
};

/** What no single exchange shows: told of the page on which the attempt stood. */
const foundOnPage = ({ page }: Scene, reasons: readonly string[], errorText: string | null = null): Found => ({
  reasons,
  status: null,
  errorText,
  layer: page?.layer ?? 'unknown',
  surface: page?.surface ?? null,
  method: page?.method ?? null,
  path: page?.path ?? null,
  exchanges: page ? [page.n] : [],
});

/** On our own side, and so about no page. */
const foundWithUs = (reasons: readonly string[], kind: string): Found => ({
  reasons,
  status: null,
  errorText: kind,
  layer: 'unknown',
  surface: null,
  method: null,
  path: null,
  exchanges: [],
});

const sighted =
  (name: string) =>
  ({ sightings }: Scene): Found | null => {
    const same = sightings.filter(({ rule }) => rule === name);
    const [first] = same;
    if (!first) return null;
    const { status, errorText, layer, surface, method, path } = first;
    const others = same.length === 1 ? [] : [`and ${String(same.length - 1)} more like it in this attempt`];
    return {
      reasons: [`${call(first)} ${first.did}; ${first.speaker}`, ...others],
      status,
      errorText,
      layer,
      surface,
      method,
      path,
      exchanges: [...new Set(same.flatMap(({ exchange }) => exchange ?? []))],
    };
  };

/** First by rank that fits, with all that fit. */
const foundAmong = (exchanges: readonly Exchange[], tell: (exchange: Exchange) => string): Found | null => {
  const [first] = exchanges;
  return first ? found(first, [tell(first)], exchanges) : null;
};

const met = ({ critical }: Scene, meaning: CodeMeaning): Exchange[] =>
  critical.filter(({ errorText }) => readCode(errorText)?.meaning === meaning);

const tellCode = (exchange: Exchange): string =>
  `${call(exchange)} ${readCode(exchange.errorText)?.words ?? 'failed'} (${shortCode(exchange.errorText ?? '')})`;

const tellStatus = (exchange: Exchange): string =>
  `${call(exchange)} answered ${String(exchange.status)}; ${speaker(exchange.layer)}`;

const isAuth = (status: number | null): boolean => status === 401 || status === 403;

/** Misdirected to this connection, then answered on another: HTTP/2 at work, and no fault. */
export const isMisdirectedThenAnswered = ({ went }: AttemptEvidence, exchange: Exchange): boolean =>
  exchange.status === 421 && went.includes(way(exchange));

const is4xx = ({ status }: Exchange): boolean => status !== null && status >= 400 && status < 500;

/** No HTTP answer at all, or one that could not be read as one. */
function gotNoAnswer({ status, errorText }: Exchange): boolean {
  const meaning = readCode(errorText)?.meaning;
  return meaning === 'unreadable' || (status === null && (meaning === 'no-answer' || meaning === 'cut'));
}

const parsed = (url: string, base?: string): URL | null => (URL.canParse(url, base) ? new URL(url, base) : null);

/**
 * Where redirects led that nobody asked for; null: nowhere, or to another surface of the site, which is how logging in works.
 * A hop to a host that is none of ours leaves no exchange behind, only its `Location`.
 */
function ledAstray(exchange: Exchange, all: readonly Exchange[]): URL | null {
  const asked = parsed(exchange.redirects[0]?.url ?? exchange.url);
  if (!asked) return null;
  const isHop = exchange.status !== null && exchange.status >= 300 && exchange.status < 400;
  if (isHop && exchange.resourceType === 'document') {
    const next = parsed(exchange.headers['location'] ?? '', exchange.url);
    const followed = all.some(({ redirects }) => redirects.some(({ url }) => url === exchange.url));
    if (!next || followed || exchange.headers['location'] === undefined) return null;
    return next.protocol !== asked.protocol || !all.some(({ host }) => host === next.host) ? next : null;
  }
  if (exchange.redirects.length === 0) return null;
  const end = parsed(exchange.url);
  if (!end) return null;
  const foreign = exchange.surface === null && end.host !== asked.host;
  return foreign || end.protocol !== asked.protocol ? end : null;
}

/** Who sent it round: the hop at which the browser gave up has no answer, those before it do. Null: not told, or not one alone. */
function sentRoundBy({ layer, redirects }: Exchange, all: readonly Exchange[]): Layer | null {
  if (layer !== 'unknown') return layer;
  const hops = all.filter(({ url, status }) => status !== null && redirects.some((hop) => hop.url === url));
  const speakers = [...new Set(hops.map((hop) => hop.layer))].filter((speaker) => speaker !== 'unknown');
  return speakers.length === 1 ? (speakers[0] ?? null) : null;
}

const astray = ({ critical, evidence }: Scene): Exchange[] =>
  critical.filter(
    (exchange) =>
      ['document', 'xhr', 'fetch'].includes(exchange.resourceType) && ledAstray(exchange, evidence.exchanges) !== null,
  );

/** An attempt's own time, or that of a step or an expectation. */
const timeRanOut = ({ ended, failures }: AttemptEvidence): boolean =>
  attemptTimeRanOut({ ended, failures }) ||
  failures.some(
    ({ kind, message }) => (kind === 'action' || kind === 'expectation') && /time(?:d )?-?out/i.test(message),
  );

const attemptTimeRanOut = ({ ended, failures }: Pick<AttemptEvidence, 'ended' | 'failures'>): boolean =>
  ended === 'timed-out' || failures.some(({ kind }) => kind === 'timeout');

/** How long a request had waited for its answer when it was given up, or when the attempt ended. */
function waited({ evidence }: Scene, { timing, startedAt }: Exchange): number {
  if (timing.waitMs !== null) return timing.waitMs;
  return timing.totalMs ?? Date.parse(evidence.startedAt) + evidence.durationMs - Date.parse(startedAt);
}

const tooLong = (scene: Scene): Exchange[] =>
  scene.critical.filter((exchange) => !isStream(exchange) && waited(scene, exchange) > scene.policy.budgets.exchangeMs);

const stillWaiting = ({ status, timing, errorText }: Exchange): boolean =>
  status === null && timing.waitMs === null && (readCode(errorText)?.meaning ?? 'abandoned') === 'abandoned';

const failed = ({ evidence }: Scene, kind: Failure['kind']): Failure | undefined =>
  evidence.failures.find((failure) => failure.kind === kind);

const tellFailure = ({ message, step }: Failure): string =>
  `${step === null ? '' : `in the step "${step}": `}${firstLine(message) || 'no message was given'}`;

/** What else the browser said that may explain why the page was not as expected. */
function hints({ evidence, critical }: Scene): string[] {
  const refused = critical.find(({ errorText }) => readCode(errorText)?.meaning === 'refused-by-policy');
  const [pageError] = evidence.pageErrors;
  return [
    ...(refused ? [tellCode(refused)] : []),
    ...(pageError === undefined ? [] : [`the page's own script failed: ${firstLine(pageError)}`]),
  ];
}

const failedBy =
  (kind: Failure['kind'], what: string) =>
  (scene: Scene): Found | null => {
    const failure = failed(scene, kind);
    return failure ? foundOnPage(scene, [`${what} ${tellFailure(failure)}`, ...hints(scene)]) : null;
  };

/** The table of causes, in the order of design: the first rule that matches wins. */
export const causeRules: readonly CauseRule[] = [
  {
    cause: 'server-error',
    name: '5xx',
    evidence: 'a critical exchange answered 5xx other than 502, 503, 504',
    why: 'the server itself says that it failed, and a declared expectation cannot excuse that',
    find: sighted('5xx'),
  },
  {
    cause: 'server-error',
    name: 'soft-500',
    evidence: 'a soft 500: an error page under a 2xx or after a redirect, or in the place of data',
    why: 'a status that lies is still a server that failed',
    find: sighted('soft-500'),
  },
  {
    cause: 'server-error',
    name: 'assets-5xx',
    evidence: 'more than half of the images, fonts and the like that one page asks of one host answered so',
    why: 'one broken picture is a flaw, a broken image host is an outage',
    find: sighted('assets-5xx'),
  },
  {
    cause: 'server-error',
    name: 'logged-5xx',
    evidence: 'a server-log record joined to a critical exchange says so, first or final status',
    why: 'the browser is no neutral witness: it resends silently and shows what an ErrorDocument answers',
    find: sighted('logged-5xx'),
  },
  {
    cause: 'server-error',
    name: 'logged-error',
    evidence: 'or says that Apache failed at that request, and nothing that the browser saw tells of it',
    why: 'a good status over a failure is a page that somebody else gets wrong',
    find: sighted('logged-error'),
  },
  {
    cause: 'server-error',
    name: 'child-ended',
    evidence: 'or that a child of httpd ended under it by a signal',
    why: 'the browser sends the request again without a word, and users without that luck lose theirs',
    find: sighted('child-ended'),
  },
  {
    cause: 'unavailable',
    name: '502-503-504',
    evidence: 'a critical exchange answered 502, 503 or 504',
    why: 'somebody on the way could not be had; only whether it stays tells how bad that is',
    find: sighted('502-503-504'),
  },
  {
    cause: 'unavailable',
    name: 'edge-code',
    evidence: "an edge's 520-527 or 530",
    why: 'these say that the edge could not have the origin',
    find: sighted('edge-code'),
  },
  {
    cause: 'unavailable',
    name: 'soft-503',
    evidence: 'a soft 503: a maintenance page in the place of the page or of data',
    why: 'users are shut out under whatever status it comes',
    find: sighted('soft-503'),
  },
  {
    cause: 'unavailable',
    name: 'assets-unavailable',
    evidence: 'more than half of the images, fonts and the like that one page asks of one host answered so',
    why: 'one broken picture is a flaw, a broken image host is an outage',
    find: sighted('assets-unavailable'),
  },
  {
    cause: 'unavailable',
    name: 'broken-off',
    evidence: 'a critical answer began and broke off (truncated, or reset after its status line)',
    why: 'a good status line promised what the server then did not deliver',
    find: sighted('broken-off'),
  },
  {
    cause: 'unavailable',
    name: 'logged-unavailable',
    evidence: 'a server-log record joined to a critical exchange says 502, 503 or 504',
    why: 'the log knows of what the browser was spared',
    find: sighted('logged-unavailable'),
  },
  {
    cause: 'unavailable',
    name: 'logged-hop',
    evidence: 'or that a back end could not be had at the first try, while another one answered',
    why: 'the next one may not be there: it went, and it was there',
    find: sighted('logged-hop'),
  },
  {
    cause: 'blocked',
    name: 'challenge',
    evidence: 'a challenge',
    why: 'a bot check hides the page behind it, so nothing else was seen',
    find: ({ critical, policy }) => {
      const challenges = critical.flatMap((exchange) => {
        const signature = recognise(exchange, policy.signatures);
        return signature?.kind === 'challenge' ? [{ exchange, signature }] : [];
      });
      const [first] = challenges;
      if (!first) return null;
      const { exchange, signature } = first;
      const told = found(
        exchange,
        [`${call(exchange)} was met by a bot check under ${String(exchange.status)}; ${signature.why}`],
        challenges.map((challenge) => challenge.exchange),
      );
      // not every one bears the marks of its maker, and none is the site's
      return { ...told, layer: 'edge' };
    },
  },
  {
    cause: 'blocked',
    name: '429',
    evidence: 'a 429',
    why: 'we, or our address, asked too often',
    find: ({ critical }) =>
      foundAmong(
        critical.filter(({ status }) => status === 429),
        tellStatus,
      ),
  },
  {
    cause: 'blocked',
    name: 'refused-by-edge',
    evidence: 'an unexpected 401 or 403 spoken by the `edge`',
    why: 'what stands in front keeps us out; the site behind it was not asked',
    find: ({ critical }) =>
      foundAmong(
        critical.filter(({ status, layer, expected }) => isAuth(status) && layer === 'edge' && !expected),
        tellStatus,
      ),
  },
  {
    cause: 'runner',
    name: 'interrupted',
    evidence: 'the attempt was stopped before it came to its end',
    why: 'whoever stopped us, it was not the site',
    find: ({ evidence }) =>
      evidence.ended === 'interrupted'
        ? foundWithUs(['the attempt was interrupted before its end'], 'interrupted')
        : null,
  },
  {
    cause: 'runner',
    name: 'trouble',
    evidence:
      'browser missing, crashed or disconnected other than by us, bad configuration, a production guard, disk full',
    why: 'our own side could not look, so it cannot have seen',
    find: ({ evidence }) => {
      const [first] = evidence.runner;
      return first ? foundWithUs([...new Set(evidence.runner.map(({ message }) => message))], first.kind) : null;
    },
  },
  {
    cause: 'runner',
    name: 'own-code',
    evidence:
      'no network at all: Chromium says disconnected or network changed; or a guard of ours refused the request',
    why: 'these codes are given before anything leaves our machine',
    find: (scene) => foundAmong(met(scene, 'ours'), tellCode),
  },
  {
    cause: 'runner',
    name: 'control-silent',
    evidence: '`CONTROL_URL` is as silent as the target',
    why: 'a page that does not depend on the target is silent too: it is our network',
    find: ({ evidence }) =>
      evidence.control === 'silent' && evidence.exchanges.every(({ status }) => status === null)
        ? foundWithUs(
            ['neither the target nor the control page gave any answer: our own network is down'],
            'no-network',
          )
        : null,
  },
  {
    cause: 'client-error',
    name: 'redirect-loop',
    evidence: 'a redirect loop',
    why: 'a server sends its user round in circles',
    find: (scene) => {
      const loops = met(scene, 'redirect-loop');
      const told = foundAmong(loops, tellCode);
      const layer = loops[0] && sentRoundBy(loops[0], scene.evidence.exchanges);
      return told && layer ? { ...told, layer } : told;
    },
  },
  {
    cause: 'client-error',
    name: 'another-host-or-scheme',
    evidence: 'another host or scheme than asked for after redirects',
    why: 'a redirect that leaves the site, or changes its scheme, is a configuration and no network',
    find: (scene) =>
      foundAmong(
        astray(scene),
        (exchange) =>
          `${call(exchange)} was led by redirects to ${ledAstray(exchange, scene.evidence.exchanges)?.origin ?? ''}, which nobody asked for`,
      ),
  },
  {
    cause: 'client-error',
    name: '4xx',
    evidence: 'any other unexpected 4xx on a critical exchange',
    why: 'a page that should be there is missing or refused',
    find: ({ critical, evidence }) =>
      foundAmong(
        critical.filter(
          (exchange) => is4xx(exchange) && !exchange.expected && !isMisdirectedThenAnswered(evidence, exchange),
        ),
        tellStatus,
      ),
  },
  {
    cause: 'network',
    name: 'certificate',
    evidence: 'a critical request got no HTTP answer and an error code: a certificate',
    why: 'apart from the others because no server grows out of it',
    find: (scene) => foundAmong(met(scene, 'certificate'), tellCode),
  },
  {
    cause: 'network',
    name: 'no-answer',
    evidence:
      'or refused, reset, empty, DNS, TLS, connection timed out, not HTTP, undecodable (`ERR_ABORTED` alone is none)',
    why: 'nobody spoke HTTP; whether it stays tells who is to blame',
    find: ({ critical }) => foundAmong(critical.filter(gotNoAnswer), tellCode),
  },
  {
    cause: 'slow',
    name: 'still-waiting',
    evidence:
      "time ran out while a critical request (streams excepted) had waited for its answer longer than an exchange's budget, with no error code",
    why: 'the page was not wrong, it was not there yet',
    find: (scene) =>
      timeRanOut(scene.evidence)
        ? foundAmong(
            tooLong(scene).filter(stillWaiting),
            (exchange) =>
              `${call(exchange)} had no answer after ${duration(waited(scene, exchange))}; the budget is ${duration(scene.policy.budgets.exchangeMs)}`,
          )
        : null,
  },
  {
    cause: 'slow',
    name: 'late-answers',
    evidence: 'the same where the answers did come, too late for the time of the attempt',
    why: 'many slow answers use up the time as surely as one that never comes',
    find: (scene) =>
      attemptTimeRanOut(scene.evidence)
        ? foundAmong(
            tooLong(scene).filter(({ status, errorText }) => status !== null && errorText === null),
            (exchange) =>
              `${call(exchange)} was answered after ${duration(waited(scene, exchange))}; the budget is ${duration(scene.policy.budgets.exchangeMs)}`,
          )
        : null,
  },
  {
    cause: 'content',
    name: 'expectation',
    evidence: 'none of the above, and an expectation about the page failed',
    why: 'every answer was good, and the page is not what a clinician should see',
    find: failedBy('expectation', 'the page was not as expected:'),
  },
  {
    cause: 'unknown',
    name: 'action',
    evidence: 'anything else: a step that could not be done,',
    why: 'a click that finds nothing may be the page or the journey; it is not guessed which',
    find: failedBy('action', 'a step could not be done:'),
  },
  {
    cause: 'unknown',
    name: 'code',
    evidence: "an error in the journey's own code,",
    why: 'a defect of ours must not be called a defect of the site',
    find: failedBy('code', 'the journey itself broke:'),
  },
  {
    cause: 'unknown',
    name: 'time-out',
    evidence: 'time that ran out with no request waiting,',
    why: 'something hung, and no exchange shows what',
    find: failedBy('timeout', 'time ran out, and no request was waiting:'),
  },
  {
    cause: 'unknown',
    name: 'no-reason',
    evidence: 'or no reason at all',
    why: 'an attempt that failed has a cause, even where nothing tells which',
    find: (scene) => {
      const [failure] = scene.evidence.failures;
      return foundOnPage(scene, [failure ? tellFailure(failure) : 'the attempt failed, and nothing recorded says why']);
    },
  },
];
