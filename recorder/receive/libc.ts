/** Memory that the system reads or writes; it stays where it is as long as it is referred to. */
export type Memory = Uint8Array;

/** Calls of Linux that Node has not (their manual pages tell what they take and answer); a negative answer is a
 *  refusal. */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Memory, length: number): number;
  getsockname(fd: number, address: Memory, length: Memory): number;
  setsockopt(fd: number, level: number, option: number, value: Memory, length: number): number;
  /** @param messages address of `mmsghdr` structures */
  recvmmsg(fd: number, messages: bigint, count: number, flags: number, timeout: null): number;
  close(fd: number): number;
  addressOf(memory: Memory): bigint;
}

/** undefined where the layouts of structures are others than `BatchedSockets` knows, or where it cannot be called. */
export async function loadLibc(): Promise<Libc | undefined> {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) return undefined;
  try {
    const { default: koffi } = await import('koffi');
    const program = koffi.load(null);
    return {
      socket: program.func('int socket(int, int, int)') as Libc['socket'],
      bind: program.func('int bind(int, void *, uint32_t)') as Libc['bind'],
      getsockname: program.func('int getsockname(int, void *, void *)') as Libc['getsockname'],
      setsockopt: program.func('int setsockopt(int, int, int, void *, uint32_t)') as Libc['setsockopt'],
      recvmmsg: program.func('int recvmmsg(int, void *, uint32_t, int, void *)') as Libc['recvmmsg'],
      close: program.func('int close(int)') as Libc['close'],
      addressOf: (memory) => koffi.address(memory),
    };
  } catch {
    // No build of the library for this machine: Node can do without.
    return undefined;
  }
}
