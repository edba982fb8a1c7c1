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
import { leanMediasoupClient } from './scripts/build/lean-mediasoup-client.ts';

const root = fileURLToPath(new URL('web-client', import.meta.url));
const outDir = fileURLToPath(new URL('dist/web', import.meta.url));

const names = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);

/** Every folder with an index.html is an app of its own: `/console/`, `/widget/` … */
const apps = names(root).filter((name) => existsSync(path.join(root, name, 'index.html')));

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
    plugins: [vue(), leanMediasoupClient(), fixedAddresses()],
    server: { proxy: proxy() },
    build: { outDir, target: 'es2022', reportCompressedSize: false },
    environments: {
      client: {
        build: {
          emptyOutDir: true,
          manifest: true,
          rolldownOptions: {
            input: {
              ...Object.fromEntries(apps.map((name) => [name, path.join(root, name, 'index.html')])),
              ...(existsSync(siteStyle) ? { site: siteStyle } : {}),
            },
            output: {
              assetFileNames: ({ names: [name] }) =>
                name === 'site.css' ? name : 'assets/[name]-[hash][extname]',
            },
          },
        },
      },
      loader: { consumer: 'client', build: { ...loaderBuild, emptyOutDir: false, copyPublicDir: false } },
    },
    builder: {
      async buildApp(builder) {
        for (const name of ['client', 'loader']) {
          const environment = builder.environments[name];
          if (environment !== undefined) await builder.build(environment);
        }
      },
    },
  };
});
