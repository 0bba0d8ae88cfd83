import { describe, expect, it } from '@jest/globals';
import { counter, id, level, scope, StatNode, text } from '../src/stats/stat-node.ts';

const tree = (): StatNode =>
  new StatNode(
    scope('', 'all', [
      scope('socket', 'one', [id('id', 4, 'its id'), text('protocol', 'req', 'its name')]),
      scope('pipe', 'first', [id('id', 7, 'its id'), counter('rx_bytes', 12, 'received', 'bytes')]),
      scope('pipe', 'second', [id('id', 8, 'its id'), level('queue', 3, 'waiting', 'messages')]),
    ]),
    1234,
  );

describe('StatNode', () => {
  it('knows name, description, type, unit and time', () => {
    expect(tree().find('rx_bytes')).toMatchObject({
      name: 'rx_bytes',
      description: 'received',
      type: 'counter',
      unit: 'bytes',
      timestamp: 1234,
      number: 12,
    });
  });

  it('finds depth first, itself included', () => {
    const root = tree();
    expect(root.find('')).toBe(root);
    expect(root.find('id')?.number).toBe(4);
    expect(root.find('bogus')).toBeUndefined();
  });

  it('finds the scope of an object by kind and id', () => {
    const root = tree();
    expect(root.findObject('pipe', { id: 8 })?.description).toBe('second');
    expect(root.findObject('socket', { id: 8 })).toBeUndefined();
  });

  it('links parents and siblings', () => {
    const [socket, first, second] = tree().children;
    expect([socket?.next, first?.next, second?.next]).toEqual([first, second, undefined]);
    expect(second?.parent?.name).toBe('');
    expect(second?.parent?.parent).toBeUndefined();
  });

  it('[STAT-9] is 0, false or undefined when read as what it is not', () => {
    const protocol = tree().find('protocol');
    const bytes = tree().find('rx_bytes');
    const yes = new StatNode({ name: 'raw', description: '', type: 'boolean', value: true }, 0);
    expect([protocol?.number, protocol?.string, protocol?.boolean]).toEqual([0, 'req', false]);
    expect([bytes?.number, bytes?.string, bytes?.boolean]).toEqual([12, undefined, false]);
    expect([yes.number, yes.string, yes.boolean]).toEqual([0, undefined, true]);
  });

  it('[STAT-7] dumps names, values and units, indented', () => {
    expect(tree().dump()).toBe(`(root)
  socket
    id 4
    protocol req
  pipe
    id 7
    rx_bytes 12 bytes
  pipe
    id 8
    queue 3 messages
`);
  });
});
