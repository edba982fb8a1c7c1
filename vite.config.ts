import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { build, defineConfig, type Plugin, type ResolvedConfig } from 'vite';
import { leanMediasoupClient } from './scripts/build/lean-mediasoup-client.ts';

const root = fileURLToPath(new URL('web-client', import.meta.url));
const outDir = fileURLToPath(new URL('dist/web', import.meta.url));

/** Every folder with an index.html is a page of its own: `/`, `/console/`, `/widget/` … */
function pages(): Record<string, string> {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const all = [
    { name: 'home', file: path.join(root, 'index.html') },
    ...folders.map(({ name }) => ({ name, file: path.join(root, name, 'index.html') })),
  ];
  return Object.fromEntries(all.filter(({ file }) => existsSync(file)).map(({ name, file }) => [name, file]));
}

/** The script a shop pastes into its pages: one classic script under a name that never changes. */
const loaderBuild = {
  lib: {
    entry: path.join(root, 'loader/loader.ts'),
    formats: ['iife' as const],
    name: 'KanhuoLoader',
    fileName: () => 'widget.js',
  },
};

/** Serves the loader in development as a shop would get it: bundled, not as modules. */
function loaderInDevelopment(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'kanhuo:loader-in-development',
    apply: 'serve',
    configResolved(resolved) {
      config = resolved;
    },
    configureServer(server) {
      server.middlewares.use('/widget.js', (_request, response, next) => {
        build({
          configFile: false,
          root: config.root,
          logLevel: 'warn',
          build: { ...loaderBuild, write: false, minify: false },
        }).then((result) => {
          const [output] = Array.isArray(result) ? result : [result];
          const code = output !== undefined && 'output' in output ? output.output[0].code : '';
          response.setHeader('content-type', 'text/javascript; charset=utf-8');
          response.end(code);
        }, next);
      });
    },
  };
}

/** The style sheet of the pages that the server renders: they name it by this address, hashed by nobody. */
const siteStyle = { source: path.join(root, 'site/site.css'), name: 'site.css' };

/** Serves that style sheet in development under its built address. */
function siteStyleInDevelopment(): Plugin {
  return {
    name: 'kanhuo:site-style-in-development',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        if (request.url === `/${siteStyle.name}`) request.url = '/site/site.css';
        next();
      });
    },
  };
}

/** In development the pages come from Vite and everything else from the server behind it. */
function proxy(): Record<string, { target: string; ws?: boolean }> {
  const target = process.env['KANHUO_DEV_SERVER'];
  if (target === undefined) return {};
  const paths = ['^/$', '/api', '/shop', '/healthz', '/readyz', '/metrics', '/files', '/pictures'];
  return {
    ...Object.fromEntries(paths.map((prefix) => [prefix, { target }])),
    '/socket.io': { target, ws: true },
  };
}

export default defineConfig({
  root,
  plugins: [vue(), leanMediasoupClient(), loaderInDevelopment(), siteStyleInDevelopment()],
  server: { proxy: proxy() },
  build: { outDir, target: 'es2022', reportCompressedSize: false },
  environments: {
    client: {
      build: {
        emptyOutDir: true,
        manifest: true,
        rolldownOptions: {
          input: { ...pages(), site: siteStyle.source },
          output: {
            assetFileNames: ({ names }) =>
              names.includes(siteStyle.name) ? siteStyle.name : 'assets/[name]-[hash][extname]',
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
});
