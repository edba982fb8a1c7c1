/** As `RTCIceServer` in the browser. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string | undefined;
  readonly credential?: string | undefined;
}

/** STUN and TURN servers as a grant tells a page of them. */
export function iceServersForPages(servers: readonly IceServer[]) {
  return servers.map(({ urls, username, credential }) => ({
    urls: [...urls],
    ...(username === undefined ? {} : { username }),
    ...(credential === undefined ? {} : { credential }),
  }));
}
