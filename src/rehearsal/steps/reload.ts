import type { Browser } from '@playwright/test';
import type { Httpd, ReadySign } from '../../apache/types.ts';
import { RehearsalError } from '../error.ts';
import type { Judged } from '../recorder.ts';
import type { PrivateCopy } from '../types.ts';
import { readErrorLines } from './error-log.ts';
import { judgeLoad } from './judge-load.ts';
import { Load, type LoadAnswer } from './load.ts';
import type { LiveRoot } from './live-root.ts';
import type { Copies } from './place.ts';
import { blame } from './start.ts';

export interface ReloadOptions {
  readonly httpd: Httpd;
  readonly live: LiveRoot;
  readonly candidate: PrivateCopy;
  readonly ready: ReadySign;
  readonly browser: Browser;
  /** What readers have open while it happens. */
  readonly pages: readonly string[];
  readonly errorLogs: readonly string[];
  readonly copies: Copies;
}

/** Answers of each page, before and after, that make the change of generation seen. */
const answersBefore = 5;
const answersAfter = 15;
const patienceMs = 10_000;
/** A page that gets nothing at all for so long has nobody to ask any more: httpd listens elsewhere now. */
const silenceMs = 1_000;

/** Has a page had no answer for so long? */
export function isSilent(answers: readonly LoadAnswer[]): boolean {
  const since = answers[answers.findLastIndex(({ status }) => status !== null) + 1];
  const last = answers.at(-1);
  return since !== undefined && last !== undefined && last.sentAt - since.sentAt >= silenceMs;
}

/** Brings the candidate in as a deploy does, while pages of a browser ask on. `dead`: nothing serves any more. */
export async function reloadUnderLoad({
  httpd,
  live,
  candidate,
  ready,
  browser,
  pages,
  errorLogs,
  copies,
}: ReloadOptions): Promise<Judged & { readonly dead: boolean }> {
  const { header, value } = candidate.marker;
  const load = await Load.begin(browser, pages, header).catch((error: unknown) => {
    throw new RehearsalError(
      `The baseline does not work itself: a browser cannot open ${pages.join(' and ')} (${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}).`,
    );
  });
  try {
    await load.until(({ length }) => length >= answersBefore, patienceMs);
    live.swap(candidate.root);
    let tookMs: number;
    try {
      ({ tookMs } = await httpd.reload(ready));
    } catch (error) {
      const { what, details } = blame(error, copies);
      return {
        verdict: 'no-go',
        summary: `The reload kills the running server, or is refused: ${what}`,
        details,
        dead: true,
      };
    }
    const isSeen = (answers: readonly LoadAnswer[]): boolean =>
      answers.filter(({ generation }) => generation === value).length >= answersAfter;
    await load.until((answers) => isSeen(answers) || isSilent(answers), patienceMs);
    const judged = judgeLoad(await load.end(), value, tookMs);
    const resumed = readErrorLines(errorLogs).filter(({ code }) => code === 'AH00489').length > 0;
    const witness = {
      text: resumed
        ? 'Its log says that it goes on with the new configuration (AH00489)'
        : 'Its log says nothing of the new configuration',
      place: null,
      code: null,
    };
    return { ...judged, details: [...judged.details, witness], dead: false };
  } finally {
    await load.end().catch(() => {});
  }
}
