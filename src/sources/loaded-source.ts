import type { AsyncApiDescription } from '../asyncapi/description.ts';
import type { OpenApiDescription } from '../openapi/description.ts';
import type { LocatedText } from '../text/located-text.ts';
import type { OtherTexts } from './other-texts.ts';

/** How a source was found. */
export type FoundBy =
  /** Where the document says. */
  | 'document'
  /** The user named it with `--source`. */
  | 'option'
  /** Below a folder or URL that the user gave with `--base`. */
  | 'base'
  /** A relative URL of the document leads there from the root of the repository. */
  | 'root'
  /** Elsewhere in the repository: by a known move of its publisher, or by its file name. */
  | 'moved'
  /** An earlier version of the file, in the history of the repository. */
  | 'history'
  /** The copy that `heddle lock` keeps. */
  | 'lock';

/**
 * What a description serves for that stands in for a source: to check the rest of a document, where no repair is offered by it, since the source
 * itself may say something else; or to simulate, where it is taken for the source.
 */
export type StandInUse = 'check' | 'simulation';

/** How a text was found. */
export interface Found {
  /** The absolute path, or the URL, that was asked for; where it was in the end may be elsewhere. */
  readonly asked: string;
  readonly foundBy: FoundBy;
  /** The commit that it was read at, where that is known. */
  readonly revision?: string;
}

/** A source description that has been retrieved and read. */
export type LoadedSource = LoadedOpenApi | LoadedAsyncApi;

/** A source that describes an API over HTTP. */
export interface LoadedOpenApi extends LoadedText {
  readonly kind: 'openapi';
  readonly description: OpenApiDescription;
}

/** A source that describes messages on channels. */
export interface LoadedAsyncApi extends LoadedText {
  readonly kind: 'asyncapi';
  readonly description: AsyncApiDescription;
}

/** What is the same for sources of every kind. */
interface LoadedText extends Found {
  /** As the document names it. */
  readonly name: string;
  /**
   * Its name in a plan, by which the user gives servers and credentials: `pets`, or `billing.pets` where another document uses it. The
   * same description has one, whichever documents use it.
   */
  readonly id: string;
  /** As the document gives it, for `$sourceDescriptions.<name>.url`. */
  readonly url: string;
  /** The absolute path, or the URL, that was really read: after redirects, without query. */
  readonly location: string;
  /** Origins that a lock binds its credentials to; absent without a lock. */
  readonly origins?: readonly string[];
  /** `sha256-` and 64 hex digits of the text. */
  readonly hash: string;
  readonly located: LocatedText;
  /** What its references lead to in other documents. */
  readonly others: OtherTexts;
  /** The source itself could not be had, and this only serves for what is named. Never to be run against. */
  readonly standIn?: StandInUse;
}
