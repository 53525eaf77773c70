import { dirname } from 'node:path';
import type { Authority } from '../apache/authority.ts';
import type { ApacheMode } from '../target/types.ts';
import { defaultsOf } from '../target/defaults.ts';
import type { Serve } from '../../standin/command.ts';
import { startHttpdSite } from './httpd-site.ts';

export interface BehindOptions {
  readonly mode: Exclude<ApacheMode, 'off'>;
  /** Absolute path of the folder for httpd's logs. Default: in its private root, gone with it. */
  readonly logs?: string;
  /** Whose certificates it has. Default: an authority of its own. */
  readonly authority?: Authority;
}

/** Serves the stand-in with the system's httpd in front. */
export const serveBehindHttpd =
  ({ mode, logs, authority }: BehindOptions): Serve =>
  async ({ port, switches, faults }, log) => {
    const site = await startHttpdSite({
      ...(port === 0 ? {} : { port }),
      ...(mode === 'https' ? { tls: authority ?? true } : {}),
      ...(logs === undefined ? {} : { logs }),
      standin: { switches, faults, log },
    });
    const { origins } = defaultsOf('local', site.port, mode);
    // of a site that a person looks at too, not all that its log says is the run's
    const { LOG_OWN: _, ...env } = site.env;
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    return {
      origins: origins ?? site.standin.origins,
      notes: [
        `  httpd      Apache/${site.binary.version}, its logs in ${dirname(site.root.accessLog)}`,
        `  journeys   ${variables.join(' ')} npm run journeys`,
      ],
      broken: site.httpd.exited.then(({ output }) => {
        throw new Error(`httpd has ended by itself: ${output.trim() || 'it said nothing'}`);
      }),
      stop: () => site.stop(),
    };
  };
