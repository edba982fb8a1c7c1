import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordingDetail, Reply, WireError } from '#protocol';
import { type ReviewScene, startReviewScene } from '../support/review-scene.ts';
import { type Asked, type SpeechServer, startSpeechServer } from '../support/speech-server.ts';
import { waitUntil } from '../support/wait-until.ts';

let speech: SpeechServer;
let s: ReviewScene;

beforeAll(async () => {
  speech = await startSpeechServer(({ file }) => ({
    language: 'chinese',
    segments: [
      { start: 0.25, end: 0.75, text: ` 缝线很${file.bytes.length > 0 ? '密' : '松'} ` },
      { start: 0.8, end: 0.9, text: '  ' },
    ],
  }));
  s = await startReviewScene({
    SPEECH_URL: `${speech.url}/`,
    SPEECH_KEY: 'key',
    SPEECH_MODEL: 'small',
    LOG_LEVEL: 'fatal',
  });
}, 90_000);
afterAll(async () => {
  await s.close();
  await speech.close();
});

const one = () => `/api/recordings/${s.recordingId}`;
const detail = () => s.owner.detail(s.recordingId);
const VTT =
  'WEBVTT\n\n00:00.100 --> 00:00.500\n<v lan 兰>Double stitched hem\n\n00:00.600 --> 00:00.900\n<v Nobody>Yes\n';

async function upload(text: string, language = 'en'): Promise<Reply<unknown>> {
  const response = await s.agent.file(
    `${one()}/captions?language=${language}`,
    {},
    { method: 'POST', body: text },
  );
  return (await response.json()) as Reply<unknown>;
}
async function refusal(text: string): Promise<WireError> {
  const reply = await upload(text);
  if (reply.ok) throw new Error('It was taken');
  return reply.error;
}
async function until(fits: (recording: RecordingDetail) => boolean): Promise<RecordingDetail> {
  let recording = await detail();
  await waitUntil(async () => {
    recording = await detail();
    return fits(recording) || JSON.stringify(recording.speech);
  });
  return recording;
}

describe('captions', () => {
  it('[REV-56] a file is shown with its speakers, found by its words, and replaced and removed by language', async () => {
    expect(await upload(VTT)).toMatchObject({ ok: true });
    const { captions, summary } = await detail();
    expect(captions).toMatchObject([{ language: 'en', origin: 'file' }]);
    expect(captions[0]?.cues).toEqual([
      { from: 100, until: 500, text: 'Double stitched hem', person: summary.agent },
      { from: 600, until: 900, text: 'Nobody: Yes', person: null },
    ]);
    expect((await s.owner.list({ q: 'stitched HEM' })).length).toBe(1);
    await upload('1\n00:00:00,100 --> 00:00:00,500\nSingle seam\n');
    expect((await detail()).captions.map(({ cues }) => cues.map(({ text }) => text))).toEqual([
      ['Single seam'],
    ]);
    expect((await s.owner.list({ q: 'stitched' })).length).toBe(0);

    const id = (await detail()).captions[0]?.id;
    expect(await s.otherAgent.refused('DELETE', `${one()}/captions/${id}`)).toBe('not_found');
    await s.agent.ask('DELETE', `${one()}/captions/${id}`);
    expect((await detail()).captions).toEqual([]);
    expect((await s.owner.list({ q: 'seam' })).length).toBe(0);
  });

  it('[REV-55] a file that is not right is refused whole, its line named', async () => {
    expect(
      await refusal('WEBVTT\n\n00:00.100 --> 00:00.500\nok\n\n00:00.9 --> 00:01.000\nwrong'),
    ).toMatchObject({
      code: 'unreadable_captions',
      details: expect.stringMatching(/^line 6: /) as string,
    });
    expect(await refusal('<html>')).toMatchObject({ code: 'unreadable_captions' });
    expect((await detail()).captions).toEqual([]);
  });
});

describe('the speech service', () => {
  it('[REV-57] writes down each voice by itself, so that the speaker is known, as the interface wants it asked', async () => {
    expect((await detail()).hasSpeechService).toBe(true);
    await s.agent.ask('POST', `${one()}/speech`, { language: 'zh-Hans' });
    const { captions, tracks, summary } = await until(
      (recording) => recording.captions.length > 0 && recording.speech === null,
    );
    const voices = tracks.filter(({ source }) => source === 'microphone');
    expect(speech.asked.length).toBe(voices.length);
    const fits: Partial<Asked> = {
      model: 'small',
      format: 'verbose_json',
      language: 'zh',
      authorization: 'Bearer key',
    };
    for (const asked of speech.asked) {
      expect(asked).toMatchObject(fits);
      expect(asked.file.type).toBe('audio/webm');
      expect(Buffer.from(asked.file.bytes.subarray(0, 4)).toString('hex')).toBe('1a45dfa3');
    }
    const [heard] = captions;
    expect(heard).toMatchObject({ language: 'zh-Hans', origin: 'speech' });
    expect(heard?.cues.map(({ text, from, until: end }) => [text, end - from])).toEqual(
      voices.map(() => ['缝线很密', 500]),
    );
    expect(new Set(heard?.cues.map(({ person }) => person?.name))).toEqual(
      new Set([summary.buyer.name, summary.agent?.name]),
    );
    for (const { segments, person } of voices) {
      const cue = heard?.cues.find((each) => each.person?.id === person.id);
      expect(cue?.from).toBe((segments[0]?.startMs ?? NaN) + 250);
    }
    expect((await s.owner.list({ q: '缝线' })).length).toBe(1);
  });

  it('[REV-58] is asked again while it is away, and a refusal is told until somebody tries once more', async () => {
    const before = speech.asked.length;
    speech.refuse(503, 2);
    await s.agent.ask('POST', `${one()}/speech`, {});
    expect(await s.agent.refused('POST', `${one()}/speech`, {})).toBe('conflict');
    await until((recording) => recording.speech === null);
    expect(speech.asked.length - before).toBe(2);
    expect((await detail()).captions.map(({ language }) => language)).toEqual(['zh', 'zh-Hans']);

    speech.cutOff(1);
    await s.agent.ask('POST', `${one()}/speech`, {});
    await until((recording) => recording.speech === null);

    speech.refuse(400, 1);
    await s.agent.ask('POST', `${one()}/speech`, {});
    await until((recording) => recording.speech?.status === 'failed');
    await s.agent.ask('POST', `${one()}/speech`, {});
    await until((recording) => recording.speech === null);

    speech.refuse(503, 1_000_000);
    await s.agent.ask('POST', `${one()}/speech`, {});
    await until((recording) => (recording.speech?.againAt ?? null) !== null);
    await s.agent.ask('DELETE', `${one()}/speech`);
    expect((await detail()).speech).toBeNull();
    speech.refuse(0, 0);
  });

  it('[REV-61] one that waits when the server stops is taken up by the next, which asks for the missing voices alone', async () => {
    // The first voice is heard, the second meets a service that is away.
    const before = speech.asked.length;
    speech.refuseAfter(1, 503);
    await s.agent.ask('POST', `${one()}/speech`, { language: 'fr' });
    await until((recording) => (recording.speech?.againAt ?? null) !== null);
    expect((await detail()).speech?.progress).toBe(0.5);
    await s.scene.restart();
    speech.refuse(0, 0);
    const owner = await s.reviewer('demo:owner');
    await waitUntil(async () => {
      const { captions } = await owner.detail(s.recordingId);
      return captions.some(({ language }) => language === 'fr') || 'nothing written down';
    });
    const { captions, speech: left } = await owner.detail(s.recordingId);
    expect(left).toBeNull();
    expect(captions.find(({ language }) => language === 'fr')?.cues).toHaveLength(2);
    expect(speech.asked.length - before).toBe(2);
  });
});
