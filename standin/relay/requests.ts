import { Transform, type TransformCallback } from 'node:stream';
import { headLength, longestHead, readHead, type Head } from './head.ts';

const requestLine = /^[A-Z]+ \S+ HTTP\/1\.[01]$/;
/** What cannot be followed from request to request: from there on the connection is handed through as it is. */
const cannotBeFollowed = (head: Head): boolean =>
  !requestLine.test(head.firstLine) || head.header('upgrade') !== null || head.header('transfer-encoding') !== null;

/**
 * Hands a client's bytes on unchanged, and tells of each request before a byte of it goes on. Follows keep-alive and bodies with a
 * length, and no pipelining, which no browser uses.
 */
export class Requests extends Transform {
  readonly #pass: (head: Head, onConnection: number) => boolean;
  #held = Buffer.alloc(0);
  /** Of the body that is being handed on; infinite: whatever follows is. */
  #bodyLeft = 0;
  #count = 0;
  #swallows = false;

  /** @param pass Whether the request goes on; where it does not, nothing more of this client does. */
  constructor(pass: (head: Head, onConnection: number) => boolean) {
    super();
    this.#pass = pass;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#held = Buffer.concat([this.#held, chunk]);
    while (this.#held.length > 0 && (this.#swallows || this.#bodyLeft > 0 || this.#readRequest())) this.#handOn();
    done();
  }

  override _flush(done: TransformCallback): void {
    if (!this.#swallows) this.push(this.#held);
    done();
  }

  #handOn(): void {
    const length = Math.min(this.#held.length, this.#swallows ? Infinity : this.#bodyLeft);
    if (!this.#swallows) this.push(this.#held.subarray(0, length));
    this.#bodyLeft -= length;
    this.#held = this.#held.subarray(length);
  }

  /** Whether what is held begins with something that can be dealt with. */
  #readRequest(): boolean {
    const length = headLength(this.#held);
    const isEndless = length === -1 && this.#held.length > longestHead;
    if (length === -1 && !isEndless) return false;
    const head = readHead(this.#held);
    if (isEndless || cannotBeFollowed(head)) {
      this.#bodyLeft = Infinity;
      return true;
    }
    this.#count += 1;
    this.#bodyLeft = length + (head.bodyLength ?? 0);
    this.#swallows = !this.#pass(head, this.#count);
    return true;
  }
}
