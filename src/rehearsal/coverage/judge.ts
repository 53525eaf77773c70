import type { DirectiveChange, DumpNode, FoundChange, PrivateCopy } from '../types.ts';
import { exampleUrl } from './example-url.ts';
import { whyNoRequest } from './kinds.ts';
import { scopeOf } from './scope.ts';
import { takenBy, throughOf } from './through.ts';
import type { Visit } from './visits.ts';

const mostUrls = 3;

export interface Witnesses {
  readonly visits: readonly Visit[];
  /** The configuration that bears the marks. */
  readonly dump: readonly DumpNode[];
  readonly sections: ReadonlyMap<DumpNode, number>;
  readonly rules: ReadonlyMap<DumpNode, number>;
  readonly ports: PrivateCopy['ports'];
  readonly strips: (text: string) => string;
}

function urlOf({ host, target, port }: Visit, ports: PrivateCopy['ports']): string {
  const tls = ports.find((one) => one.mapped === port)?.tls === true;
  return /^https?:/.test(target) ? target : `${tls ? 'https' : 'http'}://${host ?? '(no host)'}${target}`;
}

type Coverage = Pick<DirectiveChange, 'coverage' | 'urls'> & { readonly why?: string };

/** Whether the requests of a rehearsal went through one difference. */
export function judgeChange(
  change: FoundChange,
  { visits, dump, sections, rules, ports, strips }: Witnesses,
): Coverage {
  const why = whyNoRequest(change.directive.name);
  if (why !== null) return { coverage: 'no-request', urls: [], why };
  const scope = scopeOf(change, dump, sections, strips);
  const through = throughOf(change, {
    dump,
    rules,
    isTls: (port) => ports.find((one) => one.mapped === port)?.tls === true,
    portOf: (listen) => {
      const [, address = null, port = ''] = /^(?:(.*):)?(\d+)$/.exec(listen) ?? [];
      const host = address === null || ['*', '0.0.0.0', '[::]'].includes(address) ? null : address;
      return ports.find((one) => one.address === host && one.port === Number(port))?.mapped ?? null;
    },
  });
  const { covers } = scope;
  if (covers === null || through === null)
    return { coverage: 'unknown', urls: [], why: 'what it is about cannot be seen from outside' };
  const went = visits.filter((visit) => covers(visit) && through(visit));
  if (went.length > 0)
    return { coverage: 'exercised', urls: [...new Set(went.map((visit) => urlOf(visit, ports)))].slice(0, mostUrls) };
  const taker = takenBy(change, dump);
  if (taker)
    return {
      coverage: 'missed',
      urls: [],
      why: `no request ever comes to it: ${taker.name} ${taker.args} is asked first`,
    };
  const url = exampleUrl(change, scope, { dump, ports, strips });
  return { coverage: 'missed', urls: url === null ? [] : [url] };
}
