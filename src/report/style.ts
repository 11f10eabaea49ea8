import picocolors from 'picocolors';

/** How a report is written. */
export interface Style {
  /** Leave the text as it is when colours are off. */
  readonly colours: ReturnType<typeof picocolors.createColors>;
  /** Columns to wrap at; nothing is wrapped when absent. */
  readonly width?: number;
  /** Everything that is known, not only what most people need. */
  readonly verbose: boolean;
}

/** Makes a {@link Style}. */
export function makeStyle(options: {
  readonly coloured: boolean;
  readonly width?: number | undefined;
  readonly verbose?: boolean | undefined;
}): Style {
  const { coloured, width, verbose = false } = options;
  return { colours: picocolors.createColors(coloured), verbose, ...(width === undefined ? {} : { width }) };
}

/** Black and white, as wide as it gets: for files. */
export const plainStyle: Style = makeStyle({ coloured: false, verbose: true });
