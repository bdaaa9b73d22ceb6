// Where the arena begins: behind the module's own data.

export function arenaStart(): usize {
  return (__heap_base + 63) & ~63;
}
