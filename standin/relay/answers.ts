import { Transform, type TransformCallback } from 'node:stream';
import { headLength, readHead } from './head.ts';

/** These end with their head, whatever length it names. */
const withoutBody = /^HTTP\/1\.[01] (?:204|304)\b/;

/** Hands an application's bytes on unchanged, until it is told to cut an answer off. */
export class Answers extends Transform {
  #cuts = false;
  #isOver = false;
  #held = Buffer.alloc(0);
  /** Bytes that still go through before the cut; null: the answer's head has not been read. */
  #left: number | null = null;

  /** The next answer ends after its head and the first half of its body, and this stream with it. */
  cutNext(): void {
    this.#cuts = true;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#cuts) this.#handOn(chunk);
    else this.push(chunk);
    done();
  }

  #handOn(chunk: Buffer): void {
    // the application goes on speaking, to nobody
    if (this.#isOver) return;
    this.#held = Buffer.concat([this.#held, chunk]);
    this.#left ??= this.#lengthUntilCut();
    if (this.#left === null) return;
    this.push(this.#held.subarray(0, this.#left));
    this.#left = Math.max(0, this.#left - this.#held.length);
    this.#held = Buffer.alloc(0);
    this.#isOver = this.#left === 0;
    if (this.#isOver) this.push(null);
  }

  /** Null: too little of the answer is here to tell. */
  #lengthUntilCut(): number | null {
    const head = headLength(this.#held);
    if (head === -1) return null;
    const { firstLine, bodyLength } = readHead(this.#held);
    if (withoutBody.test(firstLine)) return head;
    // of a body without a length half of what came first
    const body = bodyLength ?? this.#held.length - head;
    return bodyLength === null && body === 0 ? null : head + Math.ceil(body / 2);
  }
}
