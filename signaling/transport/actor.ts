import type { Role } from '#protocol';

/** Who sends a command: established when the socket connects or the HTTP request is authenticated. */
export type Actor = VisitorActor | MemberActor;

export interface VisitorActor {
  readonly kind: 'visitor';
  readonly visitorId: string;
  readonly shopId: string;
}

export interface MemberActor {
  readonly kind: 'member';
  readonly memberId: string;
  readonly shopId: string;
  readonly role: Role;
  readonly sessionId: string;
}
