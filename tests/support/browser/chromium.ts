import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { installMediaProbe } from './media-probe.ts';
import { paintSecondCamera } from './second-camera.ts';
import { type CameraFiles, personMedia, type PersonMedia } from './person-media.ts';

/** Where Debian puts it; `CHROMIUM` names another one. */
export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** The same engine without a window: the full browser draws a toolbar beside each page, a third of all its work. */
const SHELL = '/usr/bin/chromium-headless-shell';
let shellPreferred = false;

/** From now on people come in the lighter browser where it can do what they want. */
export function preferShell(): void {
  shellPreferred = process.env['CHROMIUM'] === undefined && existsSync(SHELL);
}

const ALWAYS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  // Two people share two cores here; a page that is not in front would otherwise get one frame a second.
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--disable-background-timer-throttling',
];

/** How a person comes to the shop. */
export interface PersonOptions {
  /** Their camera and microphone, by person or as files; `none`: the machine has no devices; `refused`: they
   *  refuse permission; `two_cameras`: one shows green, the other the seller's picture. */
  media: PersonMedia | CameraFiles | 'none' | 'refused' | 'two_cameras';
  language?: 'en' | 'zh';
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  /** Host names and where they lead: a name other than localhost is no secure page over http. */
  hosts?: Record<string, string>;
}

/** One person with a profile of their own; people with other devices are in another browser process. */
export interface BrowserPerson {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors the pages wrote to the console or threw; a test may look at them. */
  readonly problems: string[];
  close(): Promise<void>;
}

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1440, height: 900 };

/** Browsers that are open, by the flags they were started with: most of a quick test would be their start. */
const open = new Map<string, Promise<Browser>>();

function browserWith(program: string, flags: readonly string[]): Promise<Browser> {
  const key = [program, ...flags].join(' ');
  const browser = open.get(key) ?? chromium.launch({ executablePath: program, args: [...ALWAYS, ...flags] });
  open.set(key, browser);
  return browser;
}

/** What pages threw and nobody caught. */
let uncaught: Error[] = [];

/** Hands out what pages threw since the last time. */
export function takeUncaught(): Error[] {
  const taken = uncaught;
  uncaught = [];
  return taken;
}

/** Ends every browser that `startPerson` started. */
export async function closeBrowsers(): Promise<void> {
  const browsers = [...open.values()];
  open.clear();
  await Promise.all(browsers.map(async (browser) => (await browser).close()));
}

/** Brings one person into a real Chromium. */
export async function startPerson(options: PersonOptions): Promise<BrowserPerson> {
  const flags = [...(await mediaFlags(options.media)), ...hostFlags(options.hosts)];
  const browser = await browserWith(programFor(options.media), flags);
  const phone = options.viewport?.width !== undefined && options.viewport.width < 600;
  const context = await browser.newContext({
    viewport: options.viewport ?? DESK,
    locale: options.language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: options.colorScheme ?? 'light',
    ignoreHTTPSErrors: true,
    ...(phone ? { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {}),
  });
  await installMediaProbe(context);
  if (options.media === 'two_cameras') await paintSecondCamera(context);
  const problems: string[] = [];
  const page = await context.newPage();
  page.on('console', (line) => {
    if (line.type() === 'error') problems.push(line.text());
  });
  context.on('weberror', (error) => {
    problems.push(String(error.error()));
    uncaught.push(error.error());
  });
  return { page, context, problems, close: () => context.close() };
}

/** Only the full browser can be told to refuse devices. */
function programFor(media: PersonOptions['media']): string {
  return shellPreferred && media !== 'refused' ? SHELL : CHROMIUM;
}

function hostFlags(hosts: Record<string, string> = {}): string[] {
  const rules = Object.entries(hosts).map(([name, address]) => `MAP ${name} ${address}`);
  return rules.length > 0 ? [`--host-resolver-rules=${rules.join(',')}`] : [];
}

async function mediaFlags(media: PersonOptions['media']): Promise<string[]> {
  if (media === 'none') return ['--use-fake-ui-for-media-stream'];
  if (media === 'refused') return ['--use-fake-device-for-media-stream', '--deny-permission-prompts'];
  if (media === 'two_cameras')
    return ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=2'];
  const files = typeof media === 'string' ? await personMedia(media) : media;
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${files.video}`,
    `--use-file-for-fake-audio-capture=${files.audio}`,
    '--auto-select-desktop-capture-source=Entire screen',
  ];
}
