const most = 10;

/** Names for a hint, separated by commas; after ten, only how many more there are. */
export function nameList(names: readonly string[]): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
