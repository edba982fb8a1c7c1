import type { FactData, FactName } from '#protocol';

/** Whom a fact is for. */
export type Audience =
  | { readonly visitor: string }
  /** All pages of a member, or all but the one on this connection. */
  | { readonly member: string; readonly except?: string }
  /** All signed-in members of a shop. */
  | { readonly membersOf: string }
  /** All connected visitors of a shop. */
  | { readonly visitorsOf: string }
  /** One connection (one page) of somebody. */
  | { readonly connection: string };

/** Tells facts to connected pages; whoever is away catches up when they come back. */
export interface FactSender {
  send<N extends FactName>(to: Audience, fact: N, data: FactData<N>): void;
}

/** Who is connected; told by the socket adapter. */
export interface ConnectionEvents {
  /** The first page of a person connected, or the last one went. */
  onPersonChanged(listener: (change: PersonChange) => void): () => void;
  /** One page of a person went away. */
  onConnectionClosed(listener: (closed: { connectionId: string }) => void): () => void;
  isConnected(person: { visitor: string } | { member: string }): boolean;
}

export interface PersonChange {
  readonly person: { readonly visitor: string } | { readonly member: string };
  readonly shopId: string;
  readonly connected: boolean;
}
