import type { Drill } from '../types.ts';
import { onePage, rules } from './rules.ts';

const serverError = { verdict: 'server-error', cause: 'server-error', layer: 'application' } as const;

/** Where each attempt waits in vain until its time is up, two say as much as three. */
const oneRetry = { RETRIES: '1' };

/** Faults of the application itself: it answers every time, and it answers wrongly. */
export const application: readonly Drill[] = [
  {
    id: 'd01',
    family: 'application',
    story: 'Every drug monograph answers 500; the rest of the site is healthy.',
    how: 'The application answers 500 with its own error page to every path below /drug/.',
    users: 'The application’s error page in place of the monograph, every time. Indexes, search and news work.',
    recognise:
      'One route, one status, the application’s own words and its X-Request-Id; the error log of httpd is silent. Look up the request id in the application’s log, and ask what was deployed to that route.',
    putIn: { faults: [`d01@${onePage.glob}`] },
    journey: onePage.journey,
    expected: { ...serverError, reason: 'answered 500', rule: rules.stays },
    quick: true,
  },
  {
    id: 'outage',
    family: 'application',
    story: 'Every surface answers 500 to everything.',
    how: 'The application answers 500 to every request for every host of the site, stylesheets and images included.',
    users: 'Nothing but error pages, wherever they go. Nobody can log in.',
    recognise:
      'The preflight of each surface says 500 within seconds and no journey is started. One cause behind all of it: think of what the surfaces share, so of the last change to configuration or platform. Roll it back first.',
    putIn: { faults: ['d01@*'] },
    journey: 'preflight-www',
    beside: [
      'home-opens',
      'specialty-lists-news',
      'monograph-opens-at-section',
      'condition-show-all',
      'search-no-results',
      'education-activity-reads',
    ],
    expected: {
      ...serverError,
      reason: 'answered 500',
      rule: `A 5xx is confirmed when three probes, spread over 1.5 s or more, all met it again. An outage of every surface is told in seconds, and the rest is not run, with the reason said. ${rules.stays}`,
    },
  },
  {
    id: 'd02',
    family: 'application',
    story: 'Every fifth request answers 500.',
    how: 'The application counts the requests for the search surface and answers every fifth with 500.',
    users: 'An error page now and then. Reloading helps, so few of them report it.',
    recognise:
      'One attempt met a 500, the next passed, and probes find both. One of several workers or nodes is likely broken: compare the back end’s name in good and bad answers, and take the bad one out.',
    putIn: { faults: ['d02@search/*'] },
    journey: 'search-spelling',
    // Beside the preflight these ask once each, so that the fifth request is the judged journey's second, and the tenth comes behind it.
    beside: ['search-finds-a-drug', 'search-no-results'],
    expected: {
      verdict: 'intermittent-server-error',
      cause: 'server-error',
      layer: 'application',
      reason: 'answered 500',
      rule: rules.goes,
    },
  },
  {
    id: 'd03',
    family: 'application',
    story: 'Articles answer 500 to members, and to nobody else.',
    how: 'The application answers 500 below /viewarticle/ to every request with a session cookie.',
    users: 'Whoever is logged in meets an error page; strangers, and most uptime checks, see a good page.',
    recognise:
      'Member journeys fail where the anonymous ones pass on the same path. Log in before you say that it works. Look at what the application does for a session only: profile, entitlements, session store.',
    putIn: { faults: ['d03@/viewarticle/*'] },
    journey: 'article-turns-pages',
    expected: {
      ...serverError,
      reason: 'answered 500',
      rule: `${rules.stays} Probes carry the login of the attempt that failed.`,
    },
  },
  {
    id: 'd04',
    family: 'application',
    story: 'The login form opens, and sending it answers 500.',
    how: 'The application answers 500 to every POST on the login surface; GET is healthy.',
    users: 'They type their password, press the button and meet an error page. Nobody new gets in.',
    recognise:
      'Every GET of the same address is 200, and only the submission fails: a check that only looks at pages never sees it. Look at what the form writes to or asks: account store, session store, read-only database.',
    putIn: { faults: ['d04@login/*'] },
    journey: 'login-lands-on-target',
    expected: {
      ...serverError,
      reason: 'POST',
      rule: `What no GET can probe (a POST) stays unconfirmed, and the journey is tried again. ${rules.stays}`,
    },
  },
  {
    id: 'd05',
    family: 'application',
    story: 'Monographs take three seconds, one more than their budget allows.',
    how: 'The application waits 3 s before each answer below /drug/, and the declared budget of an exchange is 2 s.',
    users: 'The page comes, late. Some leave before.',
    recognise:
      'No error anywhere; the time to first byte of one route is over its budget. Look at the slowest back end call of that route and at pools that are nearly used up: slow is often the hour before unavailable.',
    putIn: { faults: [`d05@${onePage.glob}`], env: { EXCHANGE_BUDGET_MS: '2000' } },
    journey: onePage.journey,
    expected: {
      verdict: 'degraded',
      cause: null,
      layer: 'application',
      reason: 'the budget is',
      rule: rules.unfelt,
    },
  },
  {
    id: 'd09',
    family: 'application',
    story: 'Monographs answer 200 with the application’s error page.',
    how: 'The application answers its 500 page below /drug/ with the status 200.',
    users: 'The error page in place of the monograph. Every graph of status codes stays green.',
    recognise:
      'Title and heading of the page say 500 while the status says 200. Believe the page. Find the error handler that lost the status, besides the error behind it.',
    putIn: { faults: [`d09@${onePage.glob}`] },
    journey: onePage.journey,
    expected: { ...serverError, reason: 'hid a server error behind 200', rule: `${rules.soft500} ${rules.stays}` },
  },
  {
    id: 'd10',
    family: 'application',
    story: 'The pill identifier opens, and the data that it asks for answers 500.',
    how: 'The application answers 500 to every XHR on the reference surface; its pages are good.',
    users: 'A page that looks whole and does nothing: no pills match, or the list keeps loading.',
    recognise:
      'The document is 200, an XHR is 500. Ask for the XHR’s own address with curl; look at the service behind it, not at the web tier.',
    putIn: { faults: ['d10@reference/*'] },
    journey: 'pill-identifier-narrows',
    expected: {
      ...serverError,
      reason: 'answered 500',
      rule: `Critical are first-party documents, scripts, stylesheets, XHR, fetch. ${rules.stays}`,
    },
  },
  {
    id: 'd10b',
    family: 'application',
    story: 'The pill identifier’s data answers 200 with a warning of the interpreter in place of JSON.',
    how: 'Every XHR on the reference surface answers 200 with “<b>Warning</b>: mysqli_query(): …”.',
    users: 'A page that looks whole and does nothing. No log and no graph shows an error.',
    recognise:
      'The XHR is 200 and its body begins with “<b>Warning</b>”; the script fails to parse it. The application prints its errors into its answers: fix the error, and turn display_errors off.',
    putIn: { faults: ['d10b@reference/*'] },
    journey: 'pill-identifier-narrows',
    expected: { ...serverError, reason: 'hid a server error behind 200', rule: `${rules.soft500} ${rules.stays}` },
  },
  {
    id: 'd11',
    family: 'application',
    story: 'The slideshow page is good, its script and its pictures answer 500.',
    how: 'The asset host answers 500 for the slideshow’s script and for every drawing.',
    users: 'A page with holes in the place of pictures, on which the arrows do nothing.',
    recognise:
      'The document is 200, what it loads from the asset host is 500. Look at the asset host: its disk, its build, its deploy. An asset that is missing would be 404.',
    putIn: { faults: ['d11@img/js/slideshow.js', 'd11@img/art/*'] },
    journey: 'slideshow-plays',
    expected: {
      ...serverError,
      reason: 'answered 500',
      rule: `Critical are first-party documents, scripts, stylesheets. ${rules.stays}`,
    },
  },
  {
    id: 'd16',
    family: 'application',
    story: 'Monographs answer 200 with nothing in it.',
    how: 'The application answers 200 with an empty body below /drug/.',
    users: 'A white page.',
    recognise:
      'Status 200, length 0. No signature knows an empty page for an error page, so it is called by what is seen: the page is not as expected. Look for a template or a compression filter that swallowed the body.',
    putIn: { faults: [`d16@${onePage.glob}`], env: oneRetry },
    journey: onePage.journey,
    expected: {
      verdict: 'regression',
      cause: 'content',
      layer: 'application',
      reason: 'not as expected',
      rule: `\`content\`: none of the above, and an expectation about the page failed. ${rules.wrong}`,
    },
  },
  {
    id: 'd18',
    family: 'application',
    story: 'Monographs that exist answer 404.',
    how: 'The application answers 404 with its own page to every path below /drug/.',
    users: '“Page not found” from every link and every bookmark to a drug.',
    recognise:
      'The application’s own 404 (its headers are there), so the request came through httpd. Look at the application’s routes and data, not at rewrites and aliases.',
    putIn: { faults: [`d18@${onePage.glob}`] },
    journey: onePage.journey,
    expected: {
      verdict: 'regression',
      cause: 'client-error',
      layer: 'application',
      reason: 'answered 404',
      rule: `\`client-error\`: any other unexpected 4xx on a critical exchange. ${rules.wrong}`,
    },
    quick: true,
  },
  {
    id: 'd19',
    family: 'application',
    story: 'Monographs, which are free to read, send everybody to the login.',
    how: 'The application answers 302 to the login page, with error=1 in its address, below /drug/.',
    users: 'The login in place of the monograph; members who log in come back to the login.',
    recognise:
      'No error status: 302, then a good page, which is the wrong one. Look at who decides that a page is for members: access rules, session checks, an expired service account.',
    putIn: { faults: [`d19@${onePage.glob}`], env: oneRetry },
    journey: onePage.journey,
    expected: {
      verdict: 'regression',
      cause: 'content',
      layer: 'application',
      reason: 'not as expected',
      rule: `The login is another surface of the site, so its redirect is no \`client-error\`. \`content\`: none of the above, and an expectation about the page failed. ${rules.wrong}`,
    },
  },
  {
    id: 'd22',
    family: 'application',
    story: 'The slideshow’s script throws before it has done anything.',
    how: 'The first line of the script throws a TypeError; every answer is a good 200.',
    users: 'The first slide is there, and the arrows do nothing.',
    recognise:
      'No failed request at all, one exception in the console. The release of the front end is at fault: roll back the script, and purge it from caches.',
    putIn: { faults: ['d22@img/js/slideshow.js'], env: oneRetry },
    journey: 'slideshow-plays',
    expected: {
      verdict: 'regression',
      cause: 'content',
      layer: 'application',
      reason: 'script failed',
      rule: `\`content\`: none of the above, and an expectation about the page failed. ${rules.wrong}`,
    },
  },
  {
    id: 'd23',
    family: 'application',
    story: 'A script of the slideshow page is asked for and never comes.',
    how: 'The asset host accepts the request for the script and answers nothing.',
    users: 'The page appears and keeps loading; its arrows do nothing.',
    recognise:
      'One request of the page is still open when the time is up, with no status and no error code. Ask for that address with a time limit; look at the asset host’s workers and at the disk behind it.',
    putIn: { faults: ['d23@img/js/slideshow.js'], env: oneRetry },
    journey: 'slideshow-plays',
    expected: {
      verdict: 'unreachable',
      cause: 'slow',
      layer: null,
      reason: 'no answer after',
      rule: '`slow`: time ran out while a critical request had waited for its answer longer than an exchange’s budget, with no error code. `unreachable`: no attempt passed, and the deciding one failed with `network` or `slow`.',
    },
  },
];
