import { diagnose } from '../../diagnostics/diagnose.ts';
import { entries } from '../parts.ts';
import type { Rule } from './rule.ts';

/** The url of a source description is a URI-reference (clause B3). */
export const sourceUrl: Rule = (description, located) =>
  entries(description.sourceDescriptions, '/sourceDescriptions').flatMap(
    ({ value: { name, url }, pointer }) => {
      if (isUriReference(url)) return [];
      const message = `The url of source description "${name}" is not a URL: "${url}".`;
      const hint =
        'Write a path relative to this document or a whole URL; percent-encode spaces and brackets.';
      return [diagnose('source/invalid-url', message, { place: located.place(`${pointer}/url`), hint })];
    },
  );

function isUriReference(url: string): boolean {
  return url !== '' && !/[\s<>"{}|\\^`]/.test(url) && URL.canParse(url, 'https://base.invalid/');
}
