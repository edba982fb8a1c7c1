import type { RequestHandler } from 'express';
import helmet from 'helmet';

const SELF = ["'self'"];

/** Headers on everything. The widget may stand in any shop's page, everything else only in our own.
 *  @param connectTo origins that our pages connect to besides us. */
export function securityHeaders(connectTo: readonly string[]): RequestHandler[] {
  const connectSrc = [...SELF, ...connectTo];
  const ours = contentPolicy({ frameAncestors: SELF, connectSrc });
  const widget = contentPolicy({ frameAncestors: ['*'], connectSrc });
  return [
    (request, response, next) => {
      const embeddable = request.path === '/widget' || request.path.startsWith('/widget/');
      (embeddable ? widget : ours)(request, response, next);
    },
    (_request, response, next) => {
      response.setHeader(
        'permissions-policy',
        'camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), ' +
          'picture-in-picture=(self), screen-wake-lock=(self), geolocation=(), payment=(), usb=()',
      );
      next();
    },
  ];
}

function contentPolicy(of: { frameAncestors: string[]; connectSrc: string[] }): RequestHandler {
  return helmet({
    // Only what is named here: no header that nobody asked for.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: SELF,
        scriptSrc: SELF,
        styleSrc: SELF,
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        connectSrc: of.connectSrc,
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: SELF,
        frameAncestors: of.frameAncestors,
      },
    },
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: false,
    originAgentCluster: true,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    strictTransportSecurity: false,
    xContentTypeOptions: true,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: false,
    xPermittedCrossDomainPolicies: false,
    xPoweredBy: true,
    xXssProtection: false,
  }) as RequestHandler;
}
