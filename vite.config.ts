import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import {
  build,
  createLogger,
  defineConfig,
  type Logger,
  type Plugin,
  type ProxyOptions,
  type UserConfig,
} from 'vite';
import { compressBuilt } from './scripts/build/compress-built.ts';
import { leanPackages } from './scripts/build/lean-packages.ts';
import { wordsTogether } from './scripts/build/words-together.ts';

const root = fileURLToPath(new URL('web-client', import.meta.url));
const outDir = fileURLToPath(new URL('dist/web', import.meta.url));

const names = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);

/** Every folder with an index.html is an app of its own: `/console/`, `/widget/` … */
const apps = names(root).filter((name) => existsSync(path.join(root, name, 'index.html')));

/** The app that buyers fetch. */
const WIDGET = 'widget';

function pages(some: readonly string[]): Record<string, string> {
  return Object.fromEntries(some.map((name) => [name, path.join(root, name, 'index.html')]));
}

/** What every call needs, on LiveKit too: by itself that would be one more file. Without the version of sdp-transform that
 *  LiveKit's client brings along. */
const ENGINE = {
  name: 'engine',
  test: /(?<!livekit-client\/node_modules)\/(media\/(mediasoup\/|tracks\/(?!stats\.)|room-line)|mediasoup-client\/lib\/(?!handlers\/[A-Z])|awaitqueue\/|h264-profile-level-id\/|sdp-transform\/|event-emitter\.ts)/,
};

/** What is fetched together is one file, which is smaller when compressed as a whole, and one way to the server. */
const PAGES_CHUNKS = {
  codeSplitting: {
    groups: [
      // What a page opens with, and what only the other one needs: one file, kept from page to page.
      {
        name: 'base',
        tags: ['$initial' as const],
        test: /^(?!.*\/web-client\/(console|review|site)\/)/,
        priority: 2,
      },
      // What is left of it, for later: it stands behind `base`, which has taken its part.
      { name: 'ui', test: /\/web-client\/ui\//, priority: 2 },
      { name: 'console', tags: ['$initial' as const], test: /\/web-client\/console\//, priority: 1 },
      { name: 'review', tags: ['$initial' as const], test: /\/web-client\/review\//, priority: 1 },
      ENGINE,
    ],
  },
};
const WIDGET_CHUNKS = {
  codeSplitting: { groups: [{ name: 'widget', tags: ['$initial' as const], priority: 1 }, ENGINE] },
};

/** The style of the pages that the server renders. */
const siteStyle = path.join(root, 'site/site.css');

/** The script a shop pastes into its pages: one classic script under a name that never changes. */
const loaderBuild = {
  lib: {
    entry: path.join(root, 'loader/loader.ts'),
    formats: ['iife' as const],
    name: 'KanhuoLoader',
    fileName: () => 'widget.js',
  },
};

/** Gives the two files with fixed names and the apps' addresses their places in development. */
function fixedAddresses(): Plugin {
  return {
    name: 'kanhuo:fixed-addresses',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const address = request.url?.split('?')[0] ?? '/';
        if (address === '/widget.js') {
          bundleLoader().then((code) => {
            response.setHeader('content-type', 'text/javascript; charset=utf-8');
            response.end(code);
          }, next);
          return;
        }
        const app = apps.find((name) => address === `/${name}` || address.startsWith(`/${name}/`));
        // An app's own routes have no file ending; its modules do.
        if (app !== undefined && !path.posix.basename(address).includes('.'))
          request.url = `/${app}/index.html`;
        if (address === '/site.css') request.url = '/site/site.css';
        next();
      });
    },
  };
}

/** The loader as a shop would get it: bundled, not as modules. */
async function bundleLoader(): Promise<string> {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: { ...loaderBuild, write: false, minify: false },
  });
  const [output] = Array.isArray(result) ? result : [result];
  return output !== undefined && 'output' in output ? output.output[0].code : '';
}

/** In development what is not a file of the pages comes from the server behind Vite. */
function proxy(): Record<string, ProxyOptions> {
  const target = process.env['KANHUO_DEV_SERVER'];
  if (target === undefined) return {};
  const own = ['@', 'node_modules/', ...names(root), ...names(path.join(root, 'public'))];
  const escaped = own.map((name) => name.replaceAll('.', '\\.'));
  return { [`^/(?!${escaped.join('|')})`]: { target, ws: true } };
}

/** While the server behind starts again, each poll of an open page would print a stack trace. */
function calmLogger(): Logger {
  const logger = createLogger();
  const { error } = logger;
  logger.error = (message, options) => {
    if (!message.includes('proxy error')) error(message, options);
    else logger.warnOnce('The server behind the pages does not answer yet.');
  };
  return logger;
}

export default defineConfig((): UserConfig => {
  return {
    root,
    appType: 'mpa',
    customLogger: calmLogger(),
    plugins: [
      vue(),
      leanPackages(),
      wordsTogether(fileURLToPath(new URL('.', import.meta.url))),
      fixedAddresses(),
    ],
    server: { proxy: proxy() },
    build: { outDir, target: 'es2022', reportCompressedSize: false },
    define: {
      // Vue's own switches: what they turn off is not in the code that a buyer fetches.
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    environments: {
      client: {
        build: {
          emptyOutDir: true,
          rolldownOptions: {
            input: { ...pages(apps.filter((name) => name !== WIDGET)), site: siteStyle },
            output: {
              ...PAGES_CHUNKS,
              assetFileNames: ({ names: [name] }) =>
                name === 'site.css' ? name : 'assets/[name]-[hash][extname]',
            },
          },
        },
      },
      // By itself: sharing chunks with the other apps would make a buyer fetch what only those need.
      widget: {
        consumer: 'client',
        build: {
          emptyOutDir: false,
          copyPublicDir: false,
          modulePreload: { polyfill: false },
          rolldownOptions: { input: pages([WIDGET]), output: WIDGET_CHUNKS },
        },
      },
      loader: { consumer: 'client', build: { ...loaderBuild, emptyOutDir: false, copyPublicDir: false } },
    },
    builder: {
      async buildApp(builder) {
        for (const name of ['client', WIDGET, 'loader']) {
          const environment = builder.environments[name];
          if (environment !== undefined) await builder.build(environment);
        }
        await compressBuilt(outDir);
      },
    },
  };
});
