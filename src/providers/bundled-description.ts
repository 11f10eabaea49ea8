import { join } from 'node:path';
import type { SourceDescription } from '../arazzo/document.ts';
import { packageRoot } from '../sources/bundled.ts';
import { profileOf } from './profiles.ts';

/** The path of the description of a known provider that comes with this package; undefined for any other source. */
export function bundledDescription({ name, url }: SourceDescription): string | undefined {
  const description = profileOf({ name, url, origins: [] })?.description;
  return description === undefined ? undefined : join(packageRoot, description);
}
