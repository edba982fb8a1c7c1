import { Device, type types } from 'mediasoup-client';
import { browserFamily } from './browser-family.ts';

let device: { readonly capabilities: string; readonly loaded: Promise<Device> } | undefined;

/** What this browser and a room have in common. Found once: rooms of one service are alike, and finding out
 *  costs two peer connections. */
export function loadDevice(routerRtpCapabilities: Record<string, unknown>): Promise<Device> {
  const capabilities = JSON.stringify(routerRtpCapabilities);
  if (device?.capabilities === capabilities) return device.loaded;
  const loaded = load(routerRtpCapabilities);
  const found = { capabilities, loaded };
  device = found;
  loaded.catch(() => {
    if (device === found) device = undefined;
  });
  return loaded;
}

async function load(routerRtpCapabilities: types.RtpCapabilities): Promise<Device> {
  const created = new Device({ handlerFactory: await preloadHandler() });
  await created.load({ routerRtpCapabilities });
  return created;
}

let handler: Promise<types.HandlerFactory> | undefined;

/** Fetches the code for this browser before it is needed. */
export function preloadHandler(): Promise<types.HandlerFactory> {
  handler ??= handlerFactory();
  handler.catch(() => (handler = undefined));
  return handler;
}

/** Each browser family has its own way of speaking SDP; only the one needed is fetched. */
async function handlerFactory(): Promise<types.HandlerFactory> {
  switch (browserFamily(navigator.userAgent)) {
    case 'firefox':
      return (await import('mediasoup-client/handlers/Firefox120')).Firefox120.createFactory({});
    case 'safari':
      return (await import('mediasoup-client/handlers/Safari12')).Safari12.createFactory({});
    case 'chromium':
      return (await import('mediasoup-client/handlers/Chrome111')).Chrome111.createFactory({});
  }
}
