/** How the stand-in behaves where the real site is known to vary. Set on the command line, read by the surfaces. */
export interface Switches {
  /** The cookie consent banner comes up for visitors who have not answered it. */
  readonly consent: boolean;
  /** What an anonymous reader of a gated article meets. */
  readonly wall: 'cover' | 'redirect' | 'none';
  /** An advertisement sticks to the foot of the window a moment after load. */
  readonly adhesiveFooter: boolean;
  /** A layer with a `.modalClose` covers the page a moment after load. */
  readonly popup: boolean;
  /** Extra milliseconds that the drug lookup takes. */
  readonly slowLookup: number;
  /** The drug lookup answers `{"types":[]}` to everything. */
  readonly emptyTypes: boolean;
  /** `errorCode` of an interaction answer without interactions; not known of the real site. */
  readonly noInteractionCode: number;
  /** Minutes until a session expires; fractions are allowed. */
  readonly sessionMinutes: number;
  /** A missing page answers 200 (`soft`) or 404 (`hard`). */
  readonly missing: 'soft' | 'hard';
  /** Milliseconds until the calculators' client-side form appears. */
  readonly hydration: number;
}

export const defaultSwitches: Switches = {
  consent: true,
  wall: 'cover',
  adhesiveFooter: false,
  popup: false,
  slowLookup: 0,
  emptyTypes: false,
  noInteractionCode: 0,
  sessionMinutes: 120,
  missing: 'hard',
  hydration: 300,
};
