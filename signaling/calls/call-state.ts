import type { CallState, CallStatus, EndReason, MissedReason } from '#protocol';
import type { CallRow } from '../db/schema.ts';

/** A step of a call from one state to the next, with what the next state holds. */
export type CallChange =
  | {
      readonly to: 'offered';
      readonly at: number;
      readonly deadline: number;
      readonly agentId: string;
      readonly passedBy: readonly string[];
    }
  | { readonly to: 'connecting'; readonly at: number; readonly deadline: number }
  | { readonly to: 'active'; readonly at: number }
  | { readonly to: 'ended'; readonly at: number; readonly reason: EndReason }
  | {
      readonly to: 'missed';
      readonly at: number;
      readonly reason: MissedReason;
      readonly passedBy: readonly string[];
    };

/** States in which a call still goes on. */
export const LIVE: readonly CallStatus[] = ['waiting', 'offered', 'connecting', 'active'];

const NEXT: Readonly<Record<CallStatus, readonly CallStatus[]>> = {
  waiting: ['offered', 'missed'],
  offered: ['offered', 'connecting', 'missed'],
  connecting: ['active', 'ended'],
  active: ['ended'],
  ended: [],
  missed: [],
};

/** Whether a call in state `from` may go on to state `to`. */
export function mayBecome(from: CallStatus, to: CallStatus): boolean {
  return NEXT[from].includes(to);
}

/** Whether the call still goes on. */
export function isLive(row: Pick<CallRow, 'status'>): boolean {
  return LIVE.includes(row.status);
}

/** What a change writes into the row; states keep only the columns that are theirs. */
export function columnsOf(change: CallChange): Partial<CallRow> {
  switch (change.to) {
    case 'offered':
      return {
        status: 'offered',
        agent_id: change.agentId,
        passed_by: JSON.stringify(change.passedBy),
        offered_at: change.at,
        deadline: change.deadline,
        agent_grace_until: null,
      };
    case 'connecting':
      return { status: 'connecting', answered_at: change.at, deadline: change.deadline };
    case 'active':
      return { status: 'active', active_at: change.at, deadline: null };
    case 'ended':
      return { ...OVER, status: 'ended', reason: change.reason, ended_at: change.at };
    case 'missed':
      return {
        ...OVER,
        status: 'missed',
        reason: change.reason,
        ended_at: change.at,
        passed_by: JSON.stringify(change.passedBy),
      };
  }
}

const OVER = { deadline: null, buyer_grace_until: null, agent_grace_until: null } as const;

/** The state a row is in, as the wire tells it. */
export function callStateOf(row: CallRow): CallState {
  switch (row.status) {
    case 'waiting':
      return { status: 'waiting' };
    case 'offered':
      return {
        status: 'offered',
        offeredAt: there(row, 'offered_at'),
        deadline: there(row, 'deadline'),
      };
    case 'connecting':
      return {
        status: 'connecting',
        answeredAt: there(row, 'answered_at'),
        deadline: there(row, 'deadline'),
      };
    case 'active':
      return {
        status: 'active',
        answeredAt: there(row, 'answered_at'),
        activeAt: there(row, 'active_at'),
      };
    case 'ended':
      return {
        status: 'ended',
        answeredAt: there(row, 'answered_at'),
        endedAt: there(row, 'ended_at'),
        reason: there(row, 'reason') as EndReason,
      };
    case 'missed':
      return {
        status: 'missed',
        endedAt: there(row, 'ended_at'),
        reason: there(row, 'reason') as MissedReason,
      };
  }
}

/** Agents who have declined this call or let it ring. */
export function passedBy(row: Pick<CallRow, 'passed_by'>): string[] {
  return JSON.parse(row.passed_by) as string[];
}

/** How long the two could talk, ms; 0 for a call that never became active. */
export function durationOf(row: Pick<CallRow, 'active_at' | 'ended_at'>): number {
  return row.active_at === null || row.ended_at === null ? 0 : Math.max(0, row.ended_at - row.active_at);
}

function there<K extends keyof CallRow>(row: CallRow, column: K): NonNullable<CallRow[K]> {
  const value = row[column];
  if (value === null || value === undefined)
    throw new Error(`call ${row.id} is ${row.status} without ${column}`);
  return value;
}
