/** HTTP long polling, for networks that let no WebSocket through. */
export { XHR as Polling } from 'engine.io-client';
