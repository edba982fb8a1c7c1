/** A kind of browser by how it speaks SDP. */
export type BrowserFamily = 'chromium' | 'firefox' | 'safari';

/** All browsers of iOS are Safari inside, whatever they are called; iPads say that they are Macs. */
export function browserFamily(userAgent: string): BrowserFamily {
  if (/\((iPhone|iPad|iPod)/.test(userAgent)) return 'safari';
  if (/\bFirefox\//.test(userAgent)) return 'firefox';
  // Without a word boundary: headless ones say HeadlessChrome.
  if (/(Chrome|Chromium)\//.test(userAgent)) return 'chromium';
  return /\bAppleWebKit\//.test(userAgent) ? 'safari' : 'chromium';
}
