import { describe, expect, it } from 'vitest';
import { METHODS, readHeader, STYLES, TYPES } from '../../src/engine/index.ts';
import { Client, signUp } from '../support/client.ts';
import { CHELSEA } from '../support/photos.ts';
import { createSketch, finishedTask, readSketch, uploadImage } from '../support/studio.ts';

/** Byte of a PNG file that says how its pixels are stored (PNG 11.2.1), and what it holds. */
const PNG_COLOR_TYPE_AT = 25;
const PNG_COLOR_TYPES = { black_and_white: 0, color: 2 } as const;

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).toHex();
}

describe('every style, method and type, from upload to file', () => {
  it.each(STYLES)('%s gives six pictures of its own, of the right kind and size', async (style) => {
    const client = await signUp();
    const { imageId } = await uploadImage(client, CHELSEA);
    const seen = new Set<string>();
    for (const type of TYPES) {
      for (const method of METHODS) {
        const { sketchId, taskId } = await createSketch(client, {
          image_id: imageId,
          style,
          sketch_type: type,
          method,
          max_size: '160',
        });
        expect(await finishedTask(client, taskId)).toMatchObject({ status: 'completed' });
        const sketch = await readSketch(client, sketchId);
        expect(sketch).toMatchObject({ style, type, method, width: 160, height: 106, error: null });

        const response = await new Client().fetch(sketch.sketch_image_url ?? '');
        expect(response.headers.get('Content-Type')).toBe('image/png');
        const bytes = new Uint8Array(await response.arrayBuffer());
        expect(readHeader(bytes)).toMatchObject({ type: 'png', width: 160, height: 106 });
        expect(bytes[PNG_COLOR_TYPE_AT]).toBe(PNG_COLOR_TYPES[type]);
        seen.add(await digest(bytes));
      }
    }
    expect(seen.size).toBe(TYPES.length * METHODS.length);
  });
});
