import { diagnose } from '../../diagnostics/diagnose.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import { criteriaOf } from '../parts.ts';
import type { Rule } from './rule.ts';

const versions = {
  jsonpath: ['draft-goessner-dispatch-jsonpath-00'],
  xpath: ['xpath-10', 'xpath-20', 'xpath-30'],
} as const;
const newerVersions = { jsonpath: 'rfc9535', xpath: 'xpath-31' } as const;

/** A criterion's type object names a version that the specification knows (clause J1). */
export const criterionVersion: Rule = (description, located) =>
  criteriaOf(description).flatMap(({ value: { type }, pointer }) => {
    if (typeof type !== 'object') return [];
    const newer = newerVersions[type.type];
    const is10 = description.arazzo.startsWith('1.0.');
    const known: readonly string[] = is10 ? versions[type.type] : [...versions[type.type], newer];
    if (known.includes(type.version)) return [];
    const place = located.place(`${pointer}/type/version`);
    if (type.version === newer) {
      const message = `The version "${newer}" came with Arazzo 1.1; the document declares 1.0.`;
      return [diagnose('document/newer-field', message, { place, hint: `Use ${known.join(' or ')}.` })];
    }
    const message = `"${type.version}" is not a version of ${type.type} that Arazzo knows.`;
    const hint = didYouMean(type.version, known) ?? `Use ${known.join(' or ')}.`;
    return [diagnose('document/wrong-type', message, { place, hint })];
  });
