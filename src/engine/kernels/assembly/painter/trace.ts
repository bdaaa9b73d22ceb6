// Thin lines to paths that a pen can follow.

/** Weight of the way so far against the newest step, so that a pen goes straight on where lines cross. */
const MEMORY: f32 = 0.8;
/** How well a line behind a gap must lie ahead, as a cosine. */
const AHEAD: f32 = 0.6;

@inline
function inkAt(lines: usize, width: i32, x: i32, y: i32): bool {
  return load<u8>(lines + <usize>(y * width + x)) != 0;
}

function neighbours(lines: usize, width: i32, at: usize): i32 {
  const w = <usize>width;
  return <i32>(
    load<u8>(at - w - 1) + load<u8>(at - w) + load<u8>(at - w + 1) + load<u8>(at - 1) +
    load<u8>(at + 1) + load<u8>(at + w - 1) + load<u8>(at + w) + load<u8>(at + w + 1)
  );
}

/** Goes along a line from a place, taking it away behind; returns where the points end. */
function walk(lines: usize, width: i32, height: i32, x: i32, y: i32, points: usize, limit: usize): usize {
  let dx: f32 = 0;
  let dy: f32 = 0;
  while (points < limit) {
    store<u8>(lines + <usize>(y * width + x), 0);
    store<u16>(points, <u16>x);
    store<u16>(points, <u16>y, 2);
    points += 4;
    let best: f32 = -2;
    let bestX = 0;
    let bestY = 0;
    for (let reach = 1; reach <= 3 && best == -2; reach++) {
      for (let j = -reach; j <= reach; j++) {
        for (let i = -reach; i <= reach; i++) {
          if (max(abs(i), abs(j)) != reach) continue;
          const nextX = x + i;
          const nextY = y + j;
          if (nextX < 0 || nextY < 0 || nextX >= width || nextY >= height) continue;
          if (!inkAt(lines, width, nextX, nextY)) continue;
          const length: f32 = Mathf.sqrt(<f32>(i * i + j * j));
          const straight: f32 = (<f32>i * dx + <f32>j * dy) / length;
          if (reach > 1 && straight < AHEAD) continue;
          if (straight <= best) continue;
          best = straight;
          bestX = i;
          bestY = j;
        }
      }
    }
    if (best == -2) break;
    const step: f32 = 1 / Mathf.sqrt(<f32>(bestX * bestX + bestY * bestY));
    dx = dx * MEMORY + <f32>bestX * step * (1 - MEMORY);
    dy = dy * MEMORY + <f32>bestY * step * (1 - MEMORY);
    const norm: f32 = 1 / max<f32>(1e-3, Mathf.sqrt(dx * dx + dy * dy));
    dx *= norm;
    dy *= norm;
    x += bestX;
    y += bestY;
  }
  return points;
}

/**
 * Takes thin lines (see thin()) apart into paths: first from their ends, then what is left, which are loops and what
 * crosses. The plane is empty afterwards.
 *
 * @param minLength points of the shortest path that counts; others are dropped
 * @param points room for `maxPoints`, two 16-bit numbers each
 * @param starts room for maxPaths + 1 indices of points: where each path begins, and the last one's end
 * @returns how many paths there are
 */
export function traceLines(
  lines: usize, width: i32, height: i32, minLength: i32, points: usize, maxPoints: i32, starts: usize, maxPaths: i32,
): i32 {
  let count = 0;
  let end = points;
  const last = points + (<usize>maxPoints << 2);
  store<i32>(starts, 0);
  for (let pass = 0; pass < 2; pass++) {
    for (let y = 1; y < height - 1; y++) {
      const row = lines + <usize>(y * width);
      for (let x = 1; x < width - 1; x++) {
        const at = row + <usize>x;
        if (load<u8>(at) == 0 || (pass == 0 && neighbours(lines, width, at) != 1)) continue;
        const next = walk(lines, width, height, x, y, end, last);
        if (<i32>((next - end) >> 2) < minLength) continue;
        end = next;
        count++;
        store<i32>(starts + (<usize>count << 2), <i32>((end - points) >> 2));
        if (count == maxPaths || end >= last) return count;
      }
    }
  }
  return count;
}
