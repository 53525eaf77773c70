import { setTimeout as sleep } from 'node:timers/promises';
import type { Drill, DrillStage } from '../types.ts';
import { rules } from './rules.ts';

const family = 'network' as const;

/** One page of www that the preflight does not ask for, and the cheapest journey that does. */
const page = { path: /^\/cardiology$/, journey: 'specialty-lists-news' } as const;

/** Judged by the first look at a surface; the journey beside it is not begun, because no surface gives a page. */
const everySurface = { journey: 'preflight-www', beside: [page.journey] } as const;

/** Rules for what arrives at a port inside, laid before the browser starts. */
const laid =
  (toRules: (site: DrillStage['site']) => readonly string[]) =>
  async ({ site }: DrillStage): Promise<void> => {
    await site.httpd?.network?.filter(toRules(site));
  };

const arriving = (rule: string) => laid(({ port }) => [`tcp dport ${String(port)} ${rule}`]);

/** What a packet filter and a cable can do between a browser, httpd and the application: all of it in a network namespace of their own. */
export const packetFilter: readonly Drill[] = [
  {
    id: 'n02',
    family,
    story: 'A firewall rule for the web port says DROP.',
    how: 'In a network namespace of its own httpd answers, and nft drops every packet for its port. No retry is left.',
    users: 'A white page and a wheel that turns for minutes.',
    recognise:
      'No code, no status and no line in any log: packets are lost. What is refused comes back at once, what is dropped never does. Ask from the machine itself: there it answers.',
    putIn: { httpd: { namespace: true }, env: { RETRIES: '0' }, meanwhile: arriving('drop') },
    ...everySurface,
    expected: {
      verdict: 'unreachable',
      cause: 'slow',
      layer: null,
      reason: 'had no answer after',
      rule: `${rules.slow} ${rules.unreachable}`,
    },
  },
  {
    id: 'n02b',
    family,
    story: 'For six seconds the network swallows everything.',
    how: 'In a network namespace nft drops every packet of httpd’s port for six seconds, while the first answer for /cardiology is on its way.',
    users: 'A page that is late once.',
    recognise:
      'One answer that waited, and then only quick ones; httpd’s own %D says less, because it had long answered. TCP sends again by itself. Look at switches and at what was moved at that second.',
    putIn: {
      faults: ['e05@/cardiology'],
      httpd: { namespace: true },
      meanwhile: async (stage) => {
        await stage.asked(page.path);
        await laid(({ port }) => [`tcp dport ${String(port)} drop`, `tcp sport ${String(port)} drop`])(stage);
        await sleep(6_000);
        await laid(() => [])(stage);
      },
    },
    journey: page.journey,
    // The answer came late, and it is the application's: its head says so.
    expected: {
      verdict: 'degraded',
      cause: null,
      layer: 'application',
      reason: 'the budget is 4 s',
      rule: rules.unfelt,
    },
  },
  {
    id: 'n03',
    family,
    story: 'A firewall rule for the web port says REJECT, with a TCP reset.',
    how: 'In a network namespace httpd answers, and nft rejects every connection to its port. One retry is left.',
    users: '“Refused to connect”, at once and every time.',
    recognise:
      'ERR_CONNECTION_REFUSED as if nobody listened, and httpd runs: ss -ltn on the machine shows its port. Then it is the packet filter: nft list ruleset.',
    putIn: { httpd: { namespace: true }, env: { RETRIES: '1' }, meanwhile: arriving('reject with tcp reset') },
    ...everySurface,
    expected: {
      verdict: 'unreachable',
      cause: 'network',
      layer: null,
      reason: 'had its connection refused',
      rule: `${rules.network} ${rules.unreachable}`,
    },
  },
  {
    id: 'n03b',
    family,
    story: 'A firewall rule for the web port says REJECT, with “administratively prohibited”.',
    how: 'In a network namespace nft rejects every connection to httpd’s port by ICMP. One retry is left.',
    users: '“You’re offline”, although they are not.',
    recognise:
      'Chromium says ERR_INTERNET_DISCONNECTED, as it does when our own machine has no network, and from one place these two cannot be told apart: the run is inconclusive, never green. Set CONTROL_URL, or look from a second place.',
    putIn: {
      httpd: { namespace: true },
      env: { RETRIES: '1' },
      meanwhile: arriving('reject with icmpx type admin-prohibited'),
    },
    ...everySurface,
    expected: {
      verdict: 'inconclusive',
      cause: 'runner',
      layer: null,
      reason: 'found no network on our own machine',
      rule: '`runner`: no network at all (Chromium says disconnected or network changed). `inconclusive`: every attempt failed with `runner`.',
    },
  },
  {
    id: 'n04',
    family,
    story: 'A firewall rule between httpd and the application says DROP.',
    how: 'In a network namespace nft drops every packet for the application’s port, and a connection is given up after 5 s. One retry is left.',
    users: 'An error page after five seconds. What httpd serves by itself is quick and good.',
    recognise:
      '502 or 503 of Apache’s own after exactly the time-out, with (70007) AH00957 or AH01102: “The timeout specified has expired”, where a dead application would be “Connection refused”.',
    putIn: {
      httpd: { namespace: true },
      env: { RETRIES: '1', EXCHANGE_BUDGET_MS: '10000' },
      meanwhile: laid(({ httpd }) => [`tcp dport ${String(httpd?.backendPort)} drop`]),
    },
    ...everySurface,
    expected: {
      verdict: 'server-error',
      cause: 'unavailable',
      layer: 'proxy',
      reason: 'answered 503',
      rule: `\`unavailable\`: a critical exchange answered 502, 503 or 504. ${rules.unavailableStays} ${rules.proxy}`,
    },
  },
  {
    id: 'n01',
    family,
    story: 'No fault of the site’s: one packet in twenty is lost on its way to httpd.',
    how: 'In a network namespace nft drops every twentieth packet for httpd’s port.',
    users: 'A page that now and then takes a little longer.',
    recognise:
      'Everything passes; the client’s times grow and httpd’s %D does not. TCP repairs what is lost, until too much is. Look at the path, not at the server.',
    putIn: { httpd: { namespace: true }, meanwhile: arriving('numgen inc mod 20 == 0 drop') },
    journey: page.journey,
    expected: {
      verdict: 'passed',
      cause: null,
      layer: null,
      reason: '',
      rule: '`passed`: the first attempt passed, and nothing above was seen.',
    },
  },
  {
    id: 'n05',
    family,
    story: 'The interface goes down in the middle of a journey.',
    how: 'In a network namespace the loopback is taken down when /cardiology is asked for. No retry is left.',
    users: 'A page that does not come.',
    recognise:
      'The first pages were good and then nothing comes back any more, without a code. The machine runs and its network does not: look at its console, not at its web server.',
    putIn: {
      httpd: { namespace: true },
      faults: ['e05@/cardiology'],
      env: { RETRIES: '0' },
      meanwhile: async ({ asked, site }) => {
        await asked(page.path);
        await site.httpd?.network?.link('down');
      },
    },
    journey: page.journey,
    expected: {
      verdict: 'unreachable',
      cause: 'slow',
      layer: null,
      reason: 'had no answer after',
      rule: `${rules.slow} ${rules.unreachable}`,
    },
  },
];
