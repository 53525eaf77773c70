import type { Drill } from '../types.ts';

export const application: readonly Drill[] = [];
