/**
 * @typedef {object} ServerSettings
 * @property {number} port of HTTP and WebSocket
 * @property {number} tcpPort of media over TCP
 * @property {number} udpPort of media
 * @property {string} apiKey
 * @property {string} apiSecret at least 32 characters
 * @property {string} webhookUrl where Kanhuo takes its reports
 * @property {boolean | undefined} [autoCreate] whether rooms come by themselves, no unless given: names that are not
 *   there any more are to let nobody in
 * @property {string} [redis] `127.0.0.1:6379`, where there is more than one node
 * @property {string} [nodeIp] address that pages send media to, 127.0.0.1 unless given
 * @property {string} [logLevel] `warn` unless given
 */

/**
 * The configuration of a LiveKit server on this machine, for LIVEKIT_CONFIG; JSON, which is YAML too.
 * @param {ServerSettings} settings
 */
export function serverConfig(settings) {
  const nodeIp = settings.nodeIp ?? '127.0.0.1';
  return JSON.stringify({
    port: settings.port,
    bind_addresses: [nodeIp],
    rtc: {
      tcp_port: settings.tcpPort,
      udp_port: settings.udpPort,
      use_external_ip: false,
      node_ip: nodeIp,
      enable_loopback_candidate: true,
      // Without an address of its own it tells pages of a public one, outside.
      stun_servers: ['127.0.0.1:3478'],
      // Somebody who comes in a moment after somebody else waits no half a second for a picture to begin with.
      pli_throttle: { low_quality: '100ms', mid_quality: '250ms', high_quality: '500ms' },
    },
    keys: { [settings.apiKey]: settings.apiSecret },
    webhook: { api_key: settings.apiKey, urls: [settings.webhookUrl] },
    room: {
      auto_create: settings.autoCreate ?? false,
      enable_remote_unmute: true,
      empty_timeout: 30,
      departure_timeout: 20,
    },
    logging: { level: settings.logLevel ?? 'warn', pion_level: 'error' },
    ...(settings.redis === undefined ? {} : { redis: { address: settings.redis } }),
  });
}
