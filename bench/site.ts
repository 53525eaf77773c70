import { siteOf, type SiteFixture } from '../src/journey/fixtures/site.ts';
import { defaultsOf } from '../src/target/defaults.ts';

/** The stand-in at this port, as journeys see it. */
export function standinSite(port: number): SiteFixture {
  const { origins, wall, credentials } = defaultsOf('local', port);
  if (origins === null) throw new Error('the stand-in has an origin for every surface');
  return siteOf({ name: 'local', origins, wall, credentials });
}
