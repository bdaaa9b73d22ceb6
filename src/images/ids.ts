/** Letters, digits, `-` and `_`, at least one letter or digit. */
const IMAGE_ID = /^(?=[-_]*[A-Za-z0-9])[\w-]{1,128}$/;

/** Words that are addresses of this service already; filled once, from its own router. */
const reserved = new Set<string>();

/** Keeps the first segments of the service's paths from being ids of images, whose page stands at `/{id}`. */
export function reserveIds(paths: readonly string[]): void {
  for (const path of paths) {
    const [first = ''] = path.split('/').filter(Boolean);
    if (IMAGE_ID.test(first)) reserved.add(first);
  }
}

export function isImageId(text: string): boolean {
  return IMAGE_ID.test(text) && !reserved.has(text);
}
