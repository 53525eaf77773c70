import type { Surface } from './types.ts';

/** One page of each surface that every visitor may open; its title names the site ([A] for www and login, [I] for the others). */
export const frontPages: Readonly<Record<Surface, string>> = {
  www: '/',
  reference: '/drugs',
  emedicine: '/',
  search: '/search/?q=aspirin',
  login: '/login/sso/getlogin',
  education: '/',
};

/** What the titles of the site's own pages hold. */
export const siteName = /medscape/i;
