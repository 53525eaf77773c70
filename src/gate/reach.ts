import { connect } from 'node:net';
import { codeOf, whereTo } from '../evidence/ask.ts';
import type { Node } from '../target/nodes.ts';

/** Nobody is at such an address, as opposed to somebody who does not listen. */
const nobody: readonly string[] = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'EINVAL',
];

/**
 * Whether there is a machine at the address of a node. A connection that is refused is a machine whose httpd is down, which is the journeys' to judge.
 *
 * @returns why not; null: there is
 */
export function whyNoNode(node: Node, origin: string, timeoutMs: number): Promise<string | null> {
  const { host, port } = whereTo(new URL(origin), node);
  return new Promise((answer) => {
    const socket = connect({ host, port });
    const say = (why: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      answer(why);
    };
    const timer = setTimeout(() => say('it does not answer'), timeoutMs);
    socket.once('connect', () => say(null));
    socket.once('error', (error) => say(nobody.includes(codeOf(error)) ? codeOf(error) : null));
  });
}
