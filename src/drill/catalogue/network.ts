import type { Drill } from '../types.ts';

export const network: readonly Drill[] = [];
