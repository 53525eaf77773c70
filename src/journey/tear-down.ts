import { readTarget } from '../target/environment.ts';
import { forgetSessions } from './login.ts';

/** Playwright's global teardown: what only this run may use goes with it. */
export default function tearDown(): void {
  forgetSessions({ target: readTarget() });
}
