import type { ResourceType, Signature } from './types.ts';

/** Where data is answered otherwise. */
const data: readonly ResourceType[] = ['xhr', 'fetch'];
/** Where somebody reads, or parses, what comes. Scripts and styles are never looked into. */
const read: readonly ResourceType[] = ['document', ...data];

/** Our own pages may carry the site's name after the words of a notice. */
const ofTheSite = String.raw`(?:\s*[-|–—:]\s*(?:www\.)?medscape(?:\.com|\.org)?)?`;

/**
 * Bot checks and captchas: whoever meets one has not seen the page behind it. Those that stand under a status which a site
 * itself may give carry more than a title.
 */
const challenges: readonly Signature[] = [
  {
    id: 'cloudflare-header',
    kind: 'challenge',
    why: "Cloudflare's bot check, by its own header",
    headers: { 'cf-mitigated': '^challenge$' },
  },
  {
    id: 'cloudflare-interstitial',
    kind: 'challenge',
    why: "Cloudflare's waiting page",
    title: String.raw`just a moment(?:\.\.\.|…)?|please wait(?:\.\.\.|…)? \| cloudflare|checking your browser(?: before accessing .{1,80})?\.?`,
  },
  {
    id: 'cloudflare-block',
    kind: 'challenge',
    why: "Cloudflare's captcha or refusal",
    title: String.raw`attention required! \| cloudflare`,
  },
  {
    id: 'akamai-denied',
    kind: 'challenge',
    why: "Akamai's refusal of what it takes for a bot",
    status: [200, 403, 429, 503],
    title: 'access denied',
    headers: { server: 'akamai' },
  },
  {
    id: 'akamai-reference',
    kind: 'challenge',
    why: "Akamai's refusal, by its reference number",
    status: [200, 403, 429, 503],
    title: 'access denied',
    heading: 'access denied',
    bodyStart: String.raw`<html>\s*<head>[\s\S]{0,400}You don't have permission to access[\s\S]{0,600}Reference(?:\s|&#32;)*(?:#|&#35;)`,
  },
  {
    id: 'imperva',
    kind: 'challenge',
    why: "Imperva's bot check",
    bodyStart: String.raw`<html[^>]*>\s*<head>\s*<meta name="robots" content="noindex, ?nofollow">[\s\S]{0,1500}_Incapsula_Resource`,
  },
  {
    id: 'imperva-interruption',
    kind: 'challenge',
    why: "Imperva's bot check, formerly Distil's",
    title: 'pardon our interruption',
  },
  {
    id: 'human',
    kind: 'challenge',
    why: "HUMAN's (PerimeterX's) press-and-hold check",
    title: String.raw`access to this page has been denied\.?`,
  },
  {
    id: 'datadome',
    kind: 'challenge',
    why: "DataDome's captcha",
    status: [200, 403, 405, 429],
    headers: { 'x-datadome': '.' },
    bodyStart: String.raw`(?:<!doctype html>\s*)?<html[\s\S]{0,2500}captcha-delivery\.com|\{\s*"url"\s*:\s*"https://[\w.-]*captcha-delivery\.com`,
  },
  {
    id: 'aws-waf',
    kind: 'challenge',
    why: "AWS WAF's challenge or captcha, by its own header",
    headers: { 'x-amzn-waf-action': '^(?:challenge|captcha)$' },
  },
  {
    id: 'vercel',
    kind: 'challenge',
    why: "Vercel's bot check",
    title: 'vercel security checkpoint',
  },
  {
    id: 'sucuri',
    kind: 'challenge',
    why: "Sucuri's firewall",
    title: String.raw`sucuri website firewall - (?:access denied|captcha|javascript challenge).*|you are being redirected\.\.\.`,
    status: [200, 307, 403, 429, 503],
    headers: { server: 'sucuri' },
  },
  {
    id: 'radware',
    kind: 'challenge',
    why: "Radware's captcha",
    title: 'radware (?:captcha|bot manager|block) ?page|radware bot manager captcha',
  },
  {
    id: 'f5',
    kind: 'challenge',
    why: "F5's refusal, by its support id",
    status: [200, 403, 429, 503],
    title: 'request rejected',
    bodyStart: String.raw`<html>[\s\S]{0,400}The requested URL was rejected\. Please consult with your administrator\.[\s\S]{0,100}support ID`,
  },
  {
    id: 'proof-of-work',
    kind: 'challenge',
    why: 'a proof-of-work check before the page',
    title: "making sure you(?:'|’)re not a bot!?|client challenge|ddos-guard|ddos protection by .{1,40}",
  },
  {
    id: 'verify-human',
    kind: 'challenge',
    why: 'a page that asks whether we are human',
    title: String.raw`(?:please )?(?:verify|confirm|prove)(?: that)? you(?:'|’)?(?: a|)re (?:a )?(?:human|not a (?:ro)?bot)\.?|are you (?:a )?(?:human|robot)\??|human verification|security check(?: required)?|robot check|bot verification|(?:re|h)?captcha(?: (?:check|required|challenge))?`,
  },
  {
    id: 'verify-human-heading',
    kind: 'challenge',
    why: 'a page whose heading asks whether we are human',
    status: [200, 403, 429, 503],
    heading: String.raw`(?:please )?(?:verify|confirm|prove)(?: that)? you(?:'|’)?(?: a|)re (?:a )?(?:human|not a (?:ro)?bot)(?: by completing .{1,60})?\.?|one more step|press (?:&|and) hold to confirm you are a human.*`,
  },
];

/** Words of an internal error with its number, as servers and frameworks put them in a title and a heading. */
const numberedError = String.raw`(?:http )?(?:status |error )?500(?: error)?\s*[-–—:]{0,2}\s*(?:internal )?server error\.?|500 error|error 500`;
const errorWords = `${numberedError}|internal server error`;

const softErrors: readonly Signature[] = [
  {
    id: 'apache-500',
    kind: 'soft-500',
    why: "Apache's own 500 page",
    resourceTypes: read,
    title: '500 (?:internal server|proxy) error',
    heading: '(?:internal server|proxy) error',
    bodyStart: '<!doctype html public "-//',
  },
  {
    id: 'tomcat',
    kind: 'soft-500',
    why: "Tomcat's error page",
    resourceTypes: read,
    title: String.raw`(?:apache tomcat\S* - error report|http status 5\d\d.*)`,
    heading: 'http status 5.*',
  },
  {
    id: 'titled-500',
    kind: 'soft-500',
    why: 'an error page by both its title and its heading',
    resourceTypes: read,
    title: errorWords,
    heading: `${errorWords}|500`,
  },
  {
    id: 'titled-500-of-the-site',
    kind: 'soft-500',
    // with the number, since an article may be called "Internal Server Error" and bear the site's name too
    why: "the site's own error page by both its title and its heading",
    resourceTypes: read,
    title: `(?:${numberedError})${ofTheSite}`,
    heading: `${numberedError}|500`,
  },
  {
    id: 'spring-whitelabel',
    kind: 'soft-500',
    why: "Spring Boot's error page",
    resourceTypes: read,
    heading: 'whitelabel error page',
  },
  {
    id: 'rails',
    kind: 'soft-500',
    why: "Rails' error page",
    resourceTypes: read,
    title: String.raw`we(?:'|’)re sorry, but something went wrong(?: \(500\))?|action controller: exception caught`,
  },
  {
    id: 'django',
    kind: 'soft-500',
    why: "Django's error page",
    resourceTypes: read,
    heading: String.raw`server error \(500\)`,
  },
  {
    id: 'django-debug',
    kind: 'soft-500',
    why: "Django's debugging page, which names the exception and the path",
    resourceTypes: read,
    title: String.raw`[A-Z]\w*(?:Error|Exception|DoesNotExist)\s+at /.*`,
    heading: String.raw`[A-Z]\w*(?:Error|Exception|DoesNotExist)\s+at /.*`,
  },
  {
    id: 'asp-net',
    kind: 'soft-500',
    why: "ASP.NET's error page",
    resourceTypes: read,
    heading: String.raw`server error in '/.*' application\.?`,
  },
  {
    id: 'symfony',
    kind: 'soft-500',
    why: "Symfony's error page",
    resourceTypes: read,
    title: 'an error occurred: internal server error',
  },
  {
    id: 'wordpress',
    kind: 'soft-500',
    why: "WordPress' error page",
    resourceTypes: read,
    title: 'wordpress › error|database error|error establishing a database connection',
  },
  {
    id: 'express',
    kind: 'soft-500',
    why: "Express' default error page, with its stack trace",
    resourceTypes: read,
    title: 'error',
    bodyStart: String.raw`<!doctype html>[\s\S]{0,200}<body>\s*<pre>\w*(?:error|exception)[\s\S]{0,400}(?:<br>|\n) *(?:&nbsp;| )+ ?at `,
  },
  {
    id: 'java-trace',
    kind: 'soft-500',
    why: 'a Java stack trace in the place of the page',
    resourceTypes: read,
    bodyStart: String.raw`(?:<pre>\s*)?(?:exception in thread "[^"]*" )?(?:[a-z][\w$]*\.){2,}[\w$]*(?:Exception|Error)\b[^\n]{0,500}\s+at (?:[\w$]+\.)+[\w$<>]+\(`,
  },
  {
    id: 'php-error',
    kind: 'soft-500',
    why: 'a PHP error in the place of the page',
    resourceTypes: read,
    bodyStart: String.raw`(?:<br ?/?>\s*)?(?:<b>(?:warning|(?:catchable |recoverable )?fatal error|parse error)</b>:\s|(?:php )?(?:fatal error|parse error): )`,
  },
  {
    id: 'python-trace',
    kind: 'soft-500',
    why: 'a Python traceback in the place of the page',
    resourceTypes: read,
    bodyStart: String.raw`(?:<pre>\s*)?traceback \(most recent call last\):`,
  },
  {
    id: 'node-trace',
    kind: 'soft-500',
    why: 'a Node.js stack trace in the place of the page',
    resourceTypes: read,
    bodyStart: String.raw`(?:<pre>\s*)?(?:uncaught )?\w*error: [^\n]{0,300}\n\s+at (?:\S+ )?\(?(?:node:|file:|/|[A-Z]:\\)`,
  },
  {
    id: 'perl-trace',
    kind: 'soft-500',
    why: "Perl's CGI error page",
    resourceTypes: read,
    heading: String.raw`software error:?`,
  },
  {
    id: 'json-status-500',
    kind: 'soft-500',
    why: 'data that says 5xx in its own words',
    resourceTypes: data,
    bodyStart: String.raw`\{\s*(?:"(?:timestamp|success|ok|path|id|requestid|traceid)"\s*:\s*(?:"[^"]*"|\d+|false|null)\s*,\s*){0,3}"(?:status|statuscode|status_code|code|errorcode)"\s*:\s*"?5\d\d\b(?!\d)`,
  },
  {
    id: 'json-error-500',
    kind: 'soft-500',
    why: 'data that says "internal server error"',
    resourceTypes: data,
    bodyStart: String.raw`\{\s*(?:"(?:timestamp|success|ok|data)"\s*:\s*(?:"[^"]*"|\d+|false|null)\s*,\s*)?"(?:errors?|message|msg|detail|title)"\s*:\s*(?:\[\s*)?(?:\{\s*(?:"code"\s*:\s*[^,]{1,20},\s*)?"message"\s*:\s*)?"(?:an )?(?:internal server error|unexpected server error|internal error|server error)\b`,
  },
  {
    id: 'sorry-by-redirect',
    kind: 'soft-500',
    why: 'an apology to which a redirect led: an ErrorDocument with a full URL makes 302 and 200 of every 500',
    redirected: true,
    resourceTypes: read,
    title: `(?:we(?:'|’)re |we are |so )?sorry(?:[!.,…:].{0,80})?${ofTheSite}|oops[!.,…]*(?: .{0,80})?|something went wrong[!.…]*${ofTheSite}|(?:server |application |system |unexpected )?error(?: page| 5\\d\\d)?${ofTheSite}|an (?:unexpected )?error (?:has )?occurred[!.]?${ofTheSite}|(?:page|site) (?:is )?(?:temporarily )?unavailable${ofTheSite}`,
  },
  {
    id: 'sorry-in-place',
    kind: 'soft-500',
    why: 'an apology in the place of the page, by both its title and its heading',
    resourceTypes: read,
    title: `(?:we(?:'|’)re |we are )?sorry[!.…]?${ofTheSite}|oops[!.…]*${ofTheSite}|something went wrong[!.…]*${ofTheSite}|(?:server|application|system|unexpected) error${ofTheSite}|an (?:unexpected )?error (?:has )?occurred[!.]?${ofTheSite}`,
    heading:
      "(?:(?:we(?:'|’)re|we are) )?(?:very |so )?sorry(?:[!.,…:].{0,120})?|oops[!.,…]*(?: .{0,120})?|something (?:has gone|went) wrong.{0,80}|(?:server|application|system|unexpected) error|an (?:unexpected )?error (?:has )?occurred.{0,80}",
  },
  {
    id: 'stale-for-500',
    kind: 'soft-500',
    why: 'mod_cache served an old copy, because the backend answered 5xx',
    headers: { 'x-cache-detail': String.raw`\b5\d\d status\b.*stale content returned` },
  },
  {
    id: 'stale-warned',
    kind: 'soft-500',
    why: 'a cache served an old copy, because asking the server anew failed (Warning: 111)',
    headers: { warning: String.raw`(?:^|,\s*)111\b` },
  },
];

const softUnavailable: readonly Signature[] = [
  {
    id: 'apache-503',
    kind: 'soft-503',
    why: "Apache's own page of an unavailable server or gateway",
    resourceTypes: read,
    title: '(?:502 (?:proxy error|bad gateway)|503 service (?:temporarily )?unavailable|504 gateway time-?out)',
    heading:
      '(?:(?:502 )?(?:proxy error|bad gateway)|(?:503 )?service (?:temporarily )?unavailable|(?:504 )?gateway time-?out)',
  },
  {
    id: 'maintenance-title',
    kind: 'soft-503',
    why: 'a maintenance page',
    resourceTypes: read,
    title: `(?:(?:site |website |scheduled |planned |server |system )?maintenance(?: mode| in progress| page)?|(?:(?:we|site|website|service) (?:is |are )?)?(?:currently )?(?:down for|undergoing|under) (?:scheduled |planned )?maintenance|we(?:'|’)ll be (?:right )?back(?: soon)?[!.]?|be right back[!.]?|(?:service|site|page) (?:is )?temporarily unavailable|temporarily (?:unavailable|down for maintenance))${ofTheSite}`,
  },
  {
    id: 'maintenance-heading',
    kind: 'soft-503',
    why: 'a page whose heading says that the site is under maintenance',
    resourceTypes: read,
    heading: String.raw`(?:(?:sorry, )?(?:we(?:'|’)re|we are|the site is|our site is|this site is|medscape is) (?:currently )?(?:down for|undergoing|under) (?:scheduled |planned )?maintenance|we(?:'|’)ll be (?:right )?back(?: soon)?|(?:scheduled|planned) maintenance in progress)[!.]?`,
  },
  {
    id: 'json-maintenance',
    kind: 'soft-503',
    why: 'data that says maintenance',
    resourceTypes: data,
    bodyStart: String.raw`\{\s*(?:"(?:success|ok)"\s*:\s*false\s*,\s*)?"(?:maintenance"\s*:\s*true|(?:status|error|message)"\s*:\s*"(?:(?:site |we are )?(?:down for|under(?:going)?) )?(?:maintenance|service (?:temporarily )?unavailable)\b)`,
  },
];

/**
 * Answers that are not what their status says, as data. Whole titles and headings, headers and beginnings of bodies only, so that an
 * article or a search about "internal server error" is none. Of several that match, a challenge wins, else the first.
 */
export const signatures: readonly Signature[] = [...challenges, ...softUnavailable, ...softErrors];
