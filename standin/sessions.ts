import { randomUUID } from 'node:crypto';

/** Somebody with an account. */
export interface Member {
  readonly user: string;
  /** As the header greets them. */
  readonly name: string;
  readonly profession: string;
  readonly specialty: string;
}

interface Account extends Member {
  readonly password: string;
}

/** The accounts of the stand-in. Their passwords are public by design; the first is the default of the target `local` alone. */
const accounts: readonly Account[] = [
  {
    user: 'clinician',
    password: 'local-Qx7-only',
    name: 'Dr. Sample Clinician',
    profession: 'Physician',
    specialty: 'Cardiology',
  },
  // A second member, so that a rehearsal can see whether one is shown what is the other's.
  {
    user: 'registrar-two',
    password: 'local-Vk4-only',
    name: 'Dr. Invented Registrar',
    profession: 'Nurse Practitioner',
    specialty: 'Nephrology',
  },
];

export interface Session {
  /** Value of the cookie `medpermauth`. */
  readonly token: string;
  readonly member: Member;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** A ticket lives just long enough for one redirect. */
const ticketMs = 60_000;

/** Sessions of members, in memory: they end with the stand-in. */
export class SessionStore {
  readonly #sessions = new Map<string, Session>();
  readonly #tickets = new Map<string, { readonly token: string; readonly expiresAt: number }>();
  readonly #lifeMs: number;
  readonly #now: () => number;

  constructor(lifeMs: number, now: () => number = Date.now) {
    this.#lifeMs = lifeMs;
    this.#now = now;
  }

  /** Milliseconds that a new session lives. */
  get lifeMs(): number {
    return this.#lifeMs;
  }

  /** Starts a session; null where user or password is wrong. */
  logIn(user: string, password: string): Session | null {
    const account = accounts.find((candidate) => candidate.user === user && candidate.password === password);
    if (!account) return null;
    const { password: _, ...member } = account;
    const session: Session = { token: randomUUID(), member, expiresAt: this.#now() + this.#lifeMs };
    this.#sessions.set(session.token, session);
    return session;
  }

  /** The live session of a token; null: never existed, logged out, or expired. */
  find(token: string | undefined): Session | null {
    const session = token === undefined ? undefined : this.#sessions.get(token);
    if (!session) return null;
    if (session.expiresAt > this.#now()) return session;
    this.#sessions.delete(session.token);
    return null;
  }

  /** Ends a session on every domain at once, since all of them hold the same token. */
  logOut(token: string | undefined): void {
    if (token !== undefined) this.#sessions.delete(token);
  }

  /** A one-time ticket that carries a session to another registrable domain. */
  issueTicket(token: string): string {
    const ticket = randomUUID();
    this.#tickets.set(ticket, { token, expiresAt: this.#now() + ticketMs });
    return ticket;
  }

  /** The session of a ticket, once; null: unknown, used, or too old. */
  redeemTicket(ticket: string | undefined): Session | null {
    if (ticket === undefined) return null;
    const found = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    return found && found.expiresAt > this.#now() ? this.find(found.token) : null;
  }
}
