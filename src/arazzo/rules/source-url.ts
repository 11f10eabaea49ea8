import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { LocatedText } from '../../text/located-text.ts';
import type { ArazzoDescription } from '../document.ts';
import { entries } from '../parts.ts';
import type { Rule } from './rule.ts';

/** The url of a source description is a URI-reference (clause B3), and so is $self, which has no fragment (A10). */
export const sourceUrl: Rule = (description, located) => [
  ...self(description, located),
  ...entries(description.sourceDescriptions, '/sourceDescriptions').flatMap(
    ({ value: { name, url }, pointer }) => {
      if (isUriReference(url)) return [];
      const message = `The url of source description "${name}" is not a URL: "${url}".`;
      const hint =
        'Write a path relative to this document or a whole URL; percent-encode spaces and brackets.';
      return [diagnose('source/invalid-url', message, { place: located.place(`${pointer}/url`), hint })];
    },
  ),
];

function self({ $self }: ArazzoDescription, located: LocatedText): Diagnostic[] {
  if ($self === undefined || (isUriReference($self) && !$self.includes('#'))) return [];
  const message = `"$self" is not a URI without a fragment: "${$self}".`;
  const hint = 'Write the URL at which the document is published, or remove it.';
  return [diagnose('document/wrong-type', message, { place: located.place('/$self'), hint })];
}

function isUriReference(url: string): boolean {
  return url !== '' && !/[\s<>"{}|\\^`]/.test(url) && URL.canParse(url, 'https://base.invalid/');
}
