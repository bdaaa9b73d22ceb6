import { DurableObject } from 'cloudflare:workers';
export class UserHub extends DurableObject<Env> {}
export default { fetch: () => new Response('Easel') } satisfies ExportedHandler<Env>;
