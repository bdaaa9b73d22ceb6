/** Services that segment photos for us, by the name that `SEGMENTER` has for each. */
import type { Settings } from '../../env.ts';
import { ProviderClient } from './client.ts';
import { fal } from './fal.ts';
import { huggingface } from './huggingface.ts';
import type { ProvidedMask, Provider, SentPhoto } from './provider.ts';
import { replicate } from './replicate.ts';
import { roboflow } from './roboflow.ts';
import { samEndpoint } from './sam-endpoint.ts';

export { failed } from './client.ts';
export type { ProvidedMask, SentPhoto } from './provider.ts';

export type ProviderName = Exclude<Settings['SEGMENTER'], 'embedded'>;

const PROVIDERS: Record<ProviderName, Provider> = {
  'sam-endpoint': samEndpoint,
  replicate,
  fal,
  roboflow,
  huggingface,
};

/**
 * All masks that the provider of the settings finds.
 * @throws Problem `PROVIDER_FAILED`, `MISCONFIGURED`
 */
export function askProvider(
  name: ProviderName,
  photo: SentPhoto,
  settings: Settings,
): Promise<ProvidedMask[]> {
  const client = new ProviderClient({
    url: settings.SAM_API_URL,
    token: settings.SAM_API_TOKEN,
    timeoutSeconds: settings.SAM_API_TIMEOUT,
    loopback: settings.OUTBOUND_LOOPBACK === 'on',
  });
  return PROVIDERS[name](photo, client);
}
