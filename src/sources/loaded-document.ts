import type { ArazzoDescription } from '../arazzo/document.ts';
import type { LocatedText } from '../text/located-text.ts';
import type { Found, LoadedSource } from './loaded-source.ts';

/** An Arazzo document that has been retrieved and read, with the sources that its workflows use. */
export interface LoadedDocument {
  /** Its name in a plan: empty for the document that was asked for, else the names of the sources that lead to it, such as `billing.tax`. */
  readonly name: string;
  /** The path or URL that it was read from. */
  readonly location: string;
  /** How it was found; absent for the document that was asked for. */
  readonly found?: Found;
  readonly description: ArazzoDescription;
  readonly located: LocatedText;
  /** Its OpenAPI descriptions that could be loaded, by the names that it gives them. */
  readonly sources: Readonly<Record<string, LoadedSource>>;
  /** Its Arazzo documents that could be loaded, by the names that it gives them. They may lead back to it. */
  readonly documents: Readonly<Record<string, LoadedDocument>>;
  /** The workflowIds that a run can come to; all of the document that was asked for. */
  readonly workflowIds: ReadonlySet<string>;
}

/** The name of a workflow or of a source of a document within a plan, unique over all of its documents: `billing.pay`. */
export function planName({ name }: Pick<LoadedDocument, 'name'>, own: string): string {
  return name === '' ? own : `${name}.${own}`;
}
