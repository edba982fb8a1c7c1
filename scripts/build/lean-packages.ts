import type { Plugin } from 'vite';

/** What stands in for the parts that are left out. */
const STANDINS: Record<string, string> = {
  nothing: 'module.exports = {};',
  'no-version': "module.exports = { version: '' };",
  'no-log': `const log = () => Object.assign(() => {}, { log() {} });
    module.exports = Object.assign(log, { log() {} });`,
  'no-webtransport': 'export const WT = undefined;',
};
const PREFIX = '\0kanhuo:';

/** Which import, written in which file of a package, gets which stand-in. */
const LEFT_OUT: readonly { from: RegExp; source: RegExp; standin: string }[] = [
  // Handlers of all browsers: the one needed is fetched by web-client/media.
  { from: /\/mediasoup-client\/lib\/Device\.js$/, source: /^\.\/handlers\//, standin: 'nothing' },
  // Data channels, which no call uses.
  {
    from: /\/mediasoup-client\/lib\/Transport\.js$/,
    source: /^\.\/Data(Producer|Consumer)$/,
    standin: 'nothing',
  },
  // The whole package, fakes for tests among it, for a version number in a label of the SDP.
  { from: /\/mediasoup-client\/lib\/handlers\/sdp\//, source: /^\.\.\/\.\.\/$/, standin: 'no-version' },
  // Logging that nobody reads in a shop's page.
  { from: /\/(mediasoup-client|awaitqueue|h264-profile-level-id)\//, source: /^debug$/, standin: 'no-log' },
  // The service speaks WebSocket, and polling where a proxy is in the way.
  { from: /\/engine\.io-client\/build\//, source: /\/webtransport\.js$/, standin: 'no-webtransport' },
];

/** Leaves out what packages bring for other programs than ours; saves a third of the call's code. */
export function leanPackages(): Plugin {
  return {
    name: 'kanhuo:lean-packages',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (source === 'mediasoup-client') {
        const main = await this.resolve(source, importer, { skipSelf: true });
        return main ? main.id.replace(/index\.js$/, 'Device.js') : null;
      }
      const from = importer?.replaceAll('\\', '/') ?? '';
      const left = LEFT_OUT.find((rule) => rule.from.test(from) && rule.source.test(source));
      return left ? PREFIX + left.standin : null;
    },
    load(id) {
      const code = id.startsWith(PREFIX) ? STANDINS[id.slice(PREFIX.length)] : undefined;
      return code === undefined ? null : { code, moduleType: 'js' };
    },
  };
}
