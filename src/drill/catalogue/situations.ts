import type { Drill } from '../types.ts';
import { onePage, rules } from './rules.ts';

const serverError = { verdict: 'server-error', cause: 'server-error', layer: 'application' } as const;
const unavailable = { verdict: 'server-error', cause: 'unavailable', layer: 'application' } as const;
const intermittent = {
  verdict: 'intermittent-server-error',
  cause: 'server-error',
  layer: 'application',
} as const;
const blocked = { verdict: 'blocked', cause: 'blocked', layer: 'edge', reason: 'bot check' } as const;
const healthy = { verdict: 'passed', cause: null, layer: null, reason: '' } as const;

/** A fault that lies on one page, judged by the journey that asks for it. */
const onOnePage = (fault: string) => ({
  family: 'situation' as const,
  putIn: { faults: [`${fault}@${onePage.glob}`] },
  journey: onePage.journey,
});

const keptOut: readonly Drill[] = [
  {
    ...onOnePage('challenge'),
    id: 'challenge-403',
    story: 'An edge in front of the site meets us with a bot check under 403.',
    how: 'Paths below /drug/ answer 403 with Cloudflare’s header and page; the application is never asked.',
    users: 'Most of them see nothing of it. Whoever looks like a robot has to prove otherwise.',
    recognise:
      'The title is “Just a moment...”, cf-mitigated: challenge, and the application’s headers are missing. The site behind was not seen: say neither that it is up nor that it is down. Have our address or User-Agent allowed.',
    expected: { ...blocked, rule: rules.challenge },
  },
  {
    ...onOnePage('challenge-429'),
    id: 'challenge-429',
    story: 'A bot manager in front of the site meets us with a captcha under 429.',
    how: 'Paths below /drug/ answer 429 with DataDome’s header and captcha; the application is never asked.',
    users: 'Most of them see nothing of it.',
    recognise:
      'A 429 with x-datadome and a captcha in its body. Asking again makes it worse, so nothing is tried again. Have our address or User-Agent allowed.',
    expected: {
      ...blocked,
      rule: `${rules.challenge} \`edge\` is whatever stands in front of Apache.`,
    },
  },
  {
    ...onOnePage('challenge-503'),
    id: 'challenge-503',
    story: 'An edge in front of the site meets us with a bot check under 503.',
    how: 'Paths below /drug/ answer 503 with the edge’s waiting page; the application is never asked.',
    users: 'Most of them see nothing of it.',
    recognise:
      'A 503 that is no outage: the page asks us to wait while it checks the browser. A monitor that goes by the status alone wakes somebody for nothing.',
    expected: { ...blocked, rule: rules.challenge },
    quick: true,
  },
  {
    ...onOnePage('rate-429'),
    id: 'rate-429',
    story: 'The application answers 429: we ask too often.',
    how: 'The application answers 429 with Retry-After: 60 below /drug/.',
    users: 'Nothing, unless they share our address.',
    recognise:
      'Plain 429 with the application’s headers. Lower our rate or raise the limit for us; look first whether others at the same address meet it too.',
    expected: {
      verdict: 'blocked',
      cause: 'blocked',
      layer: 'application',
      reason: 'answered 429',
      rule: '`blocked`: a challenge, a 429, or an unexpected 401 or 403 spoken by the edge; never tried again.',
    },
  },
];

const soft: readonly Drill[] = [
  {
    ...onOnePage('soft-500-trace'),
    id: 'soft-500-trace',
    story: 'Monographs answer 200 with a stack trace.',
    how: 'The application answers 200 with a Java stack trace below /drug/.',
    users: 'Lines of code in place of the page.',
    recognise:
      'Status 200, and the body begins with the name of an exception. The first line that is ours says where. Traces shown to users also tell attackers: close that as well.',
    expected: { ...serverError, reason: 'stack trace', rule: `${rules.soft500} ${rules.stays}` },
  },
  {
    ...onOnePage('soft-500-redirect'),
    id: 'soft-500-redirect',
    story: 'Every failing monograph is redirected to a page that apologises under 200.',
    how: 'Paths below /drug/ answer 302 to /error/500.html, which answers 200: what an ErrorDocument with a full URL makes of a 500.',
    users: '“Something went wrong”, and the address that they asked for is gone.',
    recognise:
      'A 302 that leads to an apology; no 5xx in the browser or at the edge. The 500 stands only in httpd’s log as the first status. Give ErrorDocument a local path, so that the status survives.',
    putIn: { faults: [`soft-500-redirect@${onePage.glob}`, 'soft-500-redirect@/error/*'] },
    expected: { ...serverError, reason: 'redirect', rule: `${rules.soft500} ${rules.stays}` },
  },
  {
    id: 'soft-500-json',
    family: 'situation',
    story: 'The pill identifier’s data answers 200, and its JSON says “internal server error”.',
    how: 'Every XHR on the reference surface answers 200 with {"success":false,"error":{…}}.',
    users: 'A page that looks whole and does nothing.',
    recognise:
      'Look into the body of the XHR: the error stands in the JSON. The service behind it failed, and its gateway made 200 of it.',
    putIn: { faults: ['soft-500-json@reference/*'] },
    journey: 'pill-identifier-narrows',
    expected: { ...serverError, reason: 'hid a server error behind 200', rule: `${rules.soft500} ${rules.stays}` },
  },
  {
    ...onOnePage('soft-500-framework'),
    id: 'soft-500-framework',
    story: 'Monographs answer 200 with the framework’s own error page.',
    how: 'The application answers 200 with Spring’s “Whitelabel Error Page” below /drug/.',
    users: 'A bare page in technical words, without the site’s chrome.',
    recognise:
      'The page of a framework and not of the site: the application’s own error handling failed too. Its log has the exception.',
    expected: { ...serverError, reason: 'error page', rule: `${rules.soft500} ${rules.stays}` },
  },
  {
    ...onOnePage('soft-503-maintenance'),
    id: 'soft-503-maintenance',
    story: 'A maintenance page stands in the place of monographs, under 200.',
    how: 'The application answers 200 with “Scheduled Maintenance” below /drug/.',
    users: '“We’ll be back soon.”',
    recognise:
      'Users are shut out, whatever the status says. Is a maintenance announced? If not, or if it is over, somebody forgot to take the page down. It should have been a 503 with Retry-After.',
    expected: {
      ...unavailable,
      reason: 'maintenance page',
      rule: `A soft 503 is a maintenance page in that place; it counts as \`unavailable\`. ${rules.unavailableStays}`,
    },
  },
];

const noFault: readonly Drill[] = [
  {
    id: 'article-about-500',
    family: 'situation',
    story: 'No fault: the newest article is about an “internal server error”, and its title says so.',
    how: 'The newest article is called “500 Internal Server Error: What a Hospital Learned When Its Records Went Away”.',
    users: 'An article to read.',
    recognise: 'Nothing to do. A check that looks for words anywhere in a page calls this an outage.',
    putIn: { faults: ['article-about-500@www/*'] },
    journey: 'article-opens-anonymous',
    expected: { ...healthy, rule: rules.words },
  },
  {
    id: 'search-about-500',
    family: 'situation',
    story: 'No fault: somebody searches for “internal server error”.',
    how: 'Title and heading of the page of results say “Internal Server Error” in place of the query.',
    users: 'A page of results.',
    recognise: 'Nothing to do. The words stand in title and heading, among others, and the page is good.',
    putIn: { faults: ['search-about-500@search/*'] },
    journey: 'search-no-results',
    expected: { ...healthy, rule: rules.words },
  },
  {
    ...onOnePage('third-party-500'),
    id: 'third-party-500',
    story: 'No fault of ours: a foreign host, whose script, image and data a page holds, answers 500.',
    how: 'A script, an image and a fetch of widgets.third-party.localhost are put into the page; that host answers 500.',
    users: 'The page; perhaps without somebody else’s widget.',
    recognise:
      'The failing host is none of those that the target declares. Tell its owner, and wake nobody here. If users need it, declare it.',
    expected: {
      ...healthy,
      rule: 'First-party is what the target declares. Everything else is third-party and makes no cause, whatever it answers.',
    },
  },
];

const partsOfPages: readonly Drill[] = [
  {
    id: 'image-500',
    family: 'situation',
    story: 'One picture of a page answers 500.',
    how: 'The cover of the second slideshow in the list answers 500; all others are good.',
    users: 'A hole in the place of one picture.',
    recognise: 'The journey passed; one image is told beside it. Have it put right in working hours.',
    putIn: { faults: ['d01@img/art/capsule/1-*'] },
    journey: 'slideshow-plays',
    expected: {
      verdict: 'degraded',
      cause: null,
      layer: 'application',
      reason: 'no expectation felt',
      rule: `Images are not critical, unless more than half of those that one page asks of one host answer 5xx. ${rules.unfelt}`,
    },
  },
  {
    id: 'images-500',
    family: 'situation',
    story: 'All pictures of a page answer 500.',
    how: 'The asset host answers 500 to every drawing; stylesheets and scripts are good.',
    users: 'A page full of holes.',
    recognise:
      'More than half of what one page asked of one host is 5xx: no broken picture but a broken image host. Look at its disk and at its back end.',
    putIn: { faults: ['d01@img/art/*'] },
    journey: 'slideshow-plays',
    expected: {
      ...serverError,
      reason: 'images, fonts and the like',
      rule: `Images are not critical, unless more than half of those that one page asks of one host answer 5xx. ${rules.stays}`,
    },
  },
  {
    ...onOnePage('beacon-500'),
    id: 'beacon-500',
    story: 'A page sends a beacon to its own host, and that answers 500.',
    how: 'A script that calls navigator.sendBeacon() is put into the page; the POST answers 500.',
    users: 'Nothing.',
    recognise:
      'The journey passed; a beacon is told beside it. Nobody waits for it, but what it should have counted is lost: tell its owner.',
    expected: {
      verdict: 'degraded',
      cause: null,
      layer: 'application',
      reason: 'no expectation felt',
      rule: `Beacons are not critical, unless more than half of those that one page asks of one host answer 5xx: beacons alone make no outage, since nobody waits for one. ${rules.unfelt}`,
    },
    quick: true,
  },
  {
    ...onOnePage('frame-500'),
    id: 'frame-500',
    story: 'A page is good, and the frame in it answers 500.',
    how: 'A frame is put into the page; its document answers 500.',
    users: 'An error page in a box within a good page.',
    recognise:
      'The main document is 200, a document in a child frame is 500. The frame’s address names the service that failed.',
    expected: {
      ...serverError,
      reason: 'answered 500',
      rule: `Critical are first-party documents (frames too). ${rules.stays}`,
    },
  },
  {
    ...onOnePage('eventsource-500'),
    id: 'eventsource-500',
    story: 'A page opens a stream of events, and the handshake answers 500.',
    how: 'A script that opens an EventSource is put into the page; the first answer is 500.',
    users: 'What should arrive by itself (alerts, results) never does. Nothing tells them.',
    recognise:
      'The page is good and stays silent. The handshake’s status is the fact: look at the service of the stream, and at proxies that do not let it through.',
    expected: {
      ...serverError,
      reason: 'answered 500',
      rule: `Critical are the handshakes of EventSource and WebSocket. ${rules.stays}`,
    },
  },
];

const statuses: readonly Drill[] = [
  {
    ...onOnePage('retry-after-seconds'),
    id: 'retry-after-seconds',
    story: 'The application answers 503, asks for two seconds of patience, and keeps its word.',
    how: '503 with Retry-After: 2 below /drug/ until two seconds are over, then good answers.',
    users: 'An error page once. A moment later the page is there.',
    recognise:
      'One 503 with Retry-After, then only good answers. A worker was started or a pool was full: harmless once, a sign of too little capacity when it is told every hour.',
    expected: {
      verdict: 'transient',
      cause: 'unavailable',
      layer: 'application',
      reason: 'answered 503',
      rule: `${rules.retryAfter} ${rules.transient}`,
    },
    quick: true,
  },
  {
    ...onOnePage('retry-after-date'),
    id: 'retry-after-date',
    story: 'The application answers 503, names the second at which it will be back, and keeps its word.',
    how: '503 with Retry-After as an HTTP date about three seconds away below /drug/, then good answers.',
    users: 'An error page once. A moment later the page is there.',
    recognise: 'As with seconds; the date is to be read by the server’s clock.',
    expected: {
      verdict: 'transient',
      cause: 'unavailable',
      layer: 'application',
      reason: 'answered 503',
      rule: `${rules.retryAfter} ${rules.transient}`,
    },
  },
  {
    ...onOnePage('retry-after-hour'),
    id: 'retry-after-hour',
    story: 'The application answers 503 and asks to be left alone for an hour.',
    how: '503 with Retry-After: 3600 below /drug/, for good.',
    users: 'An error page, for an hour.',
    recognise:
      'More patience is asked for than a run has, so nothing further is sent and the verdict comes at once. Is it an announced maintenance? If not, find out who answers so.',
    expected: {
      ...unavailable,
      reason: 'answered 503',
      rule: `Probes and retries are bounded in time, and honour \`Retry-After\`. ${rules.unavailableStays}`,
    },
  },
  {
    ...onOnePage('cached-500'),
    id: 'cached-500',
    story: 'One 500 may be cached for ten minutes; the application is healthy again at once.',
    how: 'The first answer below /drug/ is a 500 with Cache-Control: max-age=600, all others are good.',
    users: 'Whoever met it, or shares a cache with them, meets it for ten minutes. All others see a good page.',
    recognise:
      'A 500 with max-age. The retry has asked the server and not a cache, and passed; the 500 counts nevertheless. Purge shared caches, and never let an error be cached.',
    expected: { ...intermittent, reason: 'answered 500', rule: rules.goes },
  },
  {
    ...onOnePage('empty-500'),
    id: 'empty-500',
    story: 'Monographs answer 500 without a body.',
    how: 'The application answers 500 with Content-Length: 0 below /drug/.',
    users: 'The browser’s own page: “This page isn’t working”.',
    recognise:
      'Nothing to read but the status and the headers; these still name the back end. It died before it could say why: look for the crash in its log at that second.',
    expected: { ...serverError, reason: 'answered 500', rule: rules.stays },
  },
  {
    ...onOnePage('status-507'),
    id: 'status-507',
    story: 'Monographs answer 507: no storage is left.',
    how: 'The application answers 507 below /drug/.',
    users: 'An error page.',
    recognise: 'A 5xx as any other, which names its reason: free the disk or the quota of the back end.',
    expected: {
      ...serverError,
      reason: 'answered 507',
      rule: `\`server-error\`: a critical exchange answered 5xx other than 502, 503, 504. ${rules.stays}`,
    },
  },
  {
    ...onOnePage('edge-520'),
    id: 'edge-520',
    story: 'The edge answers 520: what the origin said made no sense to it.',
    how: 'Paths below /drug/ answer 520 with the edge’s page; the application is never asked.',
    users: 'The edge’s error page, in the edge’s words.',
    recognise:
      'A code that only an edge gives. Ask the origin directly: if it is healthy, the way between is broken, by headers that are too large or connections that are closed early.',
    expected: {
      ...unavailable,
      layer: 'edge',
      reason: 'answered 520',
      rule: `\`unavailable\`: 502, 503, 504, an edge’s 520-527 or 530. ${rules.unavailableStays}`,
    },
  },
  {
    ...onOnePage('edge-522'),
    id: 'edge-522',
    story: 'The edge answers 522 once: it could not connect to the origin in time. Then all is well.',
    how: 'The first request below /drug/ is answered 522 with the edge’s page; then the fault is taken away.',
    users: 'The edge’s error page once.',
    recognise:
      'A code that only an edge gives, gone on the next try. Look at firewalls and connection limits of the origin if it is told again.',
    putIn: {
      faults: [`edge-522@${onePage.glob}`],
      meanwhile: async ({ site, asked }) => {
        await asked(/^\/drug\//);
        site.lay([]);
      },
    },
    expected: {
      verdict: 'transient',
      cause: 'unavailable',
      layer: 'edge',
      reason: 'answered 522',
      rule: `\`unavailable\`: 502, 503, 504, an edge’s 520-527 or 530. ${rules.transient}`,
    },
  },
];

const comingAndGoing: readonly Drill[] = [
  {
    id: 'one-in-8',
    family: 'situation',
    story: 'About one request in eight answers 500, without a pattern.',
    how: 'A generator with a fixed seed decides for each request to the search surface; the 5th and the 12th fail.',
    users: 'An error page now and then. Reloading helps.',
    recognise:
      'One attempt met a 500, the next passed. A single check hits it one time in eight: count over many requests in the access log before you say that it is gone.',
    putIn: { faults: ['one-in-8@search/*'] },
    journey: 'search-spelling',
    // The fifth request is the judged journey's second, as with d02.
    beside: ['search-finds-a-drug', 'search-no-results'],
    expected: { ...intermittent, reason: 'answered 500', rule: rules.goes },
  },
  {
    id: 'fault-begins',
    family: 'situation',
    story: 'The site is healthy when the run begins, and monographs answer 500 in its middle.',
    how: 'While a visitor looks at the class of the drug, every path below /drug/ begins to answer 500.',
    users: 'They come as far as the list of drugs, and no further.',
    recognise:
      'The preflight was good, so the fault has a beginning that is known to the minute: compare it with the time of the last change.',
    putIn: {
      meanwhile: async ({ site, asked }) => {
        await asked(/^\/drugs\/./);
        site.lay([`d01@${onePage.glob}`]);
      },
    },
    journey: 'monograph-shows-sections',
    expected: { ...serverError, reason: 'answered 500', rule: rules.stays },
  },
  {
    id: 'fault-ends',
    family: 'situation',
    story: 'A monograph answers 500, and is healthy by the time anybody looks again.',
    how: 'Paths below /drug/ answer 500 until the first of them has been asked for; then the fault is taken away.',
    users: 'Some of them met an error page. Now all is well.',
    recognise:
      'The retry passed and every probe is good; Playwright alone would call it flaky and go on. It was a 500: look it up by its request id before the log is rotated.',
    putIn: {
      faults: [`d01@${onePage.glob}`],
      meanwhile: async ({ site, asked }) => {
        await asked(/^\/drug\//);
        site.lay([]);
      },
    },
    journey: onePage.journey,
    expected: { ...intermittent, reason: 'answered 500', rule: rules.goes },
  },
  {
    id: 'fault-comes-back',
    family: 'situation',
    story: 'A monograph answers 503, recovers, and answers 503 again.',
    how: 'Below /drug/ the first answer is 503, the next two are good, and all after them are 503.',
    users: 'Now it works, now it does not.',
    recognise:
      'The journey passed on its second attempt, and the probes after it met the 503 again. Something restarts in circles, or one of several nodes is out: no passing trouble.',
    putIn: { faults: [`comes-back-503@${onePage.glob}`] },
    journey: onePage.journey,
    expected: {
      verdict: 'intermittent-server-error',
      cause: 'unavailable',
      layer: 'application',
      reason: 'seen again',
      rule: '`intermittent-server-error`: an attempt passed, and `unavailable` came back: seen again after a good spell (a passed attempt that went that way, or three good probes in a row).',
    },
  },
];

/** What is easily taken for something else: each has a rule of its own. */
export const situations: readonly Drill[] = [
  ...keptOut,
  ...soft,
  ...noFault,
  ...partsOfPages,
  ...statuses,
  ...comingAndGoing,
];
