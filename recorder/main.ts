import { AppError } from '#protocol/app-error';
import { IntakeThread } from './intake-thread.ts';
import { type RecorderQuestion, recorderRequest, type RecorderReply } from './messages.ts';
import { createSockets } from './receive/create-sockets.ts';
import { Desk } from './track/desk.ts';

// The recorder's own process: it is started with a channel to the server, and ends with it.

function say(reply: RecorderReply): void {
  // The channel may close between the asking and the answer.
  if (process.connected) process.send?.(reply, undefined, undefined, () => {});
}

const desk = new Desk(await createSockets(), (fact) => say({ say: 'fact', fact }));
const intakeModule = process.argv[2];
const intake =
  intakeModule === undefined
    ? undefined
    : new IntakeThread(new URL(intakeModule), {
        started: () => say({ say: 'intakeStarted' }),
        heard: (message) => say({ say: 'intake', message }),
      });

async function answer(request: RecorderQuestion): Promise<RecorderReply> {
  const { id } = request;
  switch (request.ask) {
    case 'open':
      return { say: 'opened', id, ports: await desk.open(request.track) };
    case 'begin':
      desk.begin(request.segmentId, request.rtp);
      return { say: 'done', id };
    case 'end':
      return { say: 'ended', id, summary: await desk.end(request.segmentId) };
    case 'import':
      return { say: 'ended', id, summary: await desk.import(request.track, request.file) };
    case 'close':
      await desk.close();
      return { say: 'done', id };
  }
}

function refusal(id: number, error: unknown): RecorderReply {
  const details = error instanceof Error ? error.message : String(error);
  const code = error instanceof AppError ? error.code : 'internal';
  switch (code) {
    case 'invalid_input':
    case 'not_found':
    case 'conflict':
    case 'unavailable':
      return { say: 'refused', id, code, details };
    default:
      return { say: 'refused', id, code: 'internal', details };
  }
}

async function leave(): Promise<void> {
  await desk.close();
  process.exit(0);
}

process.on('message', (message) => {
  const request = recorderRequest.parse(message);
  if (request.ask === 'intake') return intake?.say(request.message);
  void answer(request)
    .catch((error: unknown) => refusal(request.id, error))
    .then((reply) => {
      say(reply);
      if (request.ask === 'close') process.disconnect();
    });
});
// A server that is gone, however it went, wants what was recorded until now.
process.on('disconnect', () => void leave());
// Signals to the whole group reach the server too, which ends this process when its calls are over.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

// The server may have gone while the ports were made ready.
if (process.connected) say({ say: 'ready' });
else void leave();
