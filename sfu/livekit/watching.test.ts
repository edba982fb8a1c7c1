import { beforeEach, describe, expect, it } from 'vitest';
import { Member } from './member.ts';
import { Watching } from './watching.ts';

describe('who is watched in a room on LiveKit', () => {
  let members: Map<string, Member>;
  let happened: string[];
  let watching: Watching;
  beforeEach(() => {
    members = new Map();
    happened = [];
    watching = new Watching(members, {
      permit: async ({ id, rights }) =>
        void happened.push(`${id} may ${rights.subscribe ? '' : 'not '}receive`),
      tell: ({ id }, watched) => void happened.push(`${id} is ${watched ? '' : 'not '}watched`),
    });
  });
  async function come(id: string, subscribe: boolean): Promise<Member> {
    const member = new Member(id, { publish: ['camera'], subscribe }, new Set());
    members.set(id, member);
    await watching.admit(member);
    return member;
  }

  it('[MEDIA-43] an agent who is rung is subscribed to a buyer who sends nothing yet, who is told at the answer', async () => {
    const buyer = await come('buyer', true);
    const agent = await come('agent', false);
    expect([agent.rights.subscribe, buyer.watched, agent.watched]).toEqual([true, false, true]);
    expect(happened).toEqual(['agent is watched']);
    agent.permissions = { ...agent.permissions, subscribe: true };
    agent.waiting = false;
    await watching.changed();
    expect(happened.slice(1)).toEqual(['buyer is watched']);
  });

  it('[MEDIA-43] an agent who is rung before the buyer has come in is subscribed as well', async () => {
    const agent = await come('agent', false);
    expect(agent.rights.subscribe).toBe(true);
    const buyer = await come('buyer', true);
    expect([agent.rights.subscribe, buyer.watched, agent.watched]).toEqual([true, false, true]);
    expect(happened).toEqual(['agent is watched']);
  });

  it('[MEDIA-43] whoever waits is shut out before anybody sends to somebody else, or to a recording', async () => {
    await come('buyer', true);
    const agent = await come('agent', false);
    happened = [];
    await come('second', true);
    expect(happened.slice(0, 2)).toEqual(['agent may not receive', 'buyer is watched']);
    expect(agent.rights.subscribe).toBe(false);
    expect((await come('late', false)).rights.subscribe).toBe(false);

    members.clear();
    const alone = await come('alone', true);
    expect(alone.watched).toBe(false);
    const leave = await watching.record();
    expect(alone.watched).toBe(true);
    leave();
    leave();
    expect(alone.watched).toBe(false);
  });
});
