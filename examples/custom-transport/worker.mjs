// What a worker thread starts with: unlike the main thread it does not get what `--import tsx` loads.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
