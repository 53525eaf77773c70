/** Directives that no request can exercise, with the reason a reader is given. Patterns over whole names, letter case aside. */
const noRequest: readonly (readonly [pattern: RegExp, why: string])[] = [
  [
    /^(logformat|customlog|transferlog|globallog|errorlog|errorlogformat|loglevel|forensiclog|logiotrackttfb|scriptlog\w*|rewritelog\w*|dumpio\w*|hostnamelookups|cookielog|bufferedlogs)$/,
    'it says how requests are logged, not how they are answered',
  ],
  [
    /^(startservers|serverlimit|minspare\w+|maxspare\w+|threadsperchild|threadlimit|threadstacksize|maxrequestworkers|maxclients|maxrequestsperchild|maxconnectionsperchild|asyncrequestworkerfactor|listenbacklog|listencoresbucketsratio|maxmemfree|sendbuffersize|receivebuffersize|h2(maxworkers|minworkers|maxworkeridleseconds|streammaxmemsize|maxsessionstreams))$/,
    'a size of the pool of workers: it shows under a load that a rehearsal does not make',
  ],
  [
    /^(timeout|keepalivetimeout|maxkeepaliverequests|proxytimeout|requestreadtimeout|gracefulshutdowntimeout|cgidscripttimeout|sslsessioncachetimeout|h2streamtimeout)$/,
    'a limit in time or number that ordinary requests do not come to',
  ],
  [
    /^(pidfile|scoreboardfile|user|group|mutex|lockfile|coredumpdirectory|defaultruntimedir|chrootdir|serverroot|serveradmin|enableexceptionhook|scriptsock|suexecusergroup|acceptfilter|acceptmutex|extendedstatus|usecanonicalphysicalport|servertokensextra)$/,
    'it is about the process, not about a request',
  ],
  [
    /^(sslsessioncache|sslrandomseed|sslstapling\w*|sslusestapling|sslocsp\w*|sslpassphrasedialog|sslcryptodevice|sslfips)$/,
    'it is about how TLS is kept running, or about an authority that no rehearsal asks',
  ],
  [/^md\w*$/, 'certificates of a rehearsal come from its own authority'],
  [/^(define|undefine|error|warning)$/, 'it shows in the directives that use it'],
  [/^(rlimit\w+)$/, 'a limit of the operating system that ordinary requests do not come to'],
];

/** Why no request can exercise a directive; null: one can. */
export const whyNoRequest = (name: string): string | null =>
  noRequest.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1] ?? null;
