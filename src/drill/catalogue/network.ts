import type { Drill } from '../types.ts';
import { killBrowser } from './browser-processes.ts';
import { rules } from './rules.ts';

/** One page of www that the preflight does not ask for, and the cheapest journey that does. */
const page = { journey: 'specialty-lists-news', glob: '/cardiology' } as const;
const family = 'network' as const;

/** What stays shows after one retry as well as after two. */
const oneRetry = { RETRIES: '1' } as const;

const unreachable = { verdict: 'unreachable', cause: 'network', layer: null } as const;
const masked = { verdict: 'passed', cause: null, layer: null, reason: '' } as const;
/** The head of an answer that broke off says who gave it. */
const brokenOff = { cause: 'unavailable', layer: 'application', reason: 'began to answer 200 and broke off' } as const;

const own = {
  brokenOff: `\`unavailable\`: a critical answer that began and broke off (truncated, or reset after its status line). ${rules.unavailableStays}`,
  brokenOffGoes: `\`unavailable\`: a critical answer that began and broke off. ${rules.transient}`,
  goes: '`transient`: an attempt passed after one or more that failed. Everything that never got an HTTP answer is judged by whether it stays.',
  masked:
    'The browser is not a neutral witness: Chromium silently sends a request again after a reset on a reused connection, POST included. `passed`: the first attempt passed, and nothing above was seen.',
  runner:
    '`runner`: our own side: browser missing, crashed or disconnected other than by us. `transient`: an attempt passed after one or more that failed.',
} as const;

const cutAnswers: readonly Drill[] = [
  {
    id: 'd06',
    family,
    story: 'An answer is shorter than its Content-Length says.',
    how: 'The application promises 1,000 bytes more of the page /cardiology than it sends, and closes the connection.',
    users: 'The page, or most of it, under a wheel that turns until the browser gives up.',
    recognise:
      'ERR_CONTENT_LENGTH_MISMATCH after a 200: the access log shows a good line. Something counts the body before something else changes it. Compare the length with and without compression, and look for a filter or a script that writes its own Content-Length.',
    putIn: { faults: [`d06@${page.glob}`] },
    journey: page.journey,
    expected: { verdict: 'server-error', ...brokenOff, rule: own.brokenOff },
  },
  {
    id: 'd07',
    family,
    story: 'The chunked body of an answer is cut off in the middle.',
    how: 'The application sends half of the page /cardiology in chunks, and closes the connection without the last one.',
    users: 'Half a page.',
    recognise:
      'ERR_INCOMPLETE_CHUNKED_ENCODING after a 200. Whoever made the page died while writing it: look for a worker that crashed or ran out of time at that second, and for AH01110 in the error log.',
    putIn: { faults: [`d07@${page.glob}`] },
    journey: page.journey,
    expected: { verdict: 'server-error', ...brokenOff, rule: own.brokenOff },
    quick: true,
  },
  {
    id: 'd08',
    family,
    story: 'Connections are reset in the middle of what a page’s script asks for.',
    how: 'A relay in front of the application lets the head and half of the body of each answer below /ws/services/ through, then sends a TCP reset.',
    users: 'The pill identifier opens, and finds no pill.',
    recognise:
      'The page is good and its data had ERR_CONNECTION_RESET after a 200. The application’s log knows of nothing: look at what stands between, a firewall, a load balancer’s time-outs, a full connection table.',
    putIn: { faults: ['d08@/ws/services/*'] },
    journey: 'pill-identifier-narrows',
    expected: { verdict: 'server-error', ...brokenOff, rule: own.brokenOff },
  },
  {
    id: 'e01-cut',
    family,
    story: 'One answer is cut off in the middle, all others are whole.',
    how: 'A relay in front of the application closes the connection after half of the first answer for /cardiology, and never again.',
    users: 'One of them saw half a page, and reloaded it.',
    recognise:
      'One broken-off answer, then good probes and a passed attempt. Once a week it is the weather of the network. Every hour it is a worker that dies: look at when it was seen before.',
    putIn: { faults: [`e01-cut@${page.glob}`] },
    journey: page.journey,
    expected: { verdict: 'transient', ...brokenOff, rule: own.brokenOffGoes },
  },
  {
    id: 'undecodable',
    family,
    story: 'A page says that it is compressed, and is not.',
    how: 'The application sends the page /cardiology as it is under Content-Encoding: gzip. One retry is left.',
    users: 'The browser’s own error page in place of the page, every time.',
    recognise:
      'ERR_CONTENT_DECODING_FAILED after a 200. Two layers disagree about who compresses: look for AddEncoding, mod_deflate or a cache that was changed, and ask with curl --compressed and without.',
    putIn: { faults: [`undecodable@${page.glob}`], env: oneRetry },
    journey: page.journey,
    expected: {
      ...unreachable,
      layer: 'application',
      reason: 'ERR_CONTENT_DECODING_FAILED',
      rule: `${rules.network} ${rules.unreachable}`,
    },
  },
];

const noAnswers: readonly Drill[] = [
  {
    id: 'e01-rst',
    family,
    story: 'For a moment connections are reset before anything is answered.',
    how: 'A relay in front of the application resets connections that ask for /cardiology for 0.8 s from the first one, which is less than the wait before a retry.',
    users: 'Some of them saw “connection was reset” once. Most browsers ask again by themselves.',
    recognise:
      'One ERR_CONNECTION_RESET without a status, then a passed attempt. No log of the site knows of it. Something was restarted, or a connection table was full for a moment.',
    putIn: { faults: [`e01-rst@${page.glob}`] },
    journey: page.journey,
    expected: {
      verdict: 'transient',
      cause: 'network',
      layer: null,
      reason: 'ERR_CONNECTION_RESET',
      rule: `${rules.network} ${own.goes}`,
    },
  },
  {
    id: 'e01-fin',
    family,
    story: 'For a moment connections are closed without a byte of an answer.',
    how: 'A relay in front of the application closes connections that ask for /cardiology for 0.8 s from the first one, which is less than the wait before a retry.',
    users: 'Some of them saw an empty answer once.',
    recognise:
      'One ERR_EMPTY_RESPONSE, then a passed attempt. An httpd child that crashes looks like this, and is in no access log: search the error log for AH00052 at that second.',
    putIn: { faults: [`e01-fin@${page.glob}`] },
    journey: page.journey,
    expected: {
      verdict: 'transient',
      cause: 'network',
      layer: null,
      reason: 'ERR_EMPTY_RESPONSE',
      rule: `${rules.network} ${own.goes}`,
    },
  },
  {
    id: 'e01-always',
    family,
    story: 'Every connection for one page is reset before anything is answered.',
    how: 'A relay in front of the application resets every connection that asks for /cardiology. One retry is left.',
    users: '“The connection was reset”, every time they try.',
    recognise:
      'ERR_CONNECTION_RESET in every attempt, while other pages of the same host are good. Something reads the request and refuses it: a web application firewall, or a child that crashes on this very page.',
    putIn: { faults: [`e01-always@${page.glob}`], env: oneRetry },
    journey: page.journey,
    expected: { ...unreachable, reason: 'ERR_CONNECTION_RESET', rule: `${rules.network} ${rules.unreachable}` },
  },
  {
    id: 'e01-garbage',
    family,
    story: 'What answers is no HTTP server.',
    how: 'A relay in front of the application answers /cardiology with the greeting of an SSH server. One retry is left.',
    users: '“The site sent an invalid response.”',
    recognise:
      'ERR_INVALID_HTTP_RESPONSE: somebody listens, and it is not the web server. A port was mapped to another service, or plain HTTP is spoken to a TLS port. Ask with curl --http0.9 and read what says hello.',
    putIn: { faults: [`e01-garbage@${page.glob}`], env: oneRetry },
    journey: page.journey,
    expected: { ...unreachable, reason: 'something that is not HTTP', rule: `${rules.network} ${rules.unreachable}` },
  },
  {
    id: 'e04',
    family,
    story: 'The name of a surface is not in the DNS.',
    how: 'SEARCH_URL names a host below .invalid, which no name server knows. One retry is left.',
    users: '“This site can’t be reached.” Whoever has the address in a cache still gets in.',
    recognise:
      'ERR_NAME_NOT_RESOLVED on one surface alone. No server was asked, so none is to blame: look at the zone, at its delegation, and at when the domain expires. Ask more than one name server.',
    putIn: { env: { SEARCH_URL: 'http://search.medscape.invalid', ...oneRetry } },
    journey: 'search-no-results',
    beside: [page.journey],
    expected: {
      ...unreachable,
      reason: 'found no address for the name',
      rule: `${rules.network} ${rules.unreachable}`,
    },
  },
  {
    id: 'e06',
    family,
    story: 'A page’s connection is accepted, and nothing is ever answered.',
    how: 'The application reads the request for /cardiology and never answers. No retry is left, because each would wait 15 s more for the page.',
    users: 'A white page and a wheel that turns.',
    recognise:
      'No error code and no status: the request had waited for longer than its budget when time ran out. All workers are busy, or one waits for a lock: look at the scoreboard (mod_status) and at what the back end waits for.',
    putIn: { faults: [`e06@${page.glob}`], env: { RETRIES: '0' } },
    journey: page.journey,
    expected: {
      verdict: 'unreachable',
      cause: 'slow',
      layer: null,
      reason: 'had no answer after',
      rule: `${rules.slow} ${rules.unreachable}`,
    },
  },
  {
    id: 'e06-drop',
    family,
    story: 'What a page’s script asks for is lost on its way.',
    how: 'A relay in front of the application swallows every request below /ws/services/. The budget of an exchange is 2 s, and no retry is left.',
    users: 'The pill identifier searches, and goes on searching.',
    recognise:
      'The page is good, and its data never comes: no status, no code, and no line in any log of the site. A firewall that drops, or a route that leads nowhere.',
    putIn: { faults: ['e06-drop@/ws/services/*'], env: { RETRIES: '0', EXCHANGE_BUDGET_MS: '2000' } },
    journey: 'pill-identifier-narrows',
    expected: {
      verdict: 'unreachable',
      cause: 'slow',
      layer: null,
      reason: 'the budget is 2 s',
      rule: `${rules.slow} ${rules.unreachable}`,
    },
  },
  {
    id: 'e07',
    family,
    story: 'Nobody listens on the port of a surface.',
    how: 'SEARCH_URL names port 2 of this machine, on which nothing listens. One retry is left.',
    users: '“Refused to connect”, at once and every time.',
    recognise:
      'ERR_CONNECTION_REFUSED on one surface: the machine is there and its web server is not. Look whether httpd runs and on what it listens (Listen, a virtual host that went missing), then at the firewall.',
    // Port 1 and many others are refused by Chromium itself.
    putIn: { env: { SEARCH_URL: 'http://search.medscape.localhost:2', ...oneRetry } },
    journey: 'search-no-results',
    beside: [page.journey],
    expected: { ...unreachable, reason: 'had its connection refused', rule: `${rules.network} ${rules.unreachable}` },
  },
];

const passing: readonly Drill[] = [
  {
    id: 'e02',
    family,
    story: 'Connections are reset when they are used a second time.',
    how: 'A relay in front of the application resets every connection on which a second request for the pages of the news list comes.',
    users: 'Nothing: the browser asks again on a fresh connection, and says nothing of it.',
    recognise:
      'It cannot be seen from outside: the journey passed, and that is all that its browser knows. Only the logs tell: compare how often httpd was asked with how often it answered. Usually one side keeps connections alive for less time than the other.',
    putIn: { faults: ['e02@/index/*'] },
    journey: 'news-list-pages',
    expected: { ...masked, rule: own.masked },
    quick: true,
  },
  {
    id: 'e02-post',
    family,
    story: 'A login’s connection is reset when its form is sent.',
    how: 'A relay in front of the application resets every connection of the login’s host on which a second request comes, the POST among them.',
    users: 'Nothing: the browser sends the form again. What was sent may have been done twice.',
    recognise:
      'It cannot be seen from outside. Where an order is done twice, look in the access log for two equal POSTs of one visitor within a second, and for a child that died at the first one.',
    putIn: { faults: ['e02@login/*'] },
    journey: 'login-lands-on-target',
    expected: { ...masked, rule: own.masked },
  },
  {
    id: 'e03',
    family,
    story: 'One 503 asks for a second of patience, then the site is healthy.',
    how: 'The application answers the first request for /cardiology with 503 and Retry-After: 1.',
    users: 'One of them saw “Service Unavailable”, and a good page a moment later.',
    recognise:
      'One 503, good probes after it, a passed attempt: somebody was restarted or had too much to do for a moment. Nothing to do now; look at the history whether it comes at every deploy.',
    putIn: { faults: [`e03@${page.glob}`] },
    journey: page.journey,
    expected: {
      verdict: 'transient',
      cause: 'unavailable',
      layer: 'application',
      reason: 'answered 503',
      rule: `\`unavailable\`: a critical exchange answered 502, 503 or 504. ${rules.retryAfter} ${rules.transient}`,
    },
  },
  {
    id: 'e05',
    family,
    story: 'One answer takes 2.5 s, those after it are quick.',
    how: 'The application waits for 2.5 s before it answers the first request for /cardiology. The budget of an exchange is 2 s.',
    users: 'A page that is late once.',
    recognise:
      'The journey passed, over a budget. Nobody is stopped: a cold cache, a slow query, a worker that had to start. Look whether the median grows before you look at a single one.',
    putIn: { faults: [`e05@${page.glob}`], env: { EXCHANGE_BUDGET_MS: '2000' } },
    journey: page.journey,
    // The answer came late, and it is the application's: its head says so.
    expected: {
      verdict: 'degraded',
      cause: null,
      layer: 'application',
      reason: 'the budget is 2 s',
      rule: rules.unfelt,
    },
  },
  {
    id: 'e09',
    family,
    story: 'No fault: visitors go on while a page still waits for an answer.',
    how: 'When a page of the news list has loaded, its script begins a long poll that nobody answers, and the journey goes on to the next page.',
    users: 'Nothing: they have gone on.',
    recognise:
      'ERR_ABORTED says that the browser stopped asking, and nothing of the server. It is no fault; a journey that fails beside it failed for another reason.',
    putIn: { faults: ['e09@/index/*'] },
    journey: 'news-list-pages',
    expected: {
      ...masked,
      rule: '`network`: `ERR_ABORTED` alone is none. `passed`: the first attempt passed, and nothing above was seen.',
    },
  },
];

const ourOwnSide: readonly Drill[] = [
  {
    id: 'e08',
    family: 'own-side',
    story: 'A page’s renderer process is killed in the middle of a journey.',
    how: 'While the first answer for /cardiology is held back for 2.5 s, every renderer of the browser gets SIGKILL.',
    users: 'Nothing: it is our own browser.',
    recognise:
      'Cause runner: the page crashed, and the next attempt passed. Our machine has no memory left, or the browser has a defect. Say nothing of the site; look at the runner’s memory and at dmesg.',
    putIn: {
      faults: [`e05@${page.glob}`],
      meanwhile: async ({ asked, pid }) => {
        await asked(/^\/cardiology$/);
        await killBrowser(pid, 'renderer');
      },
    },
    journey: page.journey,
    expected: { verdict: 'transient', cause: 'runner', layer: null, reason: 'the page crashed', rule: own.runner },
  },
  {
    id: 'e08b',
    family: 'own-side',
    story: 'The browser is killed in the middle of a journey.',
    how: 'While the first answer for /cardiology is held back for 2.5 s, the browser gets SIGKILL, as from a machine that is out of memory.',
    users: 'Nothing: it is our own browser.',
    recognise:
      'Cause runner: the browser process ended, and the next attempt, in a new browser, passed. Look at the runner’s memory, and at who else may kill there.',
    putIn: {
      faults: [`e05@${page.glob}`],
      meanwhile: async ({ asked, pid }) => {
        await asked(/^\/cardiology$/);
        await killBrowser(pid, 'browser');
      },
    },
    journey: page.journey,
    expected: { verdict: 'transient', cause: 'runner', layer: null, reason: 'browser process ended', rule: own.runner },
  },
  {
    id: 'e08c',
    family: 'own-side',
    story: 'The machine that runs the journeys has lost its network.',
    how: 'The browser of the journeys is told that it is offline; the preflight’s is not. One retry is left.',
    users: 'Nothing: the site is healthy, and only we cannot see it.',
    recognise:
      'ERR_INTERNET_DISCONNECTED is given before anything leaves our machine. The run is inconclusive: it says neither that the site is up nor that it is down. Look at the runner’s own network, then run again.',
    putIn: { config: 'tests/drills/offline.config.ts', env: oneRetry },
    journey: page.journey,
    expected: {
      verdict: 'inconclusive',
      cause: 'runner',
      layer: null,
      reason: 'found no network on our own machine',
      rule: '`runner`: no network at all (Chromium says disconnected or network changed). `inconclusive`: every attempt failed with `runner`.',
    },
  },
];

/** What breaks below HTTP, what goes away by itself, and what is our own. */
export const network: readonly Drill[] = [...cutAnswers, ...noAnswers, ...passing, ...ourOwnSide];
