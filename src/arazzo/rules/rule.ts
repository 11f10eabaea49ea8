import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { LocatedText } from '../../text/located-text.ts';
import type { ArazzoDescription } from '../document.ts';

/** A check of what the shape of a document cannot tell. It looks at the document alone: no sources, no expressions parsed. */
export type Rule = (description: ArazzoDescription, located: LocatedText) => Diagnostic[];
