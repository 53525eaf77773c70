/** What an error says, for a sentence of ours; whatever else was thrown, as it reads. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
