import { readFileSync } from 'node:fs';
import type { Drill, DrillHttpd, DrillStage } from '../types.ts';
import { inSite, loading, replacing, together, without, writing } from './edits.ts';
import { rules } from './rules.ts';
import { visit } from './visitors.ts';

const family = 'masked' as const;

/** A page of www that is asked for on a connection which has been used before: where it breaks, Chromium asks again without a word. */
const second = { path: /^\/index\/list_13470_1$/, glob: '/index/list_13470_1', journey: 'news-list-pages' } as const;
const page = { glob: '/cardiology', journey: 'specialty-lists-news' } as const;

const own = {
  spared:
    '`server-error` in a joined log record counts as one that the browser saw. `intermittent-server-error`: an attempt passed, and `server-error` was so seen; here the browser was spared it, and the same way went well.',
  stays: `An attempt passed when neither of the first two causes was seen, in a joined log record either. ${rules.stays}`,
  hop: 'A joined 502-504 hop that ended in 200 counts as `unavailable` that went. `transient`: a 502, 503, 504 that goes and stays away is transient.',
  silent:
    '`passed`: the first attempt passed, and nothing above was seen. Where the log is silent too, the verdict is `passed`, honestly.',
} as const;

const intermittent = { verdict: 'intermittent-server-error', cause: 'server-error', layer: 'httpd' } as const;

/** Where this cannot be told (no Linux), every child is one. */
function threadsOf(pid: number): number {
  try {
    return Number(/^Threads:\s+(\d+)$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 2);
  } catch {
    return 2;
  }
}

/** The children that serve; the one that starts programs (mod_cgid) has a single thread. */
export const workersOf = (httpd: DrillHttpd | undefined): number[] =>
  (httpd?.children() ?? []).filter((pid) => threadsOf(pid) > 1);

/** While the application holds back its answer for the second page, each child that serves gets a signal. */
const whileItServes =
  (signal: NodeJS.Signals) =>
  async ({ asked, site }: DrillStage): Promise<void> => {
    await asked(second.path);
    const workers = workersOf(site.httpd);
    if (workers.length === 0) throw new Error('httpd has no child that serves');
    for (const pid of workers) process.kill(pid, signal);
  };

/** The site's own script comes from a program; the other addresses of the asset host stay files. */
const scriptFrom = (...lines: readonly string[]) =>
  inSite('img', 'ScriptAliasMatch "^(?:/r\\d+)?/js/medscape\\.js$" "${ROOT}/cgi-bin/script"', ...lines);

const good = (status: string): string =>
  `printf 'Status: ${status}\\nContent-Type: text/javascript; charset=utf-8\\nAccess-Control-Allow-Origin: *\\n\\n'`;

/** The browser saw a good page, and a server failed. On an httpd of our own its log decides; where that is silent too, nobody knows. */
export const masked: readonly Drill[] = [
  {
    id: 'd20',
    family,
    story: 'A module with a defect makes a child of httpd crash while it serves.',
    how: 'While the answer for the second page of the news list is held back, every child of httpd that serves gets SIGSEGV.',
    users:
      'Nothing: the browser asks again on another connection, POSTs too. Whoever was served by that child at that moment may have had less luck.',
    recognise:
      'AH00052 “child pid … exit signal Segmentation fault (11)” in the error log, and the request is missing from the access log. The application was asked twice. Look which module came last, and let it leave a core.',
    putIn: { faults: [`e05@${second.glob}`], httpd: {}, meanwhile: whileItServes('SIGSEGV') },
    journey: second.journey,
    expected: { ...intermittent, reason: 'AH00052', rule: own.spared },
    quick: true,
  },
  {
    id: 'd21',
    family,
    story: 'The kernel runs out of memory and kills a child of httpd while it serves.',
    how: 'While the answer for the second page of the news list is held back, every child of httpd that serves gets SIGKILL.',
    users: 'Nothing: the browser asks again on another connection.',
    recognise:
      'It cannot be seen: httpd writes no line about a child that was killed, and the request is in no log but, twice, in the application’s. dmesg knows. The verdict is `passed`, and that is all that can be known here.',
    putIn: { faults: [`e05@${second.glob}`], httpd: {}, meanwhile: whileItServes('SIGKILL') },
    journey: second.journey,
    expected: { verdict: 'passed', cause: null, layer: null, reason: '', rule: own.silent },
  },
  {
    id: 'd17b',
    family,
    story:
      'A second application server is put into the balancer; the first one behind the big new one. It does not listen yet.',
    how: 'A balancer member on a port on which nothing listens is asked before the good one, and set aside for a minute when it fails.',
    users: 'Nothing: httpd asks the other one for them, once a minute.',
    recognise:
      'AH00957, AH00959 “disabling worker for 60s” and AH01114, with the id of a request whose final status is 200. It will be an outage on the day on which the other one fails: look at balancer-manager.',
    putIn: {
      httpd: {
        change: replacing(
          'conf/proxy.conf',
          '  BalancerMember "http://127.0.0.1:${BACKEND_PORT}"',
          '  BalancerMember "http://127.0.0.1:9" route=app2 loadfactor=100 connectiontimeout=5 retry=60\n  BalancerMember "http://127.0.0.1:${BACKEND_PORT}"',
        ),
      },
    },
    journey: 'preflight-www',
    beside: [page.journey],
    expected: {
      verdict: 'transient',
      cause: 'unavailable',
      layer: 'proxy',
      reason: 'could not have a back end at its first try',
      rule: own.hop,
    },
  },
  {
    id: 'd17',
    family,
    story: 'A second application server is put into the balancer; it answers 500, every third time.',
    how: 'The balancer for /cardiology has two members; one answers 500, and gets every third request. Somebody else’s is the first.',
    users: 'An error page for one visitor in three. Reloading helps, so few of them report it.',
    recognise:
      'The access log’s worker= names the member of each 500: always the same. Take it out of the balancer (balancer-manager, status=+D), then ask what is different there.',
    putIn: {
      faults: ['d01@/broken/*'],
      httpd: {
        change: inSite(
          'www',
          '<Proxy "balancer://news">',
          '  BalancerMember "http://127.0.0.1:${BACKEND_PORT}/broken" route=app2 loadfactor=1',
          '  BalancerMember "http://127.0.0.1:${BACKEND_PORT}" route=app1 loadfactor=2',
          '</Proxy>',
          'ProxyPass "/cardiology" "balancer://news/cardiology"',
        ),
      },
      meanwhile: async ({ site }) => void (await visit(site.port, 'www.medscape.localhost', page.glob)),
    },
    journey: page.journey,
    expected: {
      verdict: 'intermittent-server-error',
      cause: 'server-error',
      layer: 'application',
      reason: 'answered 500',
      rule: rules.goes,
    },
  },
  {
    id: 'cgi-rescued',
    family,
    story: 'A program that makes a script dies each time; the ErrorDocument gives the script of yesterday, under 200.',
    how: 'The script js/medscape.js comes from a CGI program that ends before its headers. ErrorDocument 500 is another program, which sends the file with “Status: 200”.',
    users: 'Nothing yet: they get what was good yesterday.',
    recognise:
      'The access log says first=500 final=200, and “End of script output before headers” with the same id in the error log. Who counts final statuses sees nothing. What rescues must say that it did.',
    putIn: {
      httpd: {
        change: together(
          scriptFrom('ScriptAlias "/cgi-bin/" "${ROOT}/cgi-bin/"', 'ErrorDocument 500 "/cgi-bin/yesterday"'),
          writing('cgi-bin/script', '#!/bin/sh\nexit 1\n', 0o755),
          writing('cgi-bin/yesterday', `#!/bin/sh\n${good('200 OK')}\nexec cat ../htdocs/img/js/medscape.js\n`, 0o755),
        ),
      },
    },
    journey: page.journey,
    also: { 'preflight-www': 'server-error' },
    expected: {
      verdict: 'server-error',
      cause: 'server-error',
      layer: 'httpd',
      reason: 'was logged by Apache as 500, then 200',
      rule: own.stays,
    },
    quick: true,
  },
  {
    id: 'cgi-complains',
    family,
    story: 'A program that makes a script complains of its statistics, and does its work all the same.',
    how: 'The script js/medscape.js comes from a CGI program under mod_cgi, which writes a line to its standard error and sends the script.',
    users: 'Nothing.',
    recognise:
      'AH01215 with the request’s id, at level error: Apache gives this level to every word that a program says, a greeting too. It is told beside the request and makes no verdict; read it when there is another reason to.',
    putIn: {
      httpd: {
        change: together(
          without('cgid'),
          loading('cgi'),
          replacing('conf/cgi.conf', 'ScriptSock "${ROOT}/run/cgisock"\n', ''),
          scriptFrom(),
          writing(
            'cgi-bin/script',
            `#!/bin/sh\necho 'script: cannot open the counter: Permission denied' >&2\n${good('200 OK')}\nexec cat ../htdocs/img/js/medscape.js\n`,
            0o755,
          ),
        ),
      },
    },
    journey: page.journey,
    expected: {
      verdict: 'passed',
      cause: null,
      layer: null,
      reason: '',
      rule: '`passed`: the first attempt passed, and nothing above was seen. What a program says on its standard error bears the level error whatever it is, so it is no line by which Apache says that it failed.',
    },
  },
];
