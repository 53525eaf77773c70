import type { JourneyResult, StoredFinding, StoredRun } from '../history/types.ts';
import { journeyName } from '../report/format.ts';
import { exitCodes, verdicts } from '../verdict/types.ts';
import type { ComparedFinding, Standing } from './types.ts';

/** Something is the matter; one that a suppression excuses is no less there for that. */
const isFailing = ({ verdict, suppressed }: StoredFinding): boolean => suppressed || exitCodes[verdict] !== 0;

const isNamed = (name: string, journey: JourneyResult): boolean => name === journeyName(journey) || name === journey.id;

/** Names of the journeys that met a signature; of one that only probes met, those of its finding. */
function metBy(signature: string, { journeys }: StoredFinding, run: StoredRun): readonly string[] {
  const own = run.journeys.filter(({ signatures }) => signatures.includes(signature)).map(journeyName);
  return own.length > 0 ? own : journeys;
}

const ran = (run: StoredRun, names: readonly string[]): boolean =>
  run.journeys.some((journey) => journey.attempts > 0 && names.some((name) => isNamed(name, journey)));

/**
 * Was it there before? The last judged run says so, or, of a journey that it did not ask for (a run of smoke journeys alone), the last one that
 * did. What merely passed by then, and stays now, was not.
 */
function wasThere(signature: string, finding: StoredFinding, run: StoredRun, earlier: readonly StoredRun[]): boolean {
  const names = metBy(signature, finding, run);
  const reference = earlier.find((one) => ran(one, names)) ?? earlier[0];
  return (reference?.findings ?? []).some(
    (before) => before.signatures.includes(signature) && (isFailing(before) || !isFailing(finding)),
  );
}

/** The causes whose signatures name the journey where others name a status. */
const ofJourneys: readonly string[] = ['content', 'unknown'];

/** Did this run go the way of a signature well? Only then is it gone, and not merely unseen. */
export function wentWell(signature: string, run: StoredRun): boolean {
  const [cause = '', what = '', , surface = '', method = '', path = ''] = signature.split(' ');
  return ofJourneys.includes(cause)
    ? run.journeys.some(({ id, attempts, verdict }) => id === what && attempts > 0 && exitCodes[verdict] === 0)
    : run.went.includes(`${method} ${surface} ${path}`);
}

const order: readonly Standing[] = ['new', 'already-there', 'gone'];
const bySeverity = (a: ComparedFinding, b: ComparedFinding): number =>
  order.indexOf(a.standing) - order.indexOf(b.standing) ||
  verdicts.indexOf(a.finding.verdict) - verdicts.indexOf(b.finding.verdict);

/**
 * What a run found beside what was known before the change, signature by signature. Pure.
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
  const gone = (earlier[0]?.findings ?? []).filter(isFailing).map((finding): ComparedFinding => {
    const signatures = finding.signatures.filter((one) => !seen.has(one) && wentWell(one, run));
    return { standing: 'gone', finding, signatures };
  });
  return [...now, ...gone].filter(({ signatures }) => signatures.length > 0).toSorted(bySeverity);
}
