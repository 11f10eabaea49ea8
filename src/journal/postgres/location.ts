/** Whether a store is named by the URL of a PostgreSQL database, and not by a path. */
export function isPostgres(location: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(location);
}

/** The scheme of a location that is a URL, and of no database that keeps runs. */
export function foreignScheme(location: string): string | undefined {
  return isPostgres(location) ? undefined : /^[a-z][a-z0-9+.-]*:\/\//i.exec(location)?.[0];
}

/** A location of a store as it may be shown: without the password and the parameters of a URL. */
export function shownLocation(location: string): string {
  if (!isPostgres(location)) return location;
  try {
    const { protocol, username, host, pathname } = new URL(location);
    return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
  } catch {
    return 'postgres://…';
  }
}
