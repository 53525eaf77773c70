/** Our own side of a rehearsal is at fault, never the candidate: exit code 2. Its message says what, where, and what to do. */
export class RehearsalError extends Error {
  override readonly name = 'RehearsalError';
}
