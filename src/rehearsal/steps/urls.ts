import { RehearsalError } from '../error.ts';
import type { Surface } from '../../target/types.ts';

/** What the journeys ask for by GET, as a stranger may: pages, data and assets, of each surface and of the host of the assets. */
export const journeyPaths: Readonly<Record<Surface | 'img', readonly string[]>> = {
  www: [
    '/',
    '/api/quickreflookup/LookupService.ashx?q=aspirin&sz=500&type=10417&metadata=has-interactions&format=json&jsonp=MDICshowResults',
    '/api/quickreflookup/LookupService.ashx?q=clarithromycin&sz=500&type=10417&metadata=has-interactions&format=json&jsonp=MDICshowResults',
    '/api/quickreflookup/LookupService.ashx?q=ibuprofen&sz=500&type=10417&metadata=has-interactions&format=json&jsonp=MDICshowResults',
    '/api/quickreflookup/LookupService.ashx?q=simvastatin&sz=500&type=10417&metadata=has-interactions&format=json&jsonp=MDICshowResults',
    '/api/quickreflookup/LookupService.ashx?q=warfarin&sz=500&type=10417&metadata=has-interactions&format=json&jsonp=MDICshowResults',
    '/api/quickreflookup/LookupService.ashx?q=zzqxyzine&sz=500&type=10417&metadata=has-interactions&format=json&jsonp=MDICshowResults',
    '/api/quickreflookup/LookupService.ashx?sz=50&s=3&format=json&json=imprint_lookup&q=SMP+101&jsonp=showImprints',
    '/cardiology',
    '/index/list_13470_0',
    '/index/list_13470_1',
    '/profile',
    '/viewarticle/717047',
    '/viewarticle/717047_2',
    '/viewarticle/no-such-article-2020a1zzzzzz',
    '/viewarticle/walk-in-rhythm-clinics-shorten-the-wait-for-a-first-reading-2026a1000ffk',
  ],
  reference: [
    '/',
    '/calculator/411/body-mass-index',
    '/calculator/846/mifflin-st-jeor-equation',
    '/drug-interactionchecker',
    '/drug/bayer-vazalore-aspirin-343279',
    '/drug/coumadin-jantoven-warfarin-342182',
    '/drug/glucophage-metformin-342717',
    '/drug/no-such-drug-000000',
    '/druginteraction.do?action=getMultiInteraction&ids=342182,343279',
    '/druginteraction.do?action=getMultiInteraction&ids=342182,343279,342464',
    '/druginteraction.do?action=getMultiInteraction&ids=342182,343279,342464,342524',
    '/druginteraction.do?action=getMultiInteraction&ids=342182,343279,343289',
    '/druginteraction.do?action=getMultiInteraction&ids=342182,343289',
    '/drugs',
    '/drugs/anticoagulants-antiplatelets',
    '/features/slideshow',
    '/guide/medical-calculators',
    '/pill-identifier',
    '/slideshow/how-a-waiting-room-is-read-6012460',
    '/ws/services/drugService/getPills?query=%7B%22shapes%22%3A%7B%22%24elemMatch%22%3A%7B%22medscapeShapeId%22%3A6%7D%7D%2C%22colors%22%3A%7B%22%24elemMatch%22%3A%7B%22medscapeColorId%22%3A14%7D%7D%7D&pageNumber=1',
    '/ws/services/drugService/getPills?query=%7B%22shapes%22%3A%7B%22%24elemMatch%22%3A%7B%22medscapeShapeId%22%3A6%7D%7D%2C%22imprint%22%3A%22SMP+101%22%7D&pageNumber=1',
    '/ws/services/drugService/getPills?query=%7B%22shapes%22%3A%7B%22%24elemMatch%22%3A%7B%22medscapeShapeId%22%3A6%7D%7D%7D&pageNumber=1',
  ],
  emedicine: [
    '/',
    '/article/151066-overview',
    '/article/151066-treatment',
    '/article/151066-workup',
    '/article/238798-overview',
    '/article/238798-workup',
    '/article/296301-overview',
    '/cardiology',
    '/images/151066-1.svg',
    '/images/238798-1.svg',
    '/images/296301-1.svg',
    '/images/296301-2.svg',
    '/nephrology',
    '/pulmonology',
  ],
  search: [
    '/search/?q=aspirin',
    '/search/?q=asthma',
    '/search/?q=asthma&plr=ref',
    '/search/?q=metformin',
    '/search/?q=qzxwvutplk',
    '/search/?q=reading',
    '/search/?q=reading&plr=edu',
    '/search/?q=reading&plr=mln',
    '/search/?q=reading&plr=nws',
    '/search/?q=reading&plr=ref',
    '/search/?q=warfarin',
    '/search/?q=warfarin&contenttype=condition',
    '/search/?q=warfarin&page=2',
    '/search/?q=warfrin',
  ],
  login: ['/login/sso/getlogin'],
  education: [
    '/',
    '/activitytracker',
    '/qna/certificate/98101',
    '/qna/form-evaluation/?questionnaireId=98101',
    '/qna/processor/98101?showStandAlone=true',
    '/viewarticle/handovers-that-hold-structured-shift-change-2026a1000h01',
    '/viewarticle/handovers-that-hold-structured-shift-change-2026a1000h01?page=1',
    '/viewarticle/handovers-that-hold-structured-shift-change-2026a1000h01?page=2',
  ],
  img: [
    '/art/helix/2026a1000fj7.svg',
    '/art/network/997372.svg',
    '/art/pulse/2026a1000ffk.svg',
    '/css/education.css',
    '/css/emedicine.css',
    '/css/login.css',
    '/css/medscape.css',
    '/css/reference.css',
    '/css/search.css',
    '/css/www.css',
    '/images/activity.svg',
    '/images/logo.svg',
    '/js/article.js',
    '/js/calculator.js',
    '/js/emedicine.js',
    '/js/interaction-checker.js',
    '/js/medscape.js',
    '/js/monograph.js',
    '/js/pill-identifier.js',
    '/js/search.js',
    '/js/slideshow.js',
  ],
};

/** Where each surface, and the host of the assets, is called by its name. */
export type Origins = Readonly<Record<Surface | 'img', string>>;

const hosts = ['www', 'reference', 'emedicine', 'search', 'login', 'education', 'img'] as const;

/** One question for each URL; the door without TLS too, where the site has it. */
export function routeUrls(origins: Origins | null, given: readonly string[]): string[] {
  if (origins === null) return [...new Set(given)];
  const own = hosts.flatMap((host) => journeyPaths[host].map((path) => `${origins[host]}${path}`));
  const plain = Object.values(origins)
    .filter((origin) => origin.startsWith('https:'))
    .map((origin) => `${origin.replace('https:', 'http:')}/`);
  return [...new Set([...given, ...own, ...plain])];
}

/** Logging in and out, which a stranger's GET does not do, and of which each address is made for one visit. */
const ofOneVisit = /^\/(?:login\/)?sso\//;

/** Of pages that journeys have visited, those that the list above lacks. */
export function unlisted(visited: readonly string[]): string[] {
  const listed = new Set(Object.values(journeyPaths).flat());
  const paths = visited.map((url) => new URL(url)).map(({ pathname, search }) => pathname + search);
  return [...new Set(paths)].filter((path) => !listed.has(path) && !ofOneVisit.test(path));
}

/**
 * The URLs of a list: one a line; blank lines and what begins with `#` are none.
 *
 * @throws RehearsalError that names the line
 */
export function readUrls(text: string, file: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const url = line.trim();
    if (url === '' || url.startsWith('#')) return [];
    if (/^https?:\/\//.test(url) && URL.canParse(url)) return [new URL(url).href];
    throw new RehearsalError(`${file}, line ${String(index + 1)}: ${JSON.stringify(url)} is no http or https URL.`);
  });
}
