import type { Parameter } from './document.ts';

/** A text that is equal for parameters of the same name and location; names of headers compare without case (clause F1). */
export function parameterIdentity({ name, in: location }: Pick<Parameter, 'name' | 'in'>): string {
  return `${location ?? ''} ${location === 'header' ? name.toLowerCase() : name}`;
}
