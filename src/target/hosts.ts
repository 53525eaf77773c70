/**
 * Does a host match one of the patterns? `img.example.org` matches itself, `*.example.org` its sub-domains at any depth but not
 * `example.org`. A pattern with a port matches that port only.
 *
 * @param host as in `URL.host`: with the port where it is not the scheme's own
 */
export function matchesHost(host: string, patterns: readonly string[]): boolean {
  const withPort = host.toLowerCase();
  const name = withPort.replace(/:\d+$/, '');
  return patterns.some((pattern) => {
    const wanted = pattern.toLowerCase();
    const actual = /:\d+$/.test(wanted) ? withPort : name;
    return wanted.startsWith('*.')
      ? actual.endsWith(wanted.slice(1)) && actual.length > wanted.length - 1
      : actual === wanted;
  });
}

/** Names and addresses that never leave this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

/** Names that no server anywhere has (RFC 6761): whoever asks for one reaches nobody, on this machine or another. */
export const isNobodys = (hostname: string): boolean => hostname.endsWith('.invalid');
