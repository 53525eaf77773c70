import { count } from '../../report/format.ts';
import type { Judged } from '../recorder.ts';
import type { StepDetail } from '../types.ts';
import type { LoadAnswer } from './load.ts';

const detail = (text: string): StepDetail => ({ text, place: null, code: null });

/** Among so many last ones of a page there has to be one of the new configuration: one more may be an old child's. */
const lastAnswers = 3;

const failed = ({ status }: LoadAnswer): boolean => status === null || status >= 500;

/** How many requests of a page got no answer, one after the other. */
function longestGap(answers: readonly LoadAnswer[]): number {
  let longest = 0;
  let now = 0;
  for (const { status } of answers) {
    now = status === null ? now + 1 : 0;
    longest = Math.max(longest, now);
  }
  return longest;
}

/**
 * What readers felt of a reload. One request that is lost while a child closes its connection is httpd's own way with any configuration, and the next one is
 * answered; two in a row mean that nobody was there. Held against each other are the answers before and after it: what the baseline did wrong too is none of the
 * reload's doing.
 *
 * @param pages the answers of each page, in the order in which they were sent
 */
export function judgeLoad(pages: readonly (readonly LoadAnswer[])[], candidate: string, tookMs: number): Judged {
  const all = pages.flat();
  const isNew = ({ generation }: LoadAnswer): boolean => generation === candidate;
  const after = all.filter(isNew);
  const broken = all.filter(({ status }) => status === null);
  const errors = after.filter(failed);
  const before = all.filter((answer) => !isNew(answer) && answer.status !== null);
  const wasBroken = before.length > 0 && before.every(failed);
  // a request that was sent after the first new answer had come, and that an old child answered
  const late = pages.flatMap((answers) => {
    const first = answers.find(isNew);
    const from = first ? first.sentAt + first.tookMs : Infinity;
    return answers.filter((answer) => answer.sentAt > from && answer.status !== null && !isNew(answer));
  });
  const slowest = Math.round(Math.max(0, ...all.map((answer) => answer.tookMs)));
  const facts = [
    detail(
      `${count(all.length, 'request')} of ${count(pages.length, 'page')}: ${String(before.length)} answered by the old configuration, ${String(after.length)} by the new one, ${String(broken.length)} not at all; the slowest took ${String(slowest)} ms`,
    ),
    detail(`The reload was over after ${String(Math.round(tookMs))} ms`),
  ];
  if (pages.some((answers) => !answers.slice(-lastAnswers).some(isNew)))
    return { verdict: 'no-go', summary: 'Not every page got an answer of the new configuration', details: facts };
  const inARow = Math.max(0, ...pages.map(longestGap));
  if (inARow > 1)
    return {
      verdict: 'no-go',
      summary: `${count(broken.length, 'request')} of readers got no answer while it was reloaded`,
      details: [detail(broken[0]?.error ?? ''), ...facts],
    };
  if (errors.length > 0 && !wasBroken) {
    const statuses = [...new Set(errors.map(({ status }) => String(status)))].join(', ');
    const share =
      errors.length === after.length ? 'each answer' : `${String(errors.length)} of ${count(after.length, 'answer')}`;
    return { verdict: 'no-go', summary: `The reload went well, and ${share} after it was ${statuses}`, details: facts };
  }
  const told = [
    ...(broken.length > 0
      ? [`${count(broken.length, 'request')} lost with its connection, the next one answered`]
      : []),
    ...(late.length > 0 ? [`${count(late.length, 'request')} answered once more by the old configuration`] : []),
  ];
  const how = told.length === 0 ? 'and no reader noticed' : told.join(', ');
  return { verdict: 'ok', summary: `Reloaded under ${count(all.length, 'request')}, ${how}`, details: facts };
}
