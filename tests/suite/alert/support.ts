import type { Channel, AlertSettings, Delivered, Message } from '../../../src/alert/types.ts';

/** A channel that takes what it is given, or answers as the test says. */
export class Recorder implements Channel {
  readonly name: string;
  readonly kind = 'webhook';
  readonly got: { readonly key: string; readonly message: Message }[] = [];
  answer: (message: Message, key: string) => Delivered | Promise<Delivered> = () => ({ ok: true });

  constructor(name: string) {
    this.name = name;
  }

  async send(message: Message, key: string): Promise<Delivered> {
    const delivered = await this.answer(message, key);
    if (delivered.ok) this.got.push({ key, message });
    return delivered;
  }

  /** Kinds of what it took, in order. */
  get kinds(): string[] {
    return this.got.map(({ message }) => message.kind);
  }
}

export const down = (retryAfterMs: number | null = null): Delivered => ({
  ...{ ok: false, error: 'answered 503', again: true },
  retryAfterMs,
});

export const settingsOf = (channels: readonly Channel[], more: Partial<AlertSettings> = {}): AlertSettings => ({
  channels,
  routes: [],
  fallback: channels.map(({ name }) => name),
  remindEveryMs: null,
  digestAt: null,
  tries: 12,
  keepTryingMs: 24 * 3_600_000,
  ...more,
});
