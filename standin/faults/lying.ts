import { readAddress } from '../hosts.ts';
import type { Head } from '../relay/head.ts';
import { layFault, type LaidFault } from './index.ts';
import type { ApplicationFault, Break, Crossing, Fault, FaultedExchange } from './types.ts';

/** How many requests have come to a fault, this one included, and when; epoch milliseconds. */
type Met = Pick<FaultedExchange, 'ordinal' | 'at' | 'firstAt'>;

class Lying {
  readonly laid: LaidFault;
  /** How many answers it has spoilt, or connections broken. */
  struck = 0;
  #ordinal = 0;
  #firstAt = 0;

  constructor(fault: string | Fault) {
    this.laid = layFault(fault);
  }

  meet(at: number): Met {
    this.#ordinal += 1;
    if (this.#ordinal === 1) this.#firstAt = at;
    return { ordinal: this.#ordinal, at, firstAt: this.#firstAt };
  }
}

/** The first of these that only a relay in front of the application can make; null: there is none. */
export function firstOfTheWire(faults: readonly (string | Fault)[]): Fault | null {
  return faults.map((fault) => layFault(fault).fault).find((fault) => 'wire' in fault) ?? null;
}

/** The faults that lie on the site at this moment, and what they have met. */
export class LyingFaults {
  readonly #now: () => number;
  readonly #everLaid: Lying[] = [];
  #lying: readonly Lying[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws {RangeError} unknown fault; nothing has changed then */
  lay(faults: readonly (string | Fault)[]): void {
    this.#lying = faults.map((fault) => new Lying(fault));
    this.#everLaid.push(...this.#lying);
  }

  /** Those of all that were ever laid that nobody has met, as `ID@PATH-GLOB`. */
  get unmet(): string[] {
    return this.#everLaid.filter(({ struck }) => struck === 0).map(({ laid }) => `${laid.fault.id}@${laid.glob}`);
  }

  /** The first fault of the application that matches; null: the request is answered as it should be. */
  meet(
    exchange: Pick<FaultedExchange, 'incoming' | 'host' | 'path'>,
  ): { readonly fault: ApplicationFault; readonly met: Met & Pick<FaultedExchange, 'letOff'> } | null {
    for (const lying of this.#lying) {
      const { laid } = lying;
      if (!('apply' in laid.fault) || !laid.matches(exchange)) continue;
      lying.struck += 1;
      let isLetOff = false;
      const letOff = (): void => {
        if (!isLetOff) lying.struck -= 1;
        isLetOff = true;
      };
      return { fault: laid.fault, met: { ...lying.meet(this.#now()), letOff } };
    }
    return null;
  }

  /** What the first fault of the wire that matches does to an exchange; null: it crosses unharmed. */
  breakOf(head: Head, onConnection: number, remote: string | undefined): Break | null {
    const [method = '', target = '/'] = head.firstLine.split(' ');
    const { host } = readAddress(head.header, remote);
    const asked = { host, path: target.split('?')[0] ?? '/' };
    // who waits until the stand-in is ready asks none of the site's hosts
    if (host === null) return null;
    const lying = this.#lying.find(({ laid }) => 'wire' in laid.fault && laid.covers(asked));
    if (!lying || !('wire' in lying.laid.fault)) return null;
    const crossing: Crossing = { method, ...asked, host, ...lying.meet(this.#now()), onConnection };
    const broken = lying.laid.fault.wire(crossing);
    if (broken !== null) lying.struck += 1;
    return broken;
  }
}
