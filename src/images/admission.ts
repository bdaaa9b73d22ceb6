import type { AppContext } from '../api/app.ts';
import { visitorOf } from '../api/endpoint.ts';
import { verifyAddress } from '../http/links.ts';
import { refuseLink } from './refuse-link.ts';
import { imageOf, viewImage } from './service.ts';
import type { ImageRow } from './store.ts';

/** An image, and how long the link lives that led to it, if one did. */
export interface Admitted {
  image: ImageRow;
  secondsLeft: number | undefined;
}

/**
 * Lets those see an image who may, and those who have a signed link to what is made of it.
 * @throws Problem `IMAGE_NOT_FOUND`, `INVALID_LINK`, `EXPIRED_LINK`
 */
export async function admit(c: AppContext, imageId: string, isSigned: boolean): Promise<Admitted> {
  if (!isSigned) {
    return { image: await viewImage(await visitorOf(c), imageId, c.env), secondsLeft: undefined };
  }
  const verdict = await verifyAddress(new URL(c.req.url), c.var.settings);
  if (!verdict.valid) throw refuseLink(verdict.why);
  return { image: await imageOf(imageId, c.env), secondsLeft: verdict.secondsLeft };
}
