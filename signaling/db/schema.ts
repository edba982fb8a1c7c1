import type { ColumnType, Insertable, Selectable } from 'kysely';
import type { RecordingsTables } from './schema-recordings.ts';

/** Columns are portable between SQLite and PostgreSQL: text ids (UUIDv7), integers for times (ms since the
 *  epoch) and flags (0/1), JSON as text. */
export interface Database extends RecordingsTables {
  shops: ShopsTable;
  members: MembersTable;
  sessions: SessionsTable;
  visitors: VisitorsTable;
  products: ProductsTable;
  conversations: ConversationsTable;
  messages: MessagesTable;
  pictures: PicturesTable;
  calls: CallsTable;
  call_events: CallEventsTable;
  secrets: SecretsTable;
}

export interface ShopsTable {
  id: string;
  slug: string;
  name: string;
  created_at: number;
  /** 1: every answered call is to be recorded; everybody is asked all the same. */
  record_automatically: WithDefault;
  /** Days after its end at which a recording is deleted; 0 keeps it for good. */
  retention_days: WithDefault;
  /** The last line of the shop's audit log. */
  audit_seq: WithDefault;
  /** JSON, why the shop records: `{en, zh}`; empty for the usual sentence. */
  record_reason: TextWithDefault;
  /** JSON, who may do what with recordings; empty for the usual rights. */
  recording_rights: TextWithDefault;
}

type WithDefault = ColumnType<number, number | undefined, number>;
type TextWithDefault = ColumnType<string, string | undefined, string>;

export interface MembersTable {
  id: string;
  shop_id: string;
  /** Unique in the shop; signs in as `shop:login`. */
  login: string;
  name: string;
  role: 'owner' | 'supervisor' | 'agent';
  /** argon2id in PHC string format. */
  password_hash: string;
  status: 'available' | 'busy' | 'away';
  /** When a call was last offered: the longest-idle agent comes first. */
  last_offered_at: number;
  created_at: number;
}

/** A member's sign-in; the cookie holds a random token, the row its SHA-256. */
export interface SessionsTable {
  id: string;
  member_id: string;
  token_hash: string;
  created_at: number;
  expires_at: number;
}

export interface VisitorsTable {
  id: string;
  shop_id: string;
  name: string;
  language: 'en' | 'zh';
  created_at: number;
  last_seen_at: number;
}

export interface ProductsTable {
  id: string;
  shop_id: string;
  sku: string;
  /** JSON: `{en, zh}`. */
  name: string;
  description: string;
  /** Minor units of the currency. */
  price: number;
  currency: string;
  /** JSON: `{en, zh}[]`. */
  variants: string;
  /** JSON: `{large, small, alt}[]`. */
  pictures: string;
  position: number;
}

/** One per buyer and shop (unique on both). */
export interface ConversationsTable {
  id: string;
  shop_id: string;
  visitor_id: string;
  product_id: string | null;
  last_seq: number;
  buyer_read_seq: number;
  shop_read_seq: number;
  created_at: number;
  updated_at: number;
}

/** Unique on (conversation_id, seq); `id` is the sender's. */
export interface MessagesTable {
  id: string;
  conversation_id: string;
  seq: number;
  author_kind: 'buyer' | 'member' | 'system';
  author_id: string | null;
  /** JSON of the stored body; pictures and products by id. */
  body: string;
  sent_at: number;
}

export interface PicturesTable {
  id: string;
  conversation_id: string;
  uploader_kind: 'buyer' | 'member';
  uploader_id: string;
  width: number;
  height: number;
  bytes: number;
  /** The message it stands in; a picture stands in one at most, and is swept when it stands in none. */
  message_id: string | null;
  created_at: number;
}

/** `state` with the columns below it is the discriminated union `callState` of the wire. */
export interface CallsTable {
  id: string;
  shop_id: string;
  conversation_id: string;
  visitor_id: string;
  product_id: string | null;
  kind: 'voice' | 'video';
  status: 'waiting' | 'offered' | 'connecting' | 'active' | 'ended' | 'missed';
  /** Rises with every change: the compare-and-set compares it. */
  revision: number;
  agent_id: string | null;
  /** JSON: ids of agents who declined or did not answer. */
  passed_by: string;
  reason: string | null;
  requested_at: number;
  offered_at: number | null;
  /** When any node may move this call on: an offer that ran out, a call that never connected. */
  deadline: number | null;
  /** Set while no page of this side is connected: when the call goes on without them. */
  buyer_grace_until: number | null;
  agent_grace_until: number | null;
  answered_at: number | null;
  active_at: number | null;
  ended_at: number | null;
}

/** Everything that happened to a call, append-only: the timeline that review shows. */
export interface CallEventsTable {
  id: string;
  call_id: string;
  at: number;
  /** `requested`, `offered`, `declined`, `answered`, `connected`, `upgraded`, `ended` … */
  type: string;
  /** JSON. */
  data: string;
}

/** Random keys made at the first start (visitor tokens). */
export interface SecretsTable {
  name: string;
  value: string;
}

export type ShopRow = Selectable<ShopsTable>;
export type MemberRow = Selectable<MembersTable>;
export type VisitorRow = Selectable<VisitorsTable>;
export type ProductRow = Selectable<ProductsTable>;
export type ConversationRow = Selectable<ConversationsTable>;
export type MessageRow = Selectable<MessagesTable>;
export type PictureRow = Selectable<PicturesTable>;
export type CallRow = Selectable<CallsTable>;
export type NewCall = Insertable<CallsTable>;
