/** Apache's message numbers that decide what a record is evidence of, each with what it says. Measured on 2.4.71, or read in its source. */
type Codes = Readonly<Record<string, string>>;

/** An answer that had begun under a good status broke off: the browser sees that, and the status does not tell it. */
export const breakingCodes: Codes = {
  AH01110: 'the body of the answer broke off',
};

/** A back end could not be had, or not understood: the hop between httpd and what it speaks for. */
export const hopCodes: Codes = {
  ...breakingCodes,
  AH00898: 'the back end could not be read from, with the reason',
  AH00940: 'a back end is out of use, and was not asked',
  AH00941: 'no connection to the back end could be had from the pool',
  AH00957: 'the connection to the back end failed',
  AH00959: 'the back end is put out of use for a while',
  AH00961: 'TLS to the back end could not be begun',
  AH01079: 'the connection to a FastCGI back end failed',
  AH01084: 'the request could not be passed to the back end',
  AH01097: 'the request could not be passed to the back end, with its names',
  AH01102: 'the status line of the back end could not be read',
  AH01106: 'the back end began its answer with something else than a status line',
  AH01114: 'no connection to the back end could be made',
  AH01165: 'all back ends of a balancer are out of use',
  AH01167: 'all back ends of a balancer are out of use for this route',
  AH01961: 'TLS to the back end could not be begun',
  AH10124: 'the headers of the back end are too long or malformed',
};

/** A child of httpd ended by a signal; what it was doing is in no access log. */
export const childEndCodes: Codes = {
  AH00051: 'a child ended by a signal, and left a core',
  AH00052: 'a child ended by a signal',
};

/** What an application wrote on its stderr: Apache calls all of it an error, and mod_cgid writes it without any prefix; `isScriptEnd` tells. */
export const stderrCodes: Codes = {
  AH01071: 'stderr of a FastCGI application',
  AH01215: 'stderr of a CGI',
};

/** The log itself cannot be written: no fault of a request, and the reason of a silence. */
export const loggingCodes: Codes = {
  AH00646: 'a line could not be written to the access log',
};

/** A line at level error that is how the protocol works. */
export const protocolCodes: Codes = {
  AH02032: 'one connection for two names (421): the browser asks again on another',
};

/** By which PHP begins what it says of itself: that a script has come to its end, and remarks in passing. */
const php = {
  ends: '(?:Fatal|Parse|Recoverable fatal|Catchable fatal) error',
  remarks: '(?:Notice|Warning|Deprecated|Strict Standards)',
};

/** mod_php writes it bare, a FastCGI server several to a line, and modules without Apache's numbers say that it was on stderr. */
const scriptEnd = new RegExp(`(?:^|PHP message: |\\bstderr: |Got error ')(?:\\[[^\\]]*\\] )?PHP ${php.ends}: `, 'm');

/** A script of PHP died, an uncaught exception included: the same whichever way it is run, and at whatever level that is logged. */
export const isScriptEnd = (text: string): boolean => scriptEnd.test(text);

/** What bears no number of Apache's, stands there at level error whatever it says, and fails no request. */
const harmlessTexts: readonly RegExp[] = [
  // mod_security where it only watches (`SecRuleEngine DetectionOnly`, a score below its limit), or gives up on a rule
  /^ModSecurity: (?:Warning\b|.*\bExecution error\b)/,
  // mod_php before PHP 7 says all at level error
  new RegExp(`^PHP ${php.remarks}:`),
  // mod_fastcgi and mod_fcgid: as `stderrCodes`
  /^(?:FastCGI: server "[^"]*"|mod_fcgid:) stderr: /,
];

export const isHarmlessText = (text: string): boolean => harmlessTexts.some((harmless) => harmless.test(text));

const severe: ReadonlySet<string | null> = new Set(['error', 'crit', 'alert', 'emerg']);

/** Level error or worse. */
export const isSevere = (level: string | null): boolean => severe.has(level);

export const isIn = (codes: Codes, code: string | null): boolean => code !== null && Object.hasOwn(codes, code);
