/** `npm run deploy`: the schema first, then the Worker that needs it. */
import { build } from './build.ts';
import { runWrangler } from './wrangler.ts';

build();
runWrangler(['d1', 'migrations', 'apply', 'easel', '--remote']);
runWrangler(['deploy', '--minify', ...process.argv.slice(2)]);
