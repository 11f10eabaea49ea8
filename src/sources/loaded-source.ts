import type { OpenApiDescription } from '../openapi/description.ts';
import type { LocatedText } from '../text/located-text.ts';
import type { OtherTexts } from './other-texts.ts';

/** A source description that has been retrieved and read. */
export interface LoadedSource {
  readonly name: string;
  /** As the document gives it, for `$sourceDescriptions.<name>.url`. */
  readonly url: string;
  /** The absolute path, or the URL, that was really read. */
  readonly location: string;
  /** `sha256-` and 64 hex digits of the text. */
  readonly hash: string;
  readonly located: LocatedText;
  readonly description: OpenApiDescription;
  /** What its references lead to in other documents. */
  readonly others: OtherTexts;
  /** True: this is a bundled description in the place of a source that could not be had. Never to be run against. */
  readonly standIn?: true;
}
