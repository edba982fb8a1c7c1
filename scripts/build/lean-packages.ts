import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { leanSource, sdpTransformAsModule, type Cut } from './lean-source.ts';

/** What stands in for the parts that are left out. */
const STANDINS: Record<string, string> = {
  nothing: 'export {};',
  'no-version': "export const version = '';",
  'no-binary': `export const hasBinary = () => false, isBinary = hasBinary;
    export const deconstructPacket = undefined, reconstructPacket = undefined;`,
  'no-base64': 'export const decode = undefined;',
  'no-transports': 'export const transports = {};',
  'no-polling': 'export const XHR = undefined, Fetch = undefined;',
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
  // Logging that nobody reads in a shop's page; `leanSource` leaves out the calls.
  {
    from: /\/(mediasoup-client|awaitqueue|h264-profile-level-id)\//,
    source: /^(\.\.?\/)+Logger$/,
    standin: 'nothing',
  },
  // Nothing on the socket is binary: pictures go by HTTP.
  {
    from: /\/socket\.io-parser\/build\/esm\/index\.js$/,
    source: /^\.\/(is-)?binary\.js$/,
    standin: 'no-binary',
  },
  {
    from: /\/engine\.io-parser\/build\/esm\/decodePacket\.browser\.js$/,
    source: /\/base64-arraybuffer\.js$/,
    standin: 'no-base64',
  },
  // The page names its transports: WebSocket, and polling, fetched where a proxy is in the way.
  {
    from: /\/engine\.io-client\/build\/esm\/(socket|index)\.js$/,
    source: /\/transports\/index\.js$/,
    standin: 'no-transports',
  },
  {
    from: /\/engine\.io-client\/build\/esm\/index\.js$/,
    source: /\/transports\/polling-\w+(\.node)?\.js$/,
    standin: 'no-polling',
  },
];

/** The few lines that are needed of Node's event emitter. */
const EMITTER = fileURLToPath(new URL('event-emitter.ts', import.meta.url));

/** The packages that TypeScript compiled to CommonJS. */
const COMPILED = /\/node_modules\/(mediasoup-client|awaitqueue|h264-profile-level-id)\/lib\/.+\.js$/;

/** What no call uses: data channels, changing a sender through the library, other programs than browsers. */
const CUTS: readonly Cut[] = [
  {
    file: /\/mediasoup-client\/lib\/Device\.js$/,
    members: ['factory', 'rtpCapabilities', 'loaded', 'observer', 'canProduce'],
    always: ['handlerFactory'],
  },
  {
    file: /\/mediasoup-client\/lib\/Transport\.js$/,
    members: [
      'produceData',
      'consumeData',
      'handleDataProducer',
      'handleDataConsumer',
      'getDataChannelMaxMessageSize',
      'updateIceServers',
      'getStats',
      'pausePendingConsumers',
      'resumePendingConsumers',
      'direction',
      'handler',
      'iceGatheringState',
      'connectionState',
      'appData',
      'observer',
    ],
  },
  {
    // The browser's own sender and receiver are asked, without a new description.
    file: /\/mediasoup-client\/lib\/(Producer|Consumer)\.js$/,
    members: [
      'getStats',
      'pause',
      'resume',
      'replaceTrack',
      'setMaxSpatialLayer',
      'setRtpEncodingParameters',
      'maxSpatialLayer',
      'producerId',
      'kind',
      'rtpParameters',
      'paused',
      'appData',
      'observer',
    ],
  },
  {
    file: /\/mediasoup-client\/lib\/handlers\/\w+\.js$/,
    members: [
      'sendDataChannel',
      'receiveDataChannel',
      'getDataChannelMaxMessageSize',
      'updateIceServers',
      'getTransportStats',
      'getSenderStats',
      'getReceiverStats',
      'pauseSending',
      'resumeSending',
      'pauseReceiving',
      'resumeReceiving',
      'replaceTrack',
      'setMaxSpatialLayer',
      'setRtpEncodingParameters',
    ],
  },
  {
    file: /\/mediasoup-client\/lib\/handlers\/sdp\/RemoteSdp\.js$/,
    members: [
      'sendSctpAssociation',
      'receiveSctpAssociation',
      'pauseMediaSection',
      'resumeSendingMediaSection',
      'resumeReceivingMediaSection',
      'muxMediaSectionSimulcast',
    ],
  },
  {
    file: /\/mediasoup-client\/lib\/handlers\/sdp\/RemoteMediaSection\.js$/,
    // `pause` stays: a section that is closed is paused first.
    members: ['resume', 'muxSimulcastStreams'],
  },
  {
    file: /\/socket\.io-client\/build\/esm\/socket\.js$/,
    members: [
      'send',
      'compress',
      'prependAny',
      'offAny',
      'listenersAny',
      'onAnyOutgoing',
      'prependAnyOutgoing',
      'offAnyOutgoing',
      'listenersAnyOutgoing',
      '_addToQueue',
    ],
  },
  { file: /\/awaitqueue\/lib\/AwaitQueue\.js$/, members: ['size', 'remove', 'dump'] },
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
      if (source === 'engine.io-client' && from.endsWith('/signaling/polling.ts')) {
        const main = await this.resolve(source, importer, { skipSelf: true });
        return main ? main.id.replace(/index\.js$/, 'transports/polling-xhr.js') : null;
      }
      if (/\/mediasoup-client\/lib\//.test(from) && source.endsWith('/enhancedEvents')) return EMITTER;
      const left = LEFT_OUT.find((rule) => rule.from.test(from) && rule.source.test(source));
      return left ? PREFIX + left.standin : null;
    },
    transform(code, id) {
      if (/\/sdp-transform\/lib\/\w+\.js$/.test(id)) return { code: sdpTransformAsModule(code), map: null };
      const cut = CUTS.find(({ file }) => file.test(id));
      if (!cut && !COMPILED.test(id)) return null;
      const lean = leanSource(code, (source) => this.parse(source), cut);
      if (lean === null) this.warn(`${id} is not written as expected: it stays as large as it is`);
      return lean === null ? null : { code: lean, map: null };
    },
    load(id) {
      const code = id.startsWith(PREFIX) ? STANDINS[id.slice(PREFIX.length)] : undefined;
      return code === undefined ? null : { code, moduleType: 'js' };
    },
  };
}
