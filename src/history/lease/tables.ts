/** The table of leases; migrations/ makes it. Instants are milliseconds since 1970. */
export interface LeaseTables {
  lease: { name: string; holder: string; taken_at: number; until: number };
}
