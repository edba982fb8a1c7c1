import { expect, it } from 'vitest';
import { EnhancedEventEmitter } from './event-emitter.ts';

it('calls listeners in order, once-listeners once, and none taken back', () => {
  const emitter = new EnhancedEventEmitter();
  const heard: string[] = [];
  const gone = () => heard.push('gone');
  emitter.on('fact', (what: string) => heard.push(`on ${what}`));
  emitter.once('fact', (what: string) => heard.push(`once ${what}`));
  emitter.on('fact', gone).off('fact', gone);
  expect(emitter.listenerCount('fact')).toBe(2);
  expect([emitter.emit('fact', 'a'), emitter.emit('fact', 'b'), emitter.emit('other')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(heard).toEqual(['on a', 'once a', 'on b']);
  emitter.close();
  expect(emitter.emit('fact', 'c')).toBe(false);
});

it('tells of a listener that throws instead of throwing', () => {
  const emitter = new EnhancedEventEmitter();
  const told: unknown[] = [];
  const failure = new Error('failed');
  emitter.on('listenererror', (name: string, error: Error) => told.push(name, error));
  emitter.on('fact', () => {
    throw failure;
  });
  expect(emitter.safeEmit('fact')).toBe(true);
  expect(told).toEqual(['fact', failure]);
});
