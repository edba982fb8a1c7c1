import type { CommandOutput, MessageView, ParsedInput } from '#protocol';
import type { CallForCapture } from '../calls/calls.service.ts';
import { type ChatService, participant } from '../chat/chat.service.ts';
import type { Actor, MemberActor } from '../transport/actor.ts';
import { AppError } from '#protocol/app-error';
import type { FactSender } from '../transport/fact-sender.ts';
import { Waiting } from './waiting.ts';

export interface CapturesDeps {
  readonly calls: { forCapture(actor: Actor, callId: string): Promise<CallForCapture> };
  readonly chat: Pick<ChatService, 'append' | 'stored'>;
  readonly facts: FactSender;
  readonly times: CaptureTimes;
}

/** How long a still may take, ms. */
export interface CaptureTimes {
  /** Until the agent's page begins to send it. */
  readonly answerMs: number;
  /** From then on, until it is delivered. */
  readonly uploadMs: number;
}

interface Pending {
  readonly callId: string;
  readonly call: CallForCapture;
  readonly asker: Actor;
  readonly taken: Waiting<MessageView>;
}

/** Stills of the seller's camera: asked for by either side, taken by the agent's page, put into the conversation. */
export type CapturesService = ReturnType<typeof createCapturesService>;

export function createCapturesService({ calls, chat, facts, times }: CapturesDeps) {
  const pending = new Map<string, Pending>();

  /** The capture that this member's page was asked for, or `not_found`. */
  function askedOf(member: MemberActor, captureId: string): Pending {
    const capture = pending.get(captureId);
    if (capture?.call.agentId !== member.memberId) throw new AppError('not_found', 'captureId');
    return capture;
  }

  /** The message of a capture that was delivered before: its id is that of the capture. */
  async function delivered(captureId: string, asker: Actor, call: CallForCapture) {
    return chat.stored({
      id: captureId,
      conversationId: call.readers.conversationId,
      author: participant(asker),
    });
  }

  return {
    async take(asker: Actor, input: ParsedInput<'capture:take'>): Promise<CommandOutput<'capture:take'>> {
      const { callId, captureId } = input;
      const call = await calls.forCapture(asker, callId);
      const earlier = await delivered(captureId, asker, call);
      if (earlier) return { message: earlier };
      const running = pending.get(captureId);
      if (running && !isSame(running.asker, asker)) throw new AppError('conflict', 'captureId');
      if (running) return { message: await running.taken.promise };
      for (const other of pending.values()) {
        if (other.callId === callId && isSame(other.asker, asker)) {
          throw new AppError('too_many_requests', 'captureId: another still of this call is being taken');
        }
      }

      const taken = new Waiting<MessageView>(times.answerMs, () => new AppError('camera_did_not_answer'));
      pending.set(captureId, { callId, call, asker, taken });
      const { conversationId } = call.readers;
      facts.send(call.agentPage, 'capture:requested', { callId, captureId, conversationId });
      try {
        return { message: await taken.promise };
      } finally {
        pending.delete(captureId);
      }
    },

    /** Whether this person sends the still of that capture now: then it gets more time and keeps every pixel. */
    isDelivering(actor: Actor, captureId: string): boolean {
      const capture = pending.get(captureId);
      if (actor.kind !== 'member' || capture?.call.agentId !== actor.memberId) return false;
      capture.taken.extend(times.uploadMs);
      return true;
    },

    async deliver(
      member: MemberActor,
      { captureId, pictureId }: ParsedInput<'capture:deliver'>,
    ): Promise<CommandOutput<'capture:deliver'>> {
      const { call, asker, taken } = askedOf(member, captureId);
      const message = await chat.append(
        {
          id: captureId,
          conversationId: call.readers.conversationId,
          author: participant(asker),
          body: { kind: 'picture', pictureId, origin: 'capture' },
          uploader: participant(member),
        },
        call.readers,
      );
      taken.resolve(message);
      return {};
    },

    async fail(member: MemberActor, captureId: string): Promise<CommandOutput<'capture:fail'>> {
      askedOf(member, captureId).taken.reject(new AppError('camera_did_not_answer', 'no camera is on'));
      return {};
    },

    /** Nobody waits for a still any more. */
    close(): void {
      for (const { taken } of pending.values()) taken.reject(new AppError('unavailable'));
    },
  };
}

function isSame(one: Actor, other: Actor): boolean {
  const [a, b] = [participant(one), participant(other)];
  return a.kind === b.kind && a.id === b.id;
}
