import type { Layer } from '../evidence/types.ts';
import type { Cause, Verdict } from '../verdict/types.ts';

/** What a reader is told besides the bare word: the word itself stays the contract's. */
interface Word {
  readonly label: string;
  readonly meaning: string;
}

export const verdictWords: Readonly<Record<Verdict, Word>> = {
  'server-error': {
    label: 'Server error',
    meaning:
      'The server answered 5xx, or an error page, and no attempt passed. It stays only where every probe met it too.',
  },
  'intermittent-server-error': {
    label: 'Intermittent server error',
    meaning: 'An attempt passed, and yet the server answered 500. A 500 that goes away on retry is still a 500.',
  },
  unreachable: {
    label: 'Unreachable',
    meaning: 'No HTTP answer came: refused, reset, DNS, TLS, or time ran out waiting. It stayed so in every attempt.',
  },
  regression: {
    label: 'Regression',
    meaning: 'The servers answer, but a page is wrong, missing or refused, or the servers disagree with each other.',
  },
  blocked: {
    label: 'Blocked',
    meaning: 'A bot check, a 429 or a refusal by the edge stood in the way. It says nothing about the site behind it.',
  },
  inconclusive: {
    label: 'Inconclusive',
    meaning: 'Nothing can be said: not run, interrupted, trouble on our own side, or not yet verified on this target.',
  },
  degraded: {
    label: 'Degraded',
    meaning: 'It passed at once, but over a budget, with a failing resource that nobody felt, or with a known issue.',
  },
  transient: {
    label: 'Transient',
    meaning: 'It failed, then passed, and what failed stayed away. No 500 was part of it.',
  },
  passed: { label: 'Passed', meaning: 'The first attempt passed, and nothing else was seen.' },
};

export const causeWords: Readonly<Record<Cause, Word>> = {
  'server-error': {
    label: 'server error',
    meaning:
      'A page, script or data request answered 5xx other than 502, 503, 504, or an error page under another status.',
  },
  unavailable: {
    label: 'unavailable',
    meaning: 'The same with 502, 503, 504, a maintenance page, or an answer that began and broke off.',
  },
  blocked: { label: 'blocked', meaning: 'A challenge, a 429, or a 401 or 403 spoken by the edge.' },
  runner: {
    label: 'runner',
    meaning: 'Our own side: browser, configuration, a production guard, disk, or no network at all.',
  },
  'client-error': {
    label: 'client error',
    meaning: 'Any other unexpected 4xx, a redirect loop, or another host or scheme than asked for.',
  },
  network: { label: 'network', meaning: 'A request that mattered got no HTTP answer at all, but an error code.' },
  slow: {
    label: 'slow',
    meaning: 'Time ran out while a request that mattered waited for its answer beyond its budget.',
  },
  content: { label: 'content', meaning: 'Every answer was good, and an expectation about the page failed.' },
  unknown: { label: 'unknown', meaning: "Anything else, an error in the journey's own code among them." },
};

/** Who spoke, in one sentence. */
export const layerWords: Readonly<Record<Layer, Word>> = {
  edge: {
    label: 'the edge',
    meaning: 'Whatever stands in front of Apache answered: a CDN, a load balancer, a bot check.',
  },
  httpd: {
    label: 'Apache itself',
    meaning: "Apache's own error page or refusal: the application was not asked, or its answer was thrown away.",
  },
  proxy: {
    label: 'Apache, for its backend',
    meaning: 'Apache spoke for a backend that it could not reach or could not understand.',
  },
  application: {
    label: 'the application',
    meaning: 'The application behind Apache answered this itself; Apache passed it through.',
  },
  unknown: { label: 'not known', meaning: 'The answer, or its absence, does not tell who spoke.' },
};

export const verdictLabel = (verdict: Verdict): string => verdictWords[verdict].label;
