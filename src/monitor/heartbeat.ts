import { ask } from '../evidence/ask.ts';

const timeoutMs = 10_000;

/**
 * Pings the dead-man switch: who runs it tells when no ping came for too long. What goes wrong is told once, until a ping got through again.
 * Never rejects.
 *
 * @param tell takes what went wrong, without the URL, which is a secret of its kind
 */
export function heartbeat(url: string | null, agent: string, tell: (text: string) => void): () => Promise<void> {
  let isTold = false;
  return async () => {
    if (url === null) return;
    const { status, error } = await ask(url, {
      ...{ node: null, agent, caFile: null, basic: null, timeoutMs, signal: new AbortController().signal },
    });
    const isTaken = status !== null && status < 400;
    if (!isTaken && !isTold) {
      const why = status === null ? (error ?? 'no answer') : `status ${String(status)}`;
      tell(`HEARTBEAT_URL was not told of the run: ${why}. Whoever waits for it will miss it.`);
    }
    isTold = !isTaken;
  };
}
