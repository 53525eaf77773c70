import { signatures } from '../evidence/signatures.ts';
import type { SignatureSubject } from '../evidence/types.ts';
import { isDrill, readTarget, secretsOf } from '../target/environment.ts';
import { createRedactor, type Redactor } from '../target/redactor.ts';
import { createSite } from '../target/site.ts';
import { readSuppressions } from '../target/suppressions.ts';
import type { Site, Target } from '../target/types.ts';
import { matchSignature } from '../verdict/signature.ts';
import type { Policy } from '../verdict/types.ts';
import { RunState, stateFolder } from './run-state.ts';

/** Headers that carry a request id, in the order in which they are looked for. */
export const requestIdHeaders: readonly string[] = ['x-unique-id', 'x-request-id'];

/** What every attempt of a run shares; the same in each worker process, since all of it comes from the environment. */
export interface Setting {
  readonly target: Target;
  readonly site: Site;
  readonly redactor: Redactor;
  readonly policy: Policy;
  readonly state: RunState;
  readonly requestIdHeaders: readonly string[];
  readonly isTelling: (subject: SignatureSubject) => boolean;
}

/** What the rules of verdicts are told besides evidence. */
export function readPolicy({ budgets }: Pick<Target, 'budgets'>): Policy {
  const suppressions = isDrill() ? [] : readSuppressions();
  return { signatures, budgets, suppressions, now: new Date().toISOString() };
}

/** @throws ConfigurationError with every fault of the environment at once */
export function readSetting(reportsFolder: string): Setting {
  const target = readTarget();
  const policy = readPolicy(target);
  return {
    target,
    site: createSite(target),
    redactor: createRedactor(secretsOf(target)),
    policy,
    state: new RunState(stateFolder(reportsFolder, target.runId)),
    requestIdHeaders,
    isTelling: (subject) => matchSignature(subject, policy.signatures) !== null,
  };
}
