import type { ConfigurationFiles, EditConfiguration } from '../types.ts';

/** A virtual host below `standin/httpd/sites/`. */
export type Site = 'www' | 'reference' | 'emedicine' | 'search' | 'login' | 'education' | 'img';

/** Puts lines at the head of a virtual host, behind its name, before anything that it includes. */
export const inSite =
  (site: Site, ...lines: readonly string[]): EditConfiguration =>
  (files) => {
    const path = `sites/${site}.conf`;
    const [name] = /^ +ServerName .+$/m.exec(files.read(path)) ?? [];
    if (name === undefined) throw new Error(`${path} has no ServerName`);
    files.replace(path, name, [name, ...lines.map((line) => `  ${line}`)].join('\n'));
  };

/** Several edits as one change. */
export const together =
  (...edits: readonly EditConfiguration[]): EditConfiguration =>
  (files) =>
    edits.forEach((edit) => edit(files));

/** Loads further modules, by the names of their files without `mod_`. */
export const loading =
  (...modules: readonly string[]): EditConfiguration =>
  (files) =>
    files.append(
      'conf/modules.conf',
      modules.map((name) => `LoadModule ${name}_module \${MODULES}/mod_${name}.so\n`).join(''),
    );

/** Takes the line of a module away. */
export const without =
  (module: string): EditConfiguration =>
  (files) => {
    const path = 'conf/modules.conf';
    const [line] = new RegExp(String.raw`^ *LoadModule\s+${module}_module\s.*\n`, 'm').exec(files.read(path)) ?? [];
    if (line === undefined) throw new Error(`${path} does not load ${module}_module`);
    files.replace(path, line, '');
  };

export const replacing =
  (path: string, from: string, to: string): EditConfiguration =>
  (files) =>
    files.replace(path, from, to);

export const writing =
  (path: string, text: string, mode?: number): EditConfiguration =>
  (files: ConfigurationFiles) =>
    files.write(path, text, mode);

/** `/cardiology` of www is a matter of httpd itself, and no page of the application any more. */
export const ownCardiology = (...lines: readonly string[]): EditConfiguration =>
  inSite('www', 'ProxyPass "/cardiology" "!"', ...lines);

/** The news of cardiology made by a small program. */
export const cardiologyBy = (text: string, mode = 0o755): EditConfiguration =>
  together(
    ownCardiology('ScriptAlias "/cardiology" "${ROOT}/cgi-bin/cardiology"'),
    writing('cgi-bin/cardiology', text, mode),
  );
