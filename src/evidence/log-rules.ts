import type { ErrorLine } from '../apache/types.ts';
import {
  breakingCodes,
  hopCodes,
  isHarmlessText,
  isIn,
  isScriptEnd,
  isSevere,
  loggingCodes,
  protocolCodes,
  stderrCodes,
} from './log-codes.ts';
import type { LoggedRequest } from './log-owners.ts';
import type { Exchange, LogMeaning } from './types.ts';

/** What the browser, or a probe, holds of a request. */
export type Witnessed = Pick<Exchange, 'status' | 'errorText'> & { readonly broken?: boolean };

/** One request in the log, beside what the browser holds of it. */
export interface LogScene {
  readonly request: LoggedRequest;
  /** Null: the browser saw nothing wrong with it, or does not know of it. */
  readonly seen: Witnessed | null;
  /** So many notable exchanges were left out that this one may be among them. */
  readonly mayBeLeftOut: boolean;
  /** The log holds the same request of the same attempt once more, and a child of httpd ended between the two. */
  readonly isDoubled: boolean;
}

export interface LogRule {
  readonly name: string;
  readonly why: string;
  readonly means: LogMeaning;
  readonly matches: (scene: LogScene) => boolean;
}

const isGateway = (status: number): boolean => status === 502 || status === 503 || status === 504;

export const statusesOf = ({ access }: LoggedRequest): number[] =>
  access.flatMap(({ firstStatus, finalStatus }) => [...(firstStatus === null ? [] : [firstStatus]), finalStatus]);

/** Lines by which Apache, or PHP through it, says that something went wrong with the request. */
export const isTelling = ({ level, code, text }: Pick<ErrorLine, 'level' | 'code' | 'text'>): boolean =>
  ((code === null || isIn(stderrCodes, code)) && isScriptEnd(text)) ||
  (isSevere(level) &&
    ![stderrCodes, loggingCodes, protocolCodes].some((codes) => isIn(codes, code)) &&
    !(code === null && isHarmlessText(text)));

const telling = ({ errors }: LoggedRequest): ErrorLine[] => errors.map(({ line }) => line).filter(isTelling);

const plain5xx = (request: LoggedRequest): boolean =>
  statusesOf(request).some((status) => status >= 500 && !isGateway(status));

/** The browser holds it for failed: a bad status, half an answer, or no answer (which `ERR_ABORTED` alone does not say). */
export const hasFailed = ({ status, errorText, broken = false }: Witnessed): boolean =>
  (status ?? 0) >= 400 || broken || (errorText !== null && errorText !== 'net::ERR_ABORTED');

/** By what the log holds: the browser was given a bad status, or half an answer. Of one that it gave up itself it holds no failure. */
const showedFailure = (request: LoggedRequest): boolean =>
  request.access.some(({ finalStatus }) => finalStatus >= 400) ||
  telling(request).some(({ code }) => isIn(breakingCodes, code));

function isExplained({ request, seen, mayBeLeftOut }: LogScene): boolean {
  if (telling(request).length === 0 && statusesOf(request).every((status) => status < 400)) return false;
  if (!seen) return mayBeLeftOut && showedFailure(request);
  if (!hasFailed(seen)) return false;
  // a 500 that reached the browser as anything milder is not the failure that it saw
  return !plain5xx(request) || seen.broken === true || ((seen.status ?? 0) >= 500 && !isGateway(seen.status ?? 0));
}

/** (32) broken pipe, (103) aborted, (104) reset: where the client has gone, they are its doing. */
const byClient = /^\((?:32|103|104)\)/;

/** Ordered: the first that matches says what the records of a request are evidence of. */
export const logRules: readonly LogRule[] = [
  {
    name: 'misdirected',
    why: 'a 421 asks for another connection, and Chromium repeats the request by itself: that is the protocol',
    means: 'good',
    matches: ({ request: { access } }) => access.length > 0 && access.every(({ finalStatus }) => finalStatus === 421),
  },
  {
    name: 'seen',
    why: 'the browser saw the same failure, which is judged by what it saw',
    means: 'explains',
    matches: isExplained,
  },
  {
    name: 'status',
    why: 'the server failed at it, and the browser was spared or the status hides it',
    means: 'failed',
    matches: ({ request }) => statusesOf(request).some((status) => status >= 500),
  },
  {
    name: 'refusal',
    why: 'a 4xx is an answer, and a line that says why it was given is no fault of the server',
    means: 'good',
    matches: ({ request: { access } }) => access.some(({ finalStatus }) => finalStatus >= 400 && finalStatus < 500),
  },
  {
    name: 'hop',
    why: 'a back end could not be had, and another try behind the browser went well',
    means: 'hop',
    matches: ({ request }) => telling(request).length > 0 && telling(request).every(({ code }) => isIn(hopCodes, code)),
  },
  {
    name: 'client-left',
    why: 'the client was gone before the end, and httpd says no more than that',
    means: 'good',
    matches: ({ request }) =>
      request.access.some(({ connection }) => connection === 'aborted') &&
      telling(request).every(({ text }) => byClient.test(text)),
  },
  {
    name: 'error-line',
    why: 'httpd logged an error of this request, and the browser was shown a good answer',
    means: 'failed',
    matches: ({ request }) => telling(request).length > 0,
  },
  {
    name: 'doubled',
    why: 'it was asked for twice behind the page, and a child of httpd ended between the two',
    means: 'lost',
    matches: ({ isDoubled }) => isDoubled,
  },
];

/** What a request's records mean; no rule: nothing is wrong. */
export const ruleOf = (scene: LogScene): LogRule | null => logRules.find((rule) => rule.matches(scene)) ?? null;
