import { diagnose } from '../../diagnostics/diagnose.ts';
import { entries } from '../parts.ts';
import type { Rule } from './rule.ts';

/** What this version does not run yet is refused with its place, never ignored. */
export const notSupported: Rule = (description, located) =>
  entries(description.sourceDescriptions, '/sourceDescriptions').flatMap(
    ({ value: { name, type }, pointer }) => {
      if (type !== 'asyncapi') return [];
      const message = `A source description of type asyncapi ("${name}") is not run by this version yet.`;
      const place = located.place(`${pointer}/type`);
      return [diagnose('document/not-supported', message, { place, hint: 'Use OpenAPI descriptions.' })];
    },
  );
