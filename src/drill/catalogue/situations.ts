import type { Drill } from '../types.ts';

export const situations: readonly Drill[] = [];
