import { expect, it } from 'vitest';
import { browserFamily, type BrowserFamily } from './browser-family.ts';

const KIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const BLINK = 'AppleWebKit/537.36 (KHTML, like Gecko)';

it.each<[BrowserFamily, string, string]>([
  ['chromium', 'Chrome', `Mozilla/5.0 (X11; Linux x86_64) ${BLINK} Chrome/140.0.0.0 Safari/537.36`],
  ['chromium', 'Edge', `Mozilla/5.0 (Windows NT 10.0) ${BLINK} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`],
  [
    'chromium',
    'an Android web view',
    `Mozilla/5.0 (Linux; Android 15; wv) ${BLINK} Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36`,
  ],
  [
    'chromium',
    'headless Chromium',
    `Mozilla/5.0 (X11; Linux x86_64) ${BLINK} HeadlessChrome/156.0.0.0 Safari/537.36`,
  ],
  ['firefox', 'Firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0'],
  ['firefox', 'Firefox on Android', 'Mozilla/5.0 (Android 15; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0'],
  ['safari', 'Safari', `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${KIT} Version/18.5 Safari/605.1.15`],
  [
    'safari',
    'Chrome on an iPhone',
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${KIT} CriOS/140.0 Mobile/15E148 Safari/604.1`,
  ],
  [
    'safari',
    'WeChat on an iPhone',
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${KIT} Mobile/15E148`,
  ],
])('takes for %s what is %s', (family, _, userAgent) => {
  expect(browserFamily(userAgent)).toBe(family);
});
