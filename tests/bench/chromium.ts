/** Chromium as Debian installs it, unless CHROMIUM names another one. */
export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
