import type { JourneyResult, StoredFinding, StoredRun } from '../history/types.ts';
import { idOf, journeyName } from '../report/format.ts';
import { isJourney } from '../verdict/looks.ts';
import { exitCodes, verdicts } from '../verdict/types.ts';
import type { ComparedFinding, Standing } from './types.ts';

/** Something is the matter; one that a suppression excuses is no less there for that. */
const isFailing = ({ verdict, suppressed }: StoredFinding): boolean => suppressed || exitCodes[verdict] !== 0;

const isNamed = (name: string, journey: JourneyResult): boolean => name === journeyName(journey) || name === journey.id;

/**
 * Names of those that met a signature: journeys, and looks only where no journey did. A look goes the same way as nobody in particular, and what a
 * member alone meets it never sees.
 */
function metBy(signature: string, { journeys }: StoredFinding, run: StoredRun): readonly string[] {
  const own = run.journeys.filter(({ signatures }) => signatures.includes(signature)).map(journeyName);
  const names = own.length > 0 ? own : journeys;
  const ofJourneys = names.filter((name) => isJourney(idOf(name)));
  return ofJourneys.length > 0 ? ofJourneys : names;
}

/** The causes whose signatures name the journey where others name a status. */
const namesJourney: readonly string[] = ['content', 'unknown'];

/** What of a run speaks for the way of a signature: that way itself went well, and one of these journeys was on it. */
function goodWord(
  signature: string,
  names: readonly string[],
  run: StoredRun,
): { readonly passed: boolean; readonly went: boolean } {
  const own = run.journeys
    .filter(({ attempts }) => attempts > 0)
    .filter((one) => names.some((name) => isNamed(name, one)));
  const passed = own.some(({ verdict }) => exitCodes[verdict] === 0);
  const [cause = '', , , surface = '', method = '', path = ''] = signature.split(' ');
  const went = namesJourney.includes(cause)
    ? passed
    : own.length > 0 && run.went.includes(`${method} ${surface} ${path}`);
  return { passed, went };
}

/**
 * The last word of earlier runs on a signature: the finding of the newest that met it, unless a newer one was well there. A run that did not ask for
 * those journeys (smoke journeys alone, or preflights alone), or in which they came to grief before, has no say. Null: it was not there, as far as
 * anybody knows.
 */
function lastWord(signature: string, names: readonly string[], earlier: readonly StoredRun[]): StoredFinding | null {
  for (const run of earlier) {
    const met = run.findings.find(({ signatures }) => signatures.includes(signature));
    if (met) return met;
    const { passed, went } = goodWord(signature, names, run);
    if (passed || went) return null;
  }
  return null;
}

/** Was it there before? What merely passed by then, and stays now, was not. */
function wasThere(signature: string, finding: StoredFinding, run: StoredRun, earlier: readonly StoredRun[]): boolean {
  const before = lastWord(signature, metBy(signature, finding, run), earlier);
  return before !== null && (isFailing(before) || !isFailing(finding));
}

/** Signatures of an earlier finding of which this run can say that they are gone, and not merely unseen. */
const goneOf = (finding: StoredFinding, of: StoredRun, run: StoredRun, earlier: readonly StoredRun[]): string[] =>
  finding.signatures.filter((signature) => {
    const names = metBy(signature, finding, of);
    return lastWord(signature, names, earlier) === finding && goodWord(signature, names, run).went;
  });

const order: readonly Standing[] = ['new', 'already-there', 'gone'];
const bySeverity = (a: ComparedFinding, b: ComparedFinding): number =>
  order.indexOf(a.standing) - order.indexOf(b.standing) ||
  verdicts.indexOf(a.finding.verdict) - verdicts.indexOf(b.finding.verdict);

/**
 * What a run found beside what was known before the change, signature by signature: of each the last run counts that can tell. Pure.
 *
 * @param earlier judged runs of the same target from before the change, newest first; none: everything is new
 */
export function compareRuns(run: StoredRun, earlier: readonly StoredRun[]): ComparedFinding[] {
  const now = run.findings.flatMap((finding) =>
    (['new', 'already-there'] as const).map((standing): ComparedFinding => {
      const signatures = finding.signatures.filter(
        (signature) => wasThere(signature, finding, run, earlier) === (standing === 'already-there'),
      );
      return { standing, finding, signatures };
    }),
  );
  const seen = new Set(run.findings.flatMap(({ signatures }) => signatures));
  const gone = earlier.flatMap((of) =>
    of.findings.filter(isFailing).map((finding): ComparedFinding => {
      const signatures = goneOf(finding, of, run, earlier).filter((one) => !seen.has(one));
      return { standing: 'gone', finding, signatures };
    }),
  );
  return [...now, ...gone].filter(({ signatures }) => signatures.length > 0).toSorted(bySeverity);
}
