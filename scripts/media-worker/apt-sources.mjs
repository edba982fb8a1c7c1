/**
 * The Debian mirrors named in apt's source lists, in the one-line and in the deb822 form.
 * @param {string} text all lists behind each other
 * @returns {{ main?: string, security?: string }} without a slash at the end
 */
export function debianMirrors(text) {
  const addresses = text
    .split('\n')
    .filter((line) => /^\s*(deb\s|URIs:)/.test(line))
    .flatMap((line) => line.match(/[a-z][a-z+]*:\/\/[^\s\]]+/g) ?? [])
    .map((address) => address.replace(/\/+$/, ''));
  const security = addresses.find((address) => address.includes('debian-security'));
  const main = addresses.find((address) => address.endsWith('/debian'));
  return { ...(main ? { main } : {}), ...(security ? { security } : {}) };
}

/**
 * A source list of Debian bookworm alone, for a private apt configuration.
 * @param {{ main: string, security?: string }} mirrors
 * @param {string} keyring file of Debian's archive keys
 */
export function sourceList(mirrors, keyring) {
  const entry = (/** @type {string} */ address, /** @type {string} */ suite) =>
    `deb [signed-by=${keyring}] ${address} ${suite} main\n`;
  return (
    entry(mirrors.main, 'bookworm') + (mirrors.security ? entry(mirrors.security, 'bookworm-security') : '')
  );
}
