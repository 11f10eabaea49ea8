import type { ServerChoice } from '../credentials/server-choice.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { Mode } from '../diagnostics/mode.ts';
import { didYouMean } from '../diagnostics/near.ts';
import type { Limits } from '../engine/limits.ts';
import type { Reach } from '../http/reach.ts';
import type { Retention } from '../journal/retention.ts';
import type { Supply } from '../plan/supply.ts';
import { profileFlaws } from '../providers/profile-flaws.ts';
import type { ProfileSettings } from '../providers/profile-settings.ts';
import { escapeToken } from '../text/pointer.ts';
import type { LocatedText } from '../text/located-text.ts';
import { readText } from '../text/read-text.ts';
import { settingsSchema } from './settings-schema.ts';

/** What `heddle.config.yaml` says. Paths are as written: from the folder of the file. */
export interface Settings {
  /** What is served, by the names under which it is asked for; nothing unless given. */
  readonly documents: Readonly<Record<string, DocumentSettings>>;
  /** The file in which the runs are kept. */
  readonly store?: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly sources: { readonly bases?: readonly string[]; readonly allowedHosts?: readonly string[] };
  readonly limits: ServerLimits;
  /** What is known of providers beside the profiles of this release. */
  readonly profiles: readonly ProfileSettings[];
  /** Where calls may go, whatever descriptions name. */
  readonly reach: Reach;
  /** For how many days runs are kept after they have ended. */
  readonly retention: Retention;
  /** What of each exchange is kept beside its outcome, masked. */
  readonly record?: 'bodies';
  /** The list of recipients who opted out. */
  readonly suppressions?: string;
}

/** How a document is served. */
export interface DocumentSettings {
  /** A path, a URL, or the name of a bundled workflow. */
  readonly location: string;
  /** By source description name, where it is read instead. */
  readonly sources?: Readonly<Record<string, string>>;
  /** By source description name, the server that is called. */
  readonly servers?: Readonly<Record<string, ServerChoice>>;
  /** Values for the requests of steps, which the document does not give. */
  readonly supply?: Supply;
  readonly mode?: Mode;
  /** Make the repairs that findings offer, in memory. */
  readonly repair?: boolean;
  /** Read nothing but what is locked. */
  readonly frozen?: boolean;
  /** How far a run of it may go. */
  readonly limits?: Partial<Limits>;
}

/** How much is taken on at a time. */
export interface ServerLimits {
  /** Runs in hand at a time; the rest are rows. */
  readonly slots: number;
  /** The largest body of a request, in bytes. */
  readonly bodyBytes: number;
  /** Those who watch runs at a time. */
  readonly watchers: number;
}

/** What is not set. Reachable from this machine alone unless said otherwise. */
const defaults = {
  listen: { host: '127.0.0.1', port: 8080 },
  limits: { slots: 100, bodyBytes: 2 ** 20, watchers: 1000 },
};

interface WrittenSettings extends Omit<Partial<Settings>, 'documents' | 'listen' | 'limits' | 'profiles'> {
  readonly documents?: Readonly<Record<string, string | DocumentSettings>>;
  readonly profiles?: Readonly<Record<string, Omit<ProfileSettings, 'name'>>>;
  readonly listen?: Partial<Settings['listen']>;
  readonly limits?: Partial<ServerLimits>;
}

/** Reads the text of a configuration. `settings` is there when no finding stops, and then `located`, for places in it. */
export async function readSettings(
  text: string,
  file: string,
): Promise<{
  readonly settings?: Settings;
  readonly located?: LocatedText;
  readonly diagnostics: readonly Diagnostic[];
}> {
  const { located, diagnostics } = readText(text, file, {
    whenEmpty: 'A configuration has the field documents; see docs/serve.md.',
  });
  if (located === undefined || diagnostics.some(stops)) return { diagnostics };
  const found = [...(await shapeFindings(located)), ...diagnostics];
  if (found.some(stops)) return { diagnostics: found };
  const written = located.value as WrittenSettings;
  const profiles = Object.entries(written.profiles ?? {}).map(([name, profile]) => ({ ...profile, name }));
  const flaws = profiles.flatMap((profile) => flawFindings(profile, located));
  if (flaws.length > 0) return { diagnostics: [...found, ...flaws] };
  // What is supplied keeps its digits (clause K12).
  const exact = located.exact() as WrittenSettings;
  const documents = Object.entries(exact.documents ?? {}).map(([name, document]) => [
    name,
    typeof document === 'string' ? { location: document } : document,
  ]);
  const settings: Settings = {
    ...written,
    documents: Object.fromEntries(documents) as Settings['documents'],
    listen: { ...defaults.listen, ...written.listen },
    sources: written.sources ?? {},
    limits: { ...defaults.limits, ...written.limits },
    reach: written.reach ?? {},
    retention: written.retention ?? {},
    profiles,
  };
  return { settings, located, diagnostics: found };
}

/** Findings for what has not the shape of a configuration. */
async function shapeFindings(located: LocatedText): Promise<readonly Diagnostic[]> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const options = { allErrors: true, strict: false, verbose: true } as const;
  const validate = new Ajv2020(options).compile(settingsSchema);
  validate(located.value);
  // What is wrong with a name is said again of the object that has it.
  const errors = (validate.errors ?? []).filter(({ propertyName }) => propertyName === undefined);
  return errors.map((error) => {
    const { instancePath, keyword, params, parentSchema } = error;
    if (keyword === 'additionalProperties') {
      const name = String(params['additionalProperty']);
      const place = located.place(`${instancePath}/${escapeToken(name)}`, 'key');
      const known = Object.keys((parentSchema?.['properties'] ?? {}) as object);
      const hint = didYouMean(name, known) ?? `What there is: ${known.join(', ')}.`;
      return diagnose('config/unknown-field', `The configuration has no field "${name}" here.`, {
        hint,
        place,
      });
    }
    const name = instancePath === '' ? 'The configuration' : `"${instancePath.slice(1)}"`;
    const meant = (parentSchema as { readonly description?: string } | undefined)?.description;
    const rule = inWords[keyword] ?? (() => error.message ?? 'is not as it must be');
    return diagnose('config/invalid', `${name} ${rule(params)}.`, {
      hint: meant === undefined ? 'See docs/serve.md for the fields that there are.' : `It is ${meant}.`,
      place: located.place(instancePath),
    });
  });
}

/** What the validator says of keywords in its own words, in those of people. */
const inWords: Readonly<Record<string, (params: Readonly<Record<string, unknown>>) => string>> = {
  pattern: () => 'is not written as it must be',
  propertyNames: ({ propertyName }) => `cannot have the name "${String(propertyName)}"`,
  minProperties: () => 'is empty',
  minItems: () => 'is empty',
  minLength: () => 'is empty',
  enum: ({ allowedValues }) => `must be one of ${(allowedValues as readonly unknown[]).join(', ')}`,
};

function flawFindings(profile: ProfileSettings, located: LocatedText): readonly Diagnostic[] {
  return profileFlaws(profile).map(({ pointer, message, hint }) =>
    diagnose('config/invalid', message, {
      hint,
      place: located.place(`/profiles/${escapeToken(profile.name)}${pointer}`),
    }),
  );
}
