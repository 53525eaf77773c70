import { count as counted, duration } from '../../report/format.ts';
import { fact, moment } from '../../report/page/bits.ts';
import { html, type Html } from '../../report/page/html.ts';
import { icon } from '../../report/page/icons.ts';
import type { Verdict } from '../../verdict/types.ts';
import { count, timeToVerdict, unfinished, type DrillReport, type DrillResult } from '../result.ts';

/** Each outcome of a drill in the look of a verdict. */
export const looks: Readonly<Record<DrillResult['outcome'], { readonly verdict: Verdict; readonly label: string }>> = {
  right: { verdict: 'passed', label: 'Right name' },
  misnamed: { verdict: 'regression', label: 'Misnamed' },
  broken: { verdict: 'inconclusive', label: 'Could not be run' },
};

const outcomes = ['misnamed', 'broken', 'right'] as const;

/** What all drills came to, in one sentence. */
export function headlineOf({ results, notDrilled }: DrillReport): string {
  const right = count(results, 'right');
  if (results.length === 0) return 'Nothing was drilled';
  if (right < results.length)
    return `${String(right)} of ${counted(results.length, 'fault')} ${right === 1 ? 'is' : 'are'} called by the right name`;
  if (right === 1) return 'The one fault that was drilled is called by its right name';
  const which = notDrilled.length === 0 ? 'faults' : 'faults that were drilled';
  return `All ${String(right)} ${which} are called by their right names`;
}

/** What stands above the headline, and in which look. What was not reached is never green. */
export function standingOf(report: DrillReport): { readonly verdict: Verdict; readonly words: string } {
  const { results } = report;
  const missed = unfinished(report).length;
  const why = unfinished(report).every(({ notHere }) => notHere) ? 'Not all can be drilled here' : 'Interrupted';
  const words = `${why}: ${String(missed)} of ${String(results.length + missed)} were not drilled`;
  if (count(results, 'misnamed') > 0) return { verdict: 'regression', words: missed > 0 ? words : 'Wrong names' };
  if (missed > 0) return { verdict: 'degraded', words };
  const all = results.length > 0 && count(results, 'right') === results.length;
  return all ? { verdict: 'passed', words: 'Right names' } : { verdict: 'inconclusive', words: 'Not all could be run' };
}

export function drillHero(report: DrillReport): Html {
  const { results, startedAt, durationMs, sideBySide } = report;
  const { verdict, words } = standingOf(report);
  const times = timeToVerdict(results);
  return html`<header class="hero v-${verdict}">
    <div class="wrap">
      <p class="mark"><span class="brand">Medscape journeys</span> <span class="target">drills</span></p>
      <p class="outcome">${icon(verdict)}<span>${words}</span></p>
      <h1>${headlineOf(report)}</h1>
      <p class="meaning">
        If it broke in this way, would we notice? Each fault was made on purpose: in a local site, in the configuration
        of a real Apache in front of it, on the way there, or on our own side; some only look like one. The journeys
        were not told, ran as they do against any target, some with fewer retries or a shorter budget, and had to say
        what they met: its verdict, its cause and who spoke, with the reason, and nothing false beside.
      </p>
      <dl class="facts">
        ${fact('Drilled', moment(startedAt))} ${fact('Took', duration(durationMs))}
        ${fact('Time to verdict, median', times ? duration(times.medianMs) : null)}
        ${
          times
            ? fact(
                'Slowest',
                html`${duration(times.worst.toVerdictMs)} <a href="#${times.worst.id}">${times.worst.id}</a>`,
              )
            : ''
        }
        ${fact('At a time', String(sideBySide))}
      </dl>
      ${shares(results)}
    </div>
  </header>`;
}

/** Every fault as its share of one bar, what is wrong first, and the same in words. */
function shares(results: readonly DrillResult[]): Html {
  const present = outcomes.filter((outcome) => count(results, outcome) > 0);
  let from = 0;
  const parts = present.map((outcome) => {
    const width = (count(results, outcome) / results.length) * 100;
    const part = html`<rect
      class="v-${looks[outcome].verdict}"
      x="${from.toFixed(3)}%"
      width="${width.toFixed(3)}%"
      height="100%"
    />`;
    from += width;
    return part;
  });
  return html`<div class="counts">
    <svg class="share" aria-hidden="true" focusable="false">${parts}</svg>
    <ul>
      <li class="total"><b>${counted(results.length, 'fault')}</b></li>
      ${present.map(
        (outcome) =>
          html`<li class="v-${looks[outcome].verdict}">
            ${icon(looks[outcome].verdict)}<b>${count(results, outcome)}</b> ${looks[outcome].label}
          </li>`,
      )}
    </ul>
  </div>`;
}
