import { PhotonImage, resize, SamplingFilter } from '@cf-wasm/photon/node';

const GAP_PX = 6;
const BACKGROUND = 236;

/** Square tiles in rows and columns, for pictures that are looked at side by side. */
export class ContactSheet {
  readonly #width: number;
  readonly #height: number;
  readonly #tilePx: number;
  readonly #rgba: Uint8Array;

  constructor(columns: number, rows: number, tilePx: number) {
    this.#tilePx = tilePx;
    this.#width = columns * (tilePx + GAP_PX) + GAP_PX;
    this.#height = rows * (tilePx + GAP_PX) + GAP_PX;
    this.#rgba = new Uint8Array(this.#width * this.#height * 4).fill(BACKGROUND);
    for (let i = 3; i < this.#rgba.length; i += 4) this.#rgba[i] = 255;
  }

  /** Fills a tile with the middle of a picture, made smaller where it is larger than that. */
  paste(file: Uint8Array, column: number, row: number): void {
    const picture = PhotonImage.new_from_byteslice(file);
    const short = Math.min(picture.get_width(), picture.get_height());
    const side = (px: number) => Math.max(this.#tilePx, Math.round((px * this.#tilePx) / short));
    const small = resize(
      picture,
      side(picture.get_width()),
      side(picture.get_height()),
      SamplingFilter.Lanczos3,
    );
    picture.free();
    const [width, height] = [small.get_width(), small.get_height()];
    const pixels = small.get_raw_pixels();
    small.free();
    const [left, top] = [GAP_PX + column * (this.#tilePx + GAP_PX), GAP_PX + row * (this.#tilePx + GAP_PX)];
    const [dx, dy] = [Math.floor((width - this.#tilePx) / 2), Math.floor((height - this.#tilePx) / 2)];
    for (let y = 0; y < this.#tilePx; y++) {
      const from = ((dy + y) * width + dx) * 4;
      this.#rgba.set(pixels.subarray(from, from + this.#tilePx * 4), ((top + y) * this.#width + left) * 4);
    }
  }

  png(): Uint8Array {
    return this.#encoded((image) => image.get_bytes());
  }

  jpeg(quality: number): Uint8Array {
    return this.#encoded((image) => image.get_bytes_jpeg(quality));
  }

  #encoded(encode: (image: PhotonImage) => Uint8Array): Uint8Array {
    const image = new PhotonImage(this.#rgba, this.#width, this.#height);
    try {
      return encode(image);
    } finally {
      image.free();
    }
  }
}
