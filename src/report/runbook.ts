import { join } from 'node:path';
import { configured, repositoryPage } from '../target/environment.ts';
import type { Verdict } from '../verdict/types.ts';
import { shown } from './console.ts';
import { safeUrl } from './page/context.ts';

/** The copy that lies in `reports/`, beside whatever links to it. */
export const runbookFile = 'runbook.html';

/** The section of a verdict in the team's own runbook (`RUNBOOK_URL`): an address for what leaves this machine. Null: none is declared. */
export function declaredRunbook(verdict: Verdict): string | null {
  const url = safeUrl(configured('RUNBOOK_URL'));
  return url === null ? null : `${url.replace(/#.*$/, '')}#${verdict}`;
}

/**
 * What to do about a verdict: the section of the team's own runbook, else of the copy in `reports/`.
 *
 * @param toReports how the page that links gets to `reports/`: `../../` for one in `reports/runs/<id>/`
 */
export const runbookLink = (verdict: Verdict, toReports: '' | '../../' = ''): string =>
  declaredRunbook(verdict) ?? `${toReports}${runbookFile}#${verdict}`;

/** The same for a terminal: an address, or a path from the working folder where it lies in that. */
export const runbookPath = (verdict: Verdict, reportsDir: string): string =>
  declaredRunbook(verdict) ?? shown(join(reportsDir, runbookLink(verdict)));

/** The same for a page of GitHub's: the team's own, else the runbook at the commit that runs; null: there is neither. */
export function runbookOnGithub(verdict: Verdict): string | null {
  const page = repositoryPage('docs/runbook.md');
  return declaredRunbook(verdict) ?? (page === null ? null : `${page}#${verdict}`);
}
