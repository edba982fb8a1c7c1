import type { Plugin } from 'vite';

const NOTHING = '\0kanhuo:nothing';
const NO_LOG = '\0kanhuo:no-log';
/** Packages that log by `debug`, which nobody reads in a shop's page. */
const LOGGING = /\/(mediasoup-client|awaitqueue|h264-profile-level-id)\//;
const SILENCE = `const log = () => Object.assign(() => {}, { log() {} });
module.exports = Object.assign(log, { log() {} });`;

/** Leaves out what mediasoup-client brings for other programs than ours: fakes for tests, handlers of browsers
 *  (those needed are fetched by `web-client/media`), and logging. Saves half of its bytes. */
export function leanMediasoupClient(): Plugin {
  return {
    name: 'kanhuo:lean-mediasoup-client',
    enforce: 'pre',
    async resolveId(source, importer) {
      const from = importer?.replaceAll('\\', '/') ?? '';
      if (source === 'mediasoup-client') {
        const main = await this.resolve(source, importer, { skipSelf: true });
        return main ? main.id.replace(/index\.js$/, 'Device.js') : null;
      }
      if (from.endsWith('/mediasoup-client/lib/Device.js') && source.startsWith('./handlers/'))
        return NOTHING;
      return source === 'debug' && LOGGING.test(from) ? NO_LOG : null;
    },
    load(id) {
      if (id === NOTHING) return { code: 'module.exports = {};', moduleType: 'js' };
      if (id === NO_LOG) return { code: SILENCE, moduleType: 'js' };
      return null;
    },
  };
}
