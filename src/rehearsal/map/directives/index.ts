import type { Rule } from '../rules.ts';
import { listen, virtualHost } from './addresses.ts';
import { backEnd, proxyHandler, proxyingRule } from './back-ends.ts';
import { accessLog, errorLog, errorLogFormat, logLevel } from './logs.ts';
import { loadModule } from './modules.ts';
import { anyPath, content, directorySection, include, readPath, typesConfig, underTree } from './paths.ts';
import * as process from './process.ts';
import { database, directory, rewriteMap, sharedCache } from './services.ts';
import { certificateFile, chainFile, engine, keyFile, trustedFile } from './tls.ts';

const writtenFile: Rule = (line, mapping) => underTree(line, mapping, 0, 'parent');
const writtenFolder: Rule = (line, mapping) => underTree(line, mapping, 0, 'self');
const readFirst = readPath(0);
const authority = process.leftOut('certificates are the throwaway authority’s, and nobody is asked about them');
const noService = process.leftOut('it needs rights, or a service, of production');
const oneWayOut = process.leftOut('every back end is reached through the one of the rehearsal');
/** Paths of URLs, patterns, words: nothing of a file system. */
const notMapped: Rule = () => null;

/** First rule that has something to say. */
const either =
  (...rules: readonly Rule[]): Rule =>
  (line, mapping) => {
    for (const rule of rules) {
      const rewritten = rule(line, mapping);
      if (rewritten !== null) return rewritten;
    }
    return null;
  };

/** By the directive's name in lower case, a section's with its `<`. What is not here is `anyPath`'s. */
const rules: Readonly<Record<string, Rule>> = {
  serverroot: process.serverRoot,
  pidfile: process.pidFile,
  scoreboardfile: process.scoreBoardFile,
  defaultruntimedir: process.defaultRuntimeDir,
  scriptsock: process.scriptSock,
  mutex: process.mutex,
  user: process.user,
  group: process.group,
  chrootdir: noService,
  suexecusergroup: noService,
  assignuserid: noService,
  include,
  includeoptional: include,
  loadmodule: loadModule,
  loadfile: readFirst,

  listen,
  '<virtualhost': virtualHost,
  usecanonicalphysicalport: process.physicalPort,

  errorlog: errorLog,
  customlog: accessLog,
  transferlog: accessLog,
  globallog: accessLog,
  forensiclog: accessLog,
  errorlogformat: errorLogFormat,
  loglevel: logLevel,

  documentroot: content,
  virtualdocumentroot: content,
  alias: content,
  aliasmatch: content,
  scriptalias: content,
  scriptaliasmatch: content,
  '<directory': directorySection,
  '<directorymatch': directorySection,
  '<iffile': readFirst,
  authuserfile: readFirst,
  authgroupfile: readFirst,
  authdbmuserfile: readPath(0),
  typesconfig: typesConfig,
  mimemagicfile: readFirst,
  rewritemap: rewriteMap,

  coredumpdirectory: writtenFolder,
  cacheroot: writtenFolder,
  cachelockpath: writtenFolder,
  scriptlog: writtenFile,
  davlockdb: writtenFile,
  authdigestshmemsize: notMapped,

  sslengine: engine,
  sslcertificatefile: certificateFile,
  sslcertificatekeyfile: keyFile,
  sslcertificatechainfile: chainFile,
  sslcacertificatefile: trustedFile,
  sslcacertificatepath: trustedFile,
  sslproxycacertificatefile: trustedFile,
  sslproxycacertificatepath: trustedFile,
  sslsessioncache: either(process.sessionCache, sharedCache),
  cachesocache: sharedCache,
  authncachesocache: sharedCache,
  authldapurl: directory,
  dbdparams: database,
  sslusestapling: authority,
  sslstaplingcache: authority,
  sslocspenable: authority,
  sslpassphrasedialog: process.leftOut('keys are the throwaway authority’s, and not locked'),
  sslrandomseed: notMapped,

  proxypass: backEnd,
  proxypassmatch: backEnd,
  proxypassreverse: backEnd,
  balancermember: backEnd,
  '<proxy': backEnd,
  '<proxymatch': backEnd,
  proxyremote: oneWayOut,
  proxyremotematch: oneWayOut,
  noproxy: oneWayOut,
  proxysourceaddress: oneWayOut,
  sethandler: proxyHandler,
  rewriterule: either(proxyingRule, anyPath),

  ...Object.fromEntries(
    [
      'redirect',
      'redirectmatch',
      'redirectpermanent',
      'redirecttemp',
      'errordocument',
      '<location',
      '<locationmatch',
      'rewritebase',
      'proxypassreversecookiepath',
      'header',
      'requestheader',
      'setenv',
      'setenvif',
      'fallbackresource',
      'define',
      'use',
    ].map((name) => [name, notMapped]),
  ),
};

/** mod_md asks an authority on the Internet. */
const managed =
  /^<?md(omain|omainset|certificate\w*|contact\w*|http\w*|private\w*|renew\w*|require\w*|must\w*|base\w*|ca\w*|staple\w*|stapling\w*|store\w*|member\w*|notif\w*|message\w*|activation\w*|port\w*|challenge\w*|drive\w*|external\w*|profile\w*|match\w*|retry\w*|server\w*|warn\w*|initial\w*|check\w*)$/;

export function ruleFor(name: string): Rule {
  if (managed.test(name)) return authority;
  return Object.hasOwn(rules, name) ? (rules[name] ?? anyPath) : anyPath;
}
