import type { Rewritten, Rule } from '../rules.ts';

/** `https` to the back end, and protocols that the stand-in does not speak. */
const spoken = /\b(https|wss|h2|ajp|fcgi|scgi|uwsgi):\/\//gi;
const plain: Readonly<Record<string, string>> = { https: 'http', wss: 'ws', h2: 'http' };

/** `unix:/run/app.sock|http://localhost/`: the socket is production's. */
const throughSocket = /unix:[^|\s"]*\|/g;

/** Checks go to the member itself, not through ProxyRemote, and would put every one out of service. */
const healthCheck = /\s+hc(method|interval|uri|expr|passes|fails|template)=\S+/gi;

function spokenPlainly(args: string): { readonly args: string; readonly why: string[] } {
  const why = new Set<string>();
  const withoutSockets = args.replace(throughSocket, () => {
    why.add('its socket is production’s');
    return '';
  });
  const text = withoutSockets.replace(spoken, (_, scheme: string) => {
    const to = plain[scheme.toLowerCase()];
    why.add(to === undefined ? `the stand-in speaks http, not ${scheme}` : 'TLS to the back end is not rehearsed');
    return `${to ?? 'http'}://`;
  });
  return { args: text, why: [...why] };
}

const rewritten = (before: string, after: string, why: readonly string[]): Rewritten | null =>
  before === after ? null : { args: after, told: { to: after.trim(), why: why.join('; ') } };

/** ProxyPass, ProxyPassReverse, BalancerMember and their like; the rest of the way is ProxyRemote's. */
export const backEnd: Rule = (line) => {
  const { args, why } = spokenPlainly(line.args);
  const checked = args.replace(healthCheck, '');
  if (checked !== args) why.push('health checks would go past the back end of the rehearsal');
  return rewritten(line.args, checked, why);
};

/** `RewriteRule … [P]`. */
export const proxyingRule: Rule = (line) => {
  const [, , flags = ''] = line.met[0].values;
  if (!/[[,](P|proxy)[\],]/i.test(flags)) return null;
  const { args, why } = spokenPlainly(line.args);
  return rewritten(line.args, args, why);
};

/** `SetHandler "proxy:unix:/run/php.sock|fcgi://localhost"`. */
export const proxyHandler: Rule = (line) => {
  if (!(line.met[0].values[0] ?? '').startsWith('proxy:')) return null;
  const { args, why } = spokenPlainly(line.args);
  return rewritten(line.args, args, why);
};
