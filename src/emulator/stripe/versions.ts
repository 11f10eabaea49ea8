/** Sent when a request names no version: the account's default. */
export const defaultVersion = '2026-10-28.endive';

/** The versions of the API since 2022, as the changelog of the official client names them. */
const versions: ReadonlySet<string> = new Set([
  '2022-08-01',
  '2022-11-15',
  '2023-08-16',
  '2023-10-16',
  '2024-04-10',
  '2024-06-20',
  ...['2024-09-30', '2024-10-28', '2024-11-20', '2024-12-18', '2025-01-27', '2025-02-24'].map(of('acacia')),
  ...['2025-03-31', '2025-04-30', '2025-05-28', '2025-06-30', '2025-07-30', '2025-08-27'].map(of('basil')),
  ...['2025-09-30', '2025-10-29', '2025-11-17', '2025-12-15', '2026-01-28', '2026-02-25'].map(of('clover')),
  ...['2026-03-25', '2026-04-22', '2026-05-27', '2026-06-24', '2026-07-29', '2026-08-26'].map(of('dahlia')),
  ...['2026-09-30', '2026-10-28'].map(of('endive')),
]);

/** Whether the API knows this version. */
export function isVersion(text: string): boolean {
  return versions.has(text);
}

/** Whether a version is of this date (`2023-08-16`) or later. */
export function isSince(version: string, date: string): boolean {
  return version.slice(0, date.length) >= date;
}

function of(name: string): (date: string) => string {
  return (date) => `${date}.${name}`;
}
