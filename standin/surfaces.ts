import type { Hono } from 'hono';
import type { Surface } from '../src/target/types.ts';
import type { StandinContext, StandinEnv } from './context.ts';
import { educationSurface } from './surfaces/education.ts';
import { emedicineSurface } from './surfaces/emedicine.ts';
import { loginSurface } from './surfaces/login.ts';
import { referenceSurface } from './surfaces/reference.ts';
import { searchSurface } from './surfaces/search.ts';
import { wwwSurface } from './surfaces/www.ts';

type BuildSurface = (standin: StandinContext) => Hono<StandinEnv>;

/** Which module answers for which surface. */
export const surfaces: readonly (readonly [Surface, BuildSurface])[] = [
  ['www', wwwSurface],
  ['reference', referenceSurface],
  ['emedicine', emedicineSurface],
  ['search', searchSurface],
  ['login', loginSurface],
  ['education', educationSurface],
];
