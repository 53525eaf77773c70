import type { RehearsalReport, Step, StepDetail } from './types.ts';

export type Conclusion = Pick<RehearsalReport, 'outcome' | 'exitCode' | 'headline' | 'advice'>;

/** Exit code where a step other than the journeys says no: the deploy would break the server. */
const brokenServer = 3;
const notTold = 2;

const placed = (details: readonly StepDetail[]): StepDetail | undefined => details.find(({ place }) => place !== null);

/** what the log says of it, where that leads to a directive: the step that failed first may only have felt it. */
function pointer(steps: readonly Step[]): StepDetail | undefined {
  const wrong = steps.filter(({ verdict }) => verdict === 'no-go');
  const words = wrong.find(({ id }) => id === 'error-log');
  return (
    placed(words?.details ?? []) ?? wrong.map(({ details }) => placed(details)).find((found) => found !== undefined)
  );
}

/** Its first sentence: Apache goes on with advice of its own. */
const firstSentence = (text: string): string => /^.*?[.!](?=\s|$)/s.exec(text)?.[0] ?? text;
const where = ({ place }: StepDetail): string => (place === null ? '' : `${place.file}:${String(place.line)}`);

/** Does it say the place already, in our words or in Apache's? */
const names = (summary: string, { place }: StepDetail): boolean =>
  place !== null &&
  [`${place.file}:${String(place.line)}`, `line ${String(place.line)} of ${place.file}`].some((words) =>
    summary.includes(words),
  );

/**
 * What a rehearsal comes to.
 *
 * @param journeysExitCode of the run of the journeys; null: they did not run, or left no verdict
 */
export function conclude(steps: readonly Step[], journeysExitCode: number | null): Conclusion {
  const wrong = steps.filter(({ verdict }) => verdict === 'no-go');
  const [first] = wrong;
  if (first) {
    const onlyJourneys = wrong.every(({ id }) => id === 'journeys');
    const at = pointer(steps);
    const words = at && !names(first.summary, at) ? `; see ${where(at)}${at.code === null ? '' : ` (${at.code})`}` : '';
    return {
      outcome: 'NO-GO',
      exitCode: onlyJourneys && journeysExitCode !== null && journeysExitCode > 0 ? journeysExitCode : brokenServer,
      headline: words === '' ? first.summary : `${first.summary.replace(/\.$/, '')}${words}`,
      advice: at
        ? `Do not deploy it. Look at ${where(at)} first: ${firstSentence(at.text)}`
        : `Do not deploy it. See what the step ${first.id} says, mend the configuration, and rehearse again.`,
    };
  }
  const open = steps.filter(({ verdict }) => verdict === 'inconclusive');
  const [unclear] = open;
  if (unclear) {
    return {
      outcome: 'INCONCLUSIVE',
      exitCode: notTold,
      headline: unclear.summary,
      advice: adviceFor(unclear, journeysExitCode),
    };
  }
  const done = steps.filter(({ verdict }) => verdict === 'ok').length;
  return {
    outcome: 'GO',
    exitCode: 0,
    headline: `${String(done)} steps, and nobody would be worse off`,
    advice: 'Deploy it as docs/change-checklist.md says, and look at the site right afterwards.',
  };
}

function adviceFor({ id, details }: Step, journeysExitCode: number | null): string {
  if (id === 'coverage') {
    const first = placed(details);
    return `Rehearse again with --urls and a list of URLs that go through it${first ? `, ${where(first)} first` : ''}; mend what no request ever comes to.`;
  }
  if (id === 'journeys' && journeysExitCode !== null)
    return journeysExitCode !== notTold
      ? 'Look at the journeys’ own report: what fails there fails with the baseline too, and may hide what the candidate does. Mend that first.'
      : 'Look at the journeys’ own report: something on our side kept them from a verdict. Then rehearse again.';
  return `See what the step ${id} says, supply what it lacks, and rehearse again.`;
}
